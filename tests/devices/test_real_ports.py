"""Real processes: an emulated device in one, the real serial port, driver and reader thread in this one."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest

from core.clock import NS_PER_S, Deadline, SystemClock
from core.ring import Ring
from core.samples import SampleBlock, Stream
from devices.discovery import DeviceSpec, open_board, open_emg
from devices.drivers import LinkNote, NoteKind
from devices.kinds.registry import KINDS
from devices.link import Link, LinkEntry
from devices.probing import ask
from devices.reader import ReaderThread
from devices.transports.serial_port import open_port
from tests.devices.test_ports import Port

pytestmark = [pytest.mark.process, pytest.mark.skipif(sys.platform == "win32", reason="needs pseudo-terminals")]
ROOT = Path(__file__).parents[2]


class Device:
    """An emulated device in a process of its own, steered by its input."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.port = self.heard()["port"]

    def say(self, command: str) -> dict[str, str]:
        assert self.process.stdin is not None
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return self.heard()

    def heard(self) -> dict[str, str]:
        assert self.process.stdout is not None
        answer: dict[str, str] = json.loads(self.process.stdout.readline())
        return answer


@contextmanager
def device(*words: str) -> Iterator[Device]:
    command = [sys.executable, "-m", "devices.emulators", *words, "--boot-ms", "100"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            yield Device(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(10)


class Reading:
    """A link in its reader thread, and everything that came."""

    def __init__(self, make_link: Callable[[SystemClock, Ring[LinkEntry]], Link | None]) -> None:
        self._came = Event()
        self.ring: Ring[LinkEntry] = Ring(100_000, self._came.set)
        self.entries: list[LinkEntry] = []
        self._clock = SystemClock()
        link = make_link(self._clock, self.ring)
        assert link is not None
        self.link = link
        self.thread = ReaderThread(link)

    def __enter__(self) -> Reading:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self.thread.stop()
        self.link.close()

    def until(self, wanted: Callable[[list[LinkEntry]], bool], seconds: float = 25) -> list[LinkEntry]:
        """Wait until the entries since the last call satisfy `wanted`."""
        deadline, fresh = Deadline(self._clock, round(seconds * NS_PER_S)), list[LinkEntry]()
        while not wanted(fresh):
            assert not deadline.passed(), f"not in time; came: {fresh[-5:]}"
            self._came.wait(0.5)
            self._came.clear()
            fresh += self.ring.drain()
        self.entries += fresh
        return fresh


def rows(entries: list[LinkEntry]) -> int:
    return sum(len(entry.data) for entry in entries if isinstance(entry, SampleBlock))


def said(kind: NoteKind) -> Callable[[list[LinkEntry]], bool]:
    return lambda entries: any(isinstance(entry, LinkNote) and entry.kind is kind for entry in entries)


def test_a_board_over_a_real_port_goes_and_comes_back(tmp_path: Path) -> None:
    link_path = tmp_path / "board"
    spec = DeviceSpec.parse(f"serial:{link_path}")
    with device("lines-board", "--link", str(link_path)) as board, \
            Reading(lambda clock, ring: open_board(spec, clock, ring)) as reading:
        stood = reading.until(lambda entries: rows(entries) > 40)
        last = next(entry for entry in reversed(stood) if isinstance(entry, SampleBlock))
        assert last.data[-1, :4].sum() == pytest.approx(72.0, abs=0.1)
        board.say("lean 0.9 0")
        leaned = reading.until(lambda entries: rows(entries) > 160)
        tl, tr, bl, br = next(e for e in reversed(leaned) if isinstance(e, SampleBlock)).data[-1, :4]
        assert tr + br > 2 * (tl + bl)
        board.say("unplug")
        reading.until(said(NoteKind.LOST))
        reading.until(said(NoteKind.MISSING))
        assert not link_path.exists()
        board.say("plug")
        reading.until(said(NoteKind.READY))
        reading.until(lambda entries: rows(entries) > 40)
        assert reading.link.counters.reopens == 1


@pytest.mark.parametrize(("word", "name"), [
    ("cyton", "cyton-daisy"), ("bitalino", "bitalino"), ("olimex", "olimex"), ("byb", "byb")])
def test_every_muscle_sensor_streams_goes_and_comes_back(word: str, name: str, tmp_path: Path) -> None:
    link_path = tmp_path / "emg"
    spec = DeviceSpec.parse(f"{word}:{link_path}")
    with device(name, "--link", str(link_path)) as emg, \
            Reading(lambda clock, ring: open_emg(spec, clock, ring)) as reading:
        reading.until(said(NoteKind.READY))
        reading.until(lambda entries: rows(entries) > 200)
        emg.say("unplug")
        reading.until(said(NoteKind.LOST))
        emg.say("plug")
        reading.until(said(NoteKind.READY))
        reading.until(lambda entries: rows(entries) > 200)
        assert reading.link.counters.reopens == 1


def test_real_ports_are_asked_who_they_are() -> None:
    with device("lines-board") as board, device("chords", "--baud", "230400") as emg, device("cyton") as cyton:
        ports = [Port(one.port) for one in (board, emg, cyton)]
        answers = ask(ports, KINDS, [(Stream.BOARD,), (Stream.EMG,), ()], open_port, SystemClock())
    assert {(one.port, one.word, one.baud) for one in answers} == {
        (board.port, "serial", 115200), (emg.port, "chords", 230400), (cyton.port, "cyton", 115200)}


def test_chords_is_found_at_the_other_baud_rate_and_survives_damage() -> None:
    words = ["--name", "NPG-LITE", "--channels", "3", "--baud", "115200", "--effort", "0.7:0.5"]
    with device("chords", *words) as emg:
        spec = DeviceSpec.parse(f"chords:{emg.port}")
        with Reading(lambda clock, ring: open_emg(spec, clock, ring)) as reading:
            opened = reading.until(said(NoteKind.READY), seconds=40)
            assert not said(NoteKind.WRONG_DEVICE)(opened)
            reading.until(lambda entries: rows(entries) > 100)
            assert emg.say("fault drop") == {"done": "fault drop"}
            assert emg.say("fault bad_checksum") == {"done": "fault bad_checksum"}
            came = reading.until(lambda entries: rows(entries) > 1000)
            blocks = [entry for entry in came if isinstance(entry, SampleBlock)]
            assert {block.data.shape[1] for block in blocks} == {3}
            assert 1 <= reading.link.counters.lost_samples < 10
            assert max(float(block.data.max()) for block in blocks) > 100.0


def test_an_emg_board_is_not_a_balance_board() -> None:
    with device("lines-emg") as emg:
        spec = DeviceSpec.parse(f"serial:{emg.port}")
        with Reading(lambda clock, ring: open_board(spec, clock, ring)) as reading:
            entries = reading.until(said(NoteKind.WRONG_DEVICE))
            note = next(entry for entry in entries if isinstance(entry, LinkNote))
            assert "emg" in note.text
            assert note.stream is Stream.BOARD


def test_the_command_answers_what_it_does_not_understand() -> None:
    with device("lines-tilt", "--seconds", "20") as tilt:
        assert "not a command" in tilt.say("jump")["error"]
        assert "no fault" in tilt.say("fault flood")["error"]
        assert "numbers" in tilt.say("lean left 2")["error"]
        assert tilt.say("effort 0.5") == {"done": "effort 0.5"}
        assert tilt.say("unplug") == {"done": "unplug"}
        assert tilt.say("plug")["port"].startswith("/dev/")


@pytest.mark.parametrize(("words", "text"), [
    (["wii"], "--uhid"), (["chords", "--fault", "flood@1"], "choose from"),
    (["chords", "--fault", "drop@soon"], "drop@3"), (["chords", "--fault", "mode_reset@1"], "no fault"),
    (["chords", "--effort", "much"], "LEVEL:SECONDS"), (["chords", "--effort", "3:1"], "0..1")])
def test_wrong_words_end_in_a_sentence(words: list[str], text: str) -> None:
    done = subprocess.run([sys.executable, "-m", "devices.emulators", *words], capture_output=True, text=True,
                          cwd=ROOT, stdin=subprocess.DEVNULL, timeout=30, check=False)
    assert done.returncode == 2
    assert text in done.stderr
    assert "Traceback" not in done.stderr
