"""The board of troubles: raised by notes, ended by READY, and passing ones pass."""

from __future__ import annotations

import pytest

from core.clock import NS_PER_S
from core.faults import Fault
from core.frames import ControlFrame, Feature, StreamHealth
from core.samples import Stream
from core.stim import StimPhase, StimView
from devices.drivers import LinkNote, NoteKind
from station.trouble import PASSING_NS, TareWatch, TroubleBoard


def note(kind: NoteKind, stream: Stream = Stream.BOARD, t_ns: int = 0, text: str = "why") -> LinkNote:
    return LinkNote(stream, t_ns, kind, text)


@pytest.mark.parametrize(("kind", "stream", "fault"), [
    (NoteKind.LOST, Stream.BOARD, Fault.BOARD_LOST),
    (NoteKind.LOST, Stream.TILT, Fault.BOARD_LOST),
    (NoteKind.LOST, Stream.EMG, Fault.EMG_LOST),
    (NoteKind.WRONG_DEVICE, Stream.EMG, Fault.WRONG_DEVICE),
    (NoteKind.NO_PERMISSION, Stream.BOARD, Fault.NO_PERMISSION),
    (NoteKind.UNCALIBRATED, Stream.BOARD, Fault.BOARD_UNCALIBRATED),
])
def test_a_note_raises_its_fault_with_its_own_sentence(kind: NoteKind, stream: Stream, fault: Fault) -> None:
    board = TroubleBoard()
    board.take(note(kind, stream))
    assert board.sentences(0) == {fault: "why"}


def test_ready_ends_what_it_mends_and_nothing_of_another_stream() -> None:
    board = TroubleBoard()
    board.take(note(NoteKind.LOST))
    board.take(note(NoteKind.BATTERY))
    board.take(note(NoteKind.LOST, Stream.EMG))
    board.take(note(NoteKind.READY))
    assert set(board.sentences(0)) == {Fault.BOARD_BATTERY, Fault.EMG_LOST}


def test_an_empty_battery_is_told_for_a_while_and_then_passes() -> None:
    board = TroubleBoard()
    board.take(note(NoteKind.BATTERY, t_ns=5))
    assert Fault.BOARD_BATTERY in board.sentences(PASSING_NS)
    assert not board.sentences(PASSING_NS + 5)


@pytest.mark.parametrize("kind", [NoteKind.GARBAGE, NoteKind.GAP])
def test_garbage_or_a_gap_alone_is_no_trouble(kind: NoteKind) -> None:
    board = TroubleBoard()
    board.take(note(kind))
    assert not board.sentences(0)


def frame_at(t_s: float, kg: float, health: StreamHealth = StreamHealth.OK) -> ControlFrame:
    return ControlFrame(0, round(t_s * NS_PER_S), weight_kg=Feature(kg, 1, health))


@pytest.mark.parametrize(("kg", "health", "told"), [
    (0.9, StreamHealth.OK, False), (1.1, StreamHealth.OK, True), (-2.5, StreamHealth.OK, True),
    (7.9, StreamHealth.OK, True), (8.1, StreamHealth.OK, False), (72.0, StreamHealth.OK, False),
    (2.0, StreamHealth.LOST, False), (2.0, StreamHealth.LATE, False),
])
def test_an_empty_board_that_is_off_by_more_than_a_kilogram_for_two_seconds(
        kg: float, health: StreamHealth, told: bool) -> None:
    watch = TareWatch()
    assert not watch.is_off(frame_at(0.0, kg, health), 8.0)
    assert not watch.is_off(frame_at(1.9, kg, health), 8.0)
    assert watch.is_off(frame_at(2.0, kg, health), 8.0) is told


def test_a_person_who_steps_on_and_off_starts_the_watch_anew() -> None:
    watch = TareWatch()
    for t_s, kg in ((0.0, 2.0), (1.5, 70.0), (1.6, 2.0), (3.5, 2.0)):
        assert not watch.is_off(frame_at(t_s, kg), 8.0)
    assert watch.is_off(frame_at(3.6, 2.0), 8.0)


def test_samples_end_a_loss_even_when_the_word_that_it_is_back_got_lost() -> None:
    board = TroubleBoard()
    board.take(note(NoteKind.LOST))
    board.take(note(NoteKind.BATTERY))
    board.heard(Stream.BOARD)
    assert set(board.sentences(0)) == {Fault.BOARD_BATTERY}


@pytest.mark.parametrize(("phase", "why", "fault"), [
    (StimPhase.NONE, "", None), (StimPhase.NOT_READY, "stop_not_tested", None), (StimPhase.READY, "", None),
    (StimPhase.RUNNING, "", None), (StimPhase.RESTING, "on_time", None),
    (StimPhase.READY, "session", Fault.STIM_REFUSED), (StimPhase.BLOCKED, "stopped", Fault.STIM_BLOCKED),
    (StimPhase.BLOCKED, "defect", Fault.STIM_LOST), (StimPhase.BLOCKED, "port_lost", Fault.STIM_LOST)])
def test_stimulation_has_its_own_faults_that_come_and_go(phase: StimPhase, why: str, fault: Fault | None) -> None:
    board = TroubleBoard()
    board.see_stimulation(StimView(StimPhase.BLOCKED, "stopped"), 5)
    board.see_stimulation(StimView(phase, why), 10)
    assert set(board.sentences(20)) == ({fault} if fault else set())
    board.see_stimulation(StimView(StimPhase.READY), 30)
    assert not board.active
