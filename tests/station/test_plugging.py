"""What --board and --emg plug in, and what is refused at once."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from core.clock import Clock, ManualClock, SystemClock
from core.errors import DeviceMissing, InputError, PermissionMissing
from core.samples import Stream
from devices.codecs.evdev import Axis
from devices.discovery import DeviceSpec
from devices.drivers import LinkNote, NoteKind
from devices.drivers.joystick import JoystickAxes
from devices.kinds import Tuning
from devices.kinds.registry import KINDS
from devices.looking import Before, Choice, Known, Looked
from station.memory import Memory
from station.plugging import Plugs, Wired, plug, remember, remember_stimulator
from station.sensors import LinkSensor
from station.settings import Joystick, Settings
from station.stimulation.spec import StimSpec
from station.trouble import TroubleBoard
from tests.station.playing import run


@pytest.fixture(autouse=True)
def nothing_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `auto` find nothing, whatever is plugged in here."""
    for there in ("wii_board.boards", "wii_board.event_nodes", "byb.boxes"):
        monkeypatch.setattr(f"devices.kinds.{there}", list)
    monkeypatch.setattr("serial.tools.list_ports.comports", list)


def plugged(board: str = "auto", emg: str = "auto", want_emg: bool = True, hurry: bool = False) -> Wired:
    plugs = Plugs(board, emg, want_emg, hurry)
    return plug(plugs, Settings(schema=1), SystemClock(), threading.Event(), seed=1)


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


def test_the_settings_of_a_joystick_go_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    tunings: list[Tuning] = []

    def open_board(spec: DeviceSpec, clock: Clock, ring: object, tuning: Tuning, first_baud: int | None) -> None:
        tunings.append(tuning)

    monkeypatch.setattr("devices.discovery.open_board", open_board)
    settings = Settings(schema=1, joystick=Joystick(roll_axis="RZ", invert_pitch=True, full_scale_deg=12.0))
    plug(Plugs("joystick:wobble", "none"), settings, SystemClock(), threading.Event(), seed=1)
    assert [tuning.joystick for tuning in tunings] == [JoystickAxes(Axis.RZ, Axis.Y, False, True, 12.0)]


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


# --- what is remembered, and where stimulators are -------------------------------------------------------------

def found(monkeypatch: pytest.MonkeyPatch, looked: Looked) -> list[Before]:
    """Let looking find `looked`; returns what it was told to be known before."""
    told: list[Before] = []

    def look(_board: bool, _emg: bool, _clock: Clock, before: Before) -> Looked:
        told.append(before)
        return looked

    monkeypatch.setattr("station.plugging.look", look)
    return told


def test_what_auto_found_is_opened_at_the_speed_at_which_it_was_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    found(monkeypatch, Looked(Choice("wii", "00:1e"), Choice("chords", "/dev/ttyACM7", 115200), ("There are 2.",)))
    wired = plugged()
    assert wired.used == {"board": "wii", "emg": "chords"}
    assert wired.devices.line == "There are 2."
    assert not wired.devices.simulated


def test_who_answered_is_remembered_and_told_to_the_next_search(tmp_path: Path,
                                                                monkeypatch: pytest.MonkeyPatch) -> None:
    told = found(monkeypatch, Looked(emg=Choice("chords", "/dev/ttyACM7", 115200)))
    memory = Memory(tmp_path)
    wired = plugged("none")
    (emg,) = wired.sensors
    assert isinstance(emg, LinkSensor)
    emg.link.serial_number, emg.link.baud = "A1", 115200
    remember(memory, wired, emg)
    plug(Plugs("none"), Settings(schema=1), SystemClock(), threading.Event(), 1, Memory(tmp_path))
    assert told[-1].emg == Known("chords", "A1", 115200)


def test_simulated_devices_and_those_without_a_number_are_not_remembered(tmp_path: Path) -> None:
    memory = Memory(tmp_path)
    for wired in (plugged("sim", "sim"), plugged("wii", "none")):
        for sensor in wired.sensors:
            remember(memory, wired, sensor)
    assert memory.device("board") is None
    assert memory.device("emg") is None


def test_where_a_stimulator_is_nobody_looks_for_a_sensor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = found(monkeypatch, Looked())
    settings = Settings.model_validate({"schema": 1, "ports": {"stimulators": ("A9F3",)}})
    memory = Memory(tmp_path)
    plug(Plugs(stim="openems:/dev/ttyUSB0"), settings, SystemClock(), threading.Event(), 1, memory)
    assert told[-1].stimulators == {"A9F3", "/dev/ttyUSB0"}
    assert memory.stimulators() == frozenset()
    remember_stimulator(memory, StimSpec.parse("openems:/dev/ttyUSB0"))
    plug(Plugs(), Settings(schema=1), SystemClock(), threading.Event(), 1, Memory(tmp_path))
    assert told[-1].stimulators == {"/dev/ttyUSB0"}
    plug(Plugs(), settings, SystemClock(), threading.Event(), 1)
    assert told[-1].stimulators == {"A9F3"}


@pytest.mark.parametrize(("board", "emg"), [("serial:/dev/ttyUSB0", "none"), ("none", "chords:/dev/ttyUSB0")])
def test_a_sensor_cannot_sit_where_the_stimulator_does(board: str, emg: str) -> None:
    plugs = Plugs(board, emg, stim="p24:/dev/ttyUSB0")
    with pytest.raises(InputError, match="named as a stimulator"):
        plug(plugs, Settings(schema=1), SystemClock(), threading.Event(), 1)


@pytest.mark.parametrize("words", [["--board", "none"], ["--board", "none", "--emg", "none"]])
def test_nobody_at_all_cannot_play_headless(tmp_path: Path, words: list[str]) -> None:
    ran = run("play", "--headless", *words, "--out", tmp_path)
    assert (ran.code, "--board sim" in ran.err) == (2, True)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("words", ["", "wi", "serial", "chords", "none:x", "sim:1", "chords:x"])
def test_words_that_name_nothing_are_refused(words: str) -> None:
    with pytest.raises(InputError):
        plugged(words)


@pytest.mark.parametrize("command", ["play", "stream"])
def test_help_names_every_kind_of_sensor(command: str) -> None:
    told = run(command, "--help").out
    assert [kind.word for kind in KINDS if f"{kind.word}:" not in told and f"{kind.word}[" not in told] == []


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
