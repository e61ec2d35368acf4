"""What --board and --emg plug in, and what is refused at once."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from core.clock import ManualClock, SystemClock
from core.errors import DeviceMissing, InputError, PermissionMissing
from core.samples import Stream
from devices.drivers import LinkNote, NoteKind
from station.plugging import Plugs, Wired, plug
from station.sensors import LinkSensor
from station.settings import Settings
from station.trouble import TroubleBoard
from tests.station.playing import run


@pytest.fixture(autouse=True)
def nothing_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `auto` find nothing, whatever is plugged in here."""
    monkeypatch.setattr("devices.kinds.wii_board.boards", list)
    monkeypatch.setattr("devices.discovery.list_ports.comports", list)


def plugged(board: str = "auto", emg: str = "auto", **more: bool) -> Wired:
    return plug(Plugs(board, emg, **more), Settings(schema=1), SystemClock(), threading.Event(), seed=1)


@pytest.mark.parametrize(("board", "emg", "streams", "simulated"), [
    ("auto", "auto", [Stream.BOARD, Stream.EMG], True),
    ("sim", "none", [Stream.BOARD], True),
    ("none", "sim", [Stream.EMG], False),
    ("none", "none", [], False),
    ("wii", "none", [Stream.BOARD], False),
])
def test_words_become_sensors(board: str, emg: str, streams: list[Stream], simulated: bool) -> None:
    wired = plugged(board, emg)
    assert [sensor.stream for sensor in wired.sensors] == streams
    assert wired.devices.simulated is simulated
    assert (wired.devices.has_board, wired.devices.has_emg) == (Stream.BOARD in streams, Stream.EMG in streams)


@pytest.mark.parametrize(("board", "want_emg", "streams"), [
    ("auto", False, [Stream.BOARD]), ("auto", True, [Stream.BOARD, Stream.EMG])])
def test_a_simulated_patient_wears_electrodes_when_they_are_wanted(
        board: str, want_emg: bool, streams: list[Stream]) -> None:
    assert [sensor.stream for sensor in plugged(board, want_emg=want_emg).sensors] == streams


@pytest.mark.parametrize(("board", "hurry", "manual"), [
    ("sim", True, True), ("sim", False, False), ("wii", True, False)])
def test_only_simulated_devices_alone_may_run_faster_than_time(board: str, hurry: bool, manual: bool) -> None:
    assert isinstance(plugged(board, "none", hurry=hurry).clock, ManualClock) is manual


@pytest.mark.parametrize(("board", "emg"), [
    ("serial:/dev/not-there", "none"), ("none", "serial:/dev/not-there"), ("sim", "chords:/dev/not-there"),
    ("serial:/", "none"), ("serial:/dev/null", "none"),
])
def test_a_named_port_that_does_not_open_is_refused_at_once(board: str, emg: str) -> None:
    with pytest.raises(DeviceMissing, match=r"/.*\.$|/.*\?$"):
        plugged(board, emg)


def test_the_port_that_did_open_is_let_go_again(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = []

    class Refused(LinkSensor):
        def try_now(self) -> LinkNote | None:
            why = LinkNote(self.stream, 0, NoteKind.NO_PERMISSION, "Not allowed.")
            return why if self.stream is Stream.EMG else None

        def stop(self) -> None:
            closed.append(self.stream)

    monkeypatch.setattr("station.plugging.LinkSensor", Refused)
    with pytest.raises(PermissionMissing, match=r"Not allowed\."):
        plugged("serial:/dev/a", "chords:/dev/b")
    assert closed == [Stream.BOARD, Stream.EMG]


@pytest.mark.parametrize("words", [["--board", "none"], ["--board", "none", "--emg", "none"]])
def test_nobody_at_all_cannot_play_headless(tmp_path: Path, words: list[str]) -> None:
    ran = run("play", "--headless", *words, "--out", tmp_path)
    assert (ran.code, "--board sim" in ran.err) == (2, True)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("words", ["", "wi", "serial", "chords", "none:x", "sim:1", "chords:x"])
def test_words_that_name_nothing_are_refused(words: str) -> None:
    with pytest.raises(InputError):
        plugged(words)


# --- who does not come at all --------------------------------------------------------------------------------

def note(kind: NoteKind, stream: Stream = Stream.BOARD) -> LinkNote:
    return LinkNote(stream, 0, kind, f"It is {kind}.")


@pytest.mark.parametrize(("notes", "refusal"), [
    ([note(NoteKind.MISSING)], "It is missing."),
    ([note(NoteKind.WRONG_DEVICE), note(NoteKind.MISSING)], "It is wrong_device."),
    ([note(NoteKind.NO_PERMISSION, Stream.EMG)], "It is no_permission."),
    ([note(NoteKind.READY), note(NoteKind.LOST), note(NoteKind.MISSING)], None),
    ([note(NoteKind.READY, Stream.EMG), note(NoteKind.MISSING)], "It is missing."),
    ([note(NoteKind.GARBAGE), note(NoteKind.SILENT)], None),
])
def test_a_device_that_was_never_here_is_refused_and_one_that_was_is_waited_for(
        notes: list[LinkNote], refusal: str | None) -> None:
    trouble = TroubleBoard()
    for each in notes:
        trouble.take(each)
    assert (trouble.refusal.text if trouble.refusal else None) == refusal
