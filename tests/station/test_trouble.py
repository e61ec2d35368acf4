"""The board of troubles: raised by notes, ended by READY, and passing ones pass."""

from __future__ import annotations

import pytest

from core.faults import Fault
from core.samples import Stream
from devices.drivers import LinkNote, NoteKind
from station.trouble import PASSING_NS, TroubleBoard


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


def test_a_gap_is_told_for_a_while_and_then_passes() -> None:
    board = TroubleBoard()
    board.take(note(NoteKind.GAP, t_ns=5))
    assert Fault.DATA_GAPS in board.sentences(PASSING_NS)
    assert not board.sentences(PASSING_NS + 5)


def test_garbage_alone_is_no_trouble() -> None:
    board = TroubleBoard()
    board.take(note(NoteKind.GARBAGE))
    assert not board.sentences(0)
