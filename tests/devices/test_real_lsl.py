"""A sender of Lab Streaming Layer in a process of its own, read through the real library on this machine."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

import numpy as np
import pytest

from core.clock import SystemClock
from core.errors import DeviceMissing
from core.ring import Ring
from core.samples import SampleBlock, Stream
from devices.drivers import NoteKind
from devices.kinds import Tuning
from devices.kinds.lsl import KIND
from devices.link import Link, LinkEntry
from devices.transports import lsl
from tests.devices.test_real_ports import Reading, rows, said

pytestmark = [pytest.mark.process,
              pytest.mark.skipif(find_spec("pylsl") is None, reason="pylsl is not installed: pip install pylsl")]
SENDER = """
import sys, threading
import numpy as np
import pylsl
name, channels, rate, form, unit = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4], sys.argv[5]
info = pylsl.StreamInfo(name, "EMG", channels, rate, getattr(pylsl, form), "surefoot-test-" + name)
if unit:
    info.set_channel_units([unit] * channels)
outlet = pylsl.StreamOutlet(info)
pause, begin, sent = threading.Event(), pylsl.local_clock(), 0
print("ready", flush=True)
reader = threading.Thread(target=sys.stdin.read)
reader.start()
while reader.is_alive():
    pause.wait(0.013)
    if form == "cf_string":
        outlet.push_sample(["word"] * channels)
        continue
    due = int((pylsl.local_clock() - begin) * (rate or 80))
    if due > sent:
        values = np.tile(np.arange(sent, due, dtype=np.float32)[:, None] % 1000, channels)
        outlet.push_chunk(values, begin + due / (rate or 80))
        sent = due
"""


@contextmanager
def sender(name: str, channels: int = 2, rate_hz: float = 500.0, form: str = "cf_float32",
           unit: str = "microvolts") -> Iterator[None]:
    command = [sys.executable, "-c", SENDER, name, str(channels), str(rate_hz), form, unit]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            assert process.stdout.readline().strip() == b"ready"
            yield
        finally:
            process.stdin.close()
            process.wait(10)


@pytest.fixture(scope="module", autouse=True)
def _needs_a_network() -> None:
    """Skip where LSL's own streams do not find each other, as behind some firewalls."""
    with sender("surefoot-probe"):
        for _ in range(5):
            try:
                lsl.open_stream("surefoot-probe", "", SystemClock()).close()
            except DeviceMissing:
                continue
            return
    pytest.skip("this network does not let LSL find a stream of this very machine")


def reading(name: str, wanted: Stream = Stream.EMG) -> Reading:
    def link(clock: SystemClock, ring: Ring[LinkEntry]) -> Link:
        return KIND.open(name, clock, ring, Tuning(wanted=wanted))

    return Reading(link)


def values(entries: list[LinkEntry]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.concatenate([entry.data for entry in entries if isinstance(entry, SampleBlock)])


def test_every_sample_comes_in_order_at_its_time() -> None:
    with sender("surefoot-emg"), reading("surefoot-emg") as held:
        entries = held.until(lambda came: rows(came) > 1000)
        got = [entry for entry in entries if isinstance(entry, SampleBlock)]
        assert {block.rate_hz for block in got} == {500.0}
        assert held.link.counters.lost_samples == 0
        counted = values(entries)[:, 0]
        assert set(np.diff(counted).tolist()) <= {1.0, -999.0}
        times = np.array([block.t0_ns for block in got])
        assert (np.diff(times) > 0).all()
        assert held.link.serial_number == "surefoot-test-surefoot-emg"


def test_a_sender_that_goes_is_noticed_and_found_again_with_other_streams_about() -> None:
    with reading("surefoot-back") as held:
        with sender("surefoot-back"):
            held.until(lambda came: rows(came) > 200)
        gone = held.until(said(NoteKind.LOST))
        assert said(NoteKind.SILENT)(gone)
        with sender("surefoot-other"), sender("surefoot-back"):
            held.until(lambda came: said(NoteKind.READY)(came) and rows(came) > 200)


@pytest.mark.parametrize(("name", "channels", "form", "wanted", "words"), [
    ("surefoot-words", 1, "cf_string", Stream.EMG, "carries words"),
    ("surefoot-three", 3, "cf_float32", Stream.BOARD, "needs four")])
def test_a_stream_of_another_kind_is_refused(name: str, channels: int, form: str, wanted: Stream,
                                             words: str) -> None:
    with sender(name, channels, form=form, unit=""), reading(name, wanted) as held:
        entries = held.until(said(NoteKind.WRONG_DEVICE))
        assert any(words in getattr(entry, "text", "") for entry in entries)
        assert rows(entries) == 0


def test_a_board_without_a_rate_is_read_sample_by_sample() -> None:
    with sender("surefoot-plate", 4, 0.0, unit="kg"), reading("surefoot-plate", Stream.BOARD) as held:
        entries = held.until(lambda came: rows(came) > 100)
        got = [entry for entry in entries if isinstance(entry, SampleBlock)]
        assert {len(block.data) for block in got} == {1}
        assert got[0].rate_hz == pytest.approx(80.0, rel=0.1)
