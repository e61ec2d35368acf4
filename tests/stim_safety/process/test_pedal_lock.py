"""The pedal and the lock of the folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from stim_safety.lock import OtherController, lock
from stim_safety.pedal import Pedal, PedalMissing
from tests.stim_safety.process.far_end import FarEnd


def test_a_pedal_is_quiet_until_any_byte_comes(far_end: FarEnd) -> None:
    pedal = Pedal(far_end.path)
    assert not pedal.pressed()
    for byte in (b"\x00", b"\n", b"\x03", b"\xff"):
        os.write(far_end.master, byte)
        assert pedal.pressed()
        assert not pedal.pressed()
    pedal.close()


def test_a_lost_pedal_stays_pressed(far_end: FarEnd) -> None:
    pedal = Pedal(far_end.path)
    far_end.unplug()
    assert pedal.pressed()
    assert pedal.pressed()
    assert pedal.gone
    pedal.close()


def test_a_pedal_need_not_be_a_terminal(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pedal")
    pedal = Pedal(str(tmp_path / "pedal"))
    writer = os.open(tmp_path / "pedal", os.O_WRONLY)
    assert not pedal.pressed()
    assert not pedal.gone
    os.close(writer)
    assert pedal.pressed()  # nobody can press it any more
    pedal.close()


def test_a_pedal_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(PedalMissing, match="plug it in, or start without --pedal"):
        Pedal(str(tmp_path / "none"))


def test_a_lock_is_held_by_one_and_freed_at_the_end(tmp_path: Path) -> None:
    held = lock(tmp_path / "lock")
    with pytest.raises(OtherController, match="Another stimulation program"):
        lock(tmp_path / "lock")
    os.close(held)
    os.close(lock(tmp_path / "lock"))


@pytest.mark.process
def test_a_lock_outlives_who_took_it_in_a_child_that_inherited_it(tmp_path: Path) -> None:
    held = lock(tmp_path / "lock")
    child = subprocess.Popen([sys.executable, "-I", "-S", "-c", "input()"], stdin=subprocess.PIPE,
                             pass_fds=(held,))
    os.close(held)
    with pytest.raises(OtherController):
        lock(tmp_path / "lock")
    child.communicate(b"\n")
    os.close(lock(tmp_path / "lock"))
