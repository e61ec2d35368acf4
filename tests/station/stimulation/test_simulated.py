"""The simulated stimulator takes a prescription as strictly as the real one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.clock import ManualClock
from core.errors import InputError
from station.plugging import Devices, Wired
from station.stimulation.setup import StimOptions, begin
from station.stimulation.simulated import SimulatedProgram
from station.stimulation.spec import StimSpec


def begun(path: Path, folder: Path) -> None:
    clock = ManualClock()
    wired = Wired([], None, Devices(has_board=False, has_emg=False, simulated=True, line=""), clock)
    begin(StimOptions(StimSpec("sim"), path, None, folder), wired, clock, headless=True)


def test_without_a_prescription_there_is_an_example() -> None:
    program = SimulatedProgram(ManualClock(), None, None)
    assert b"73696d756c61746564" in program.journal()[0], "the code of the simulated patient, in hex"


def test_an_empty_prescription_is_none_and_no_example() -> None:
    with pytest.raises(InputError, match="the file is empty"):
        SimulatedProgram(ManualClock(), None, b"")


@pytest.mark.parametrize("kind", ["pipe", "endless", "huge", "folder", "nothing"])
def test_what_is_no_plain_file_is_refused_and_not_waited_for(kind: str, tmp_path: Path) -> None:
    path = Path("/dev/zero") if kind == "endless" else tmp_path / kind
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "huge":
        with path.open("wb") as file:
            file.truncate(2**30)
    elif kind == "folder":
        path.mkdir()
    with pytest.raises(InputError, match="cannot be read"):
        begun(path, tmp_path)


def test_a_journal_that_nobody_keeps_is_not_written() -> None:
    kept, unkept = (SimulatedProgram(ManualClock(), None, None, keeps_journal=wanted) for wanted in (True, False))
    for program in (kept, unkept):
        program.close()
    assert len(list(kept.journal())) > 1
    assert list(unkept.journal()) == list(kept.journal())[:1]
