"""What is wrong right now, in words for the therapist.

Link notes come and go; this board remembers which faults are active, with the sentence that came with each.
What the patient's play does about a missing stream is decided from the control frame, not from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from core.clock import NS_PER_S
from core.faults import FAULTS, Fault
from core.frames import ControlFrame, StreamHealth
from core.samples import Stream
from core.stim import StimPhase, StimView
from devices.drivers import LinkNote, NoteKind

_BOARD = {
    NoteKind.LOST: Fault.BOARD_LOST, NoteKind.MISSING: Fault.BOARD_LOST, NoteKind.SILENT: Fault.BOARD_LATE,
    NoteKind.UNCALIBRATED: Fault.BOARD_UNCALIBRATED, NoteKind.BATTERY: Fault.BOARD_BATTERY,
}
_EMG = {
    NoteKind.LOST: Fault.EMG_LOST, NoteKind.MISSING: Fault.EMG_LOST, NoteKind.SILENT: Fault.EMG_LATE,
}
_ANY = {
    NoteKind.WRONG_DEVICE: Fault.WRONG_DEVICE, NoteKind.NO_PERMISSION: Fault.NO_PERMISSION,
}
_STIM = (Fault.STIM_BLOCKED, Fault.STIM_LOST, Fault.STIM_REFUSED)
_LOST = frozenset({"defect", "port_lost", "guardian_lost", "guardian_tripped", "device_reset", "no_answer"})
"""Reasons of the safety program after which the device or the program itself must be looked at."""
_REFUSALS = frozenset({NoteKind.MISSING, NoteKind.NO_PERMISSION, NoteKind.WRONG_DEVICE})
_MENDED_BY_READY = frozenset({
    Fault.BOARD_LOST, Fault.BOARD_LATE, Fault.EMG_LOST, Fault.EMG_LATE, Fault.WRONG_DEVICE,
    Fault.NO_PERMISSION,
})
_PASSING = frozenset({Fault.DATA_GAPS, Fault.LOOP_BEHIND, Fault.BOARD_LATE, Fault.EMG_LATE, Fault.BOARD_BATTERY})
_OK = StreamHealth.OK  # looked up once, not in every tick
_NOTHING: Mapping[Fault, str] = MappingProxyType({})
PASSING_NS = 10 * NS_PER_S
"""How long a passing fault stays on the screen after it was last seen."""


class TroubleBoard:
    """Active faults, newest sentence each.

    refusal: the first remark that a device does not come which has not been here yet; None while all goes well.
    """

    def __init__(self) -> None:
        self.refusal: LinkNote | None = None
        self._active: dict[tuple[Stream | None, Fault], tuple[int, str]] = {}
        self._met: set[Stream] = set()

    def take(self, note: LinkNote) -> None:
        """Let a note raise its fault, or READY end those of its stream."""
        if note.kind == NoteKind.READY:
            self._met.add(note.stream)
            self.heard(note.stream)
            return
        if note.kind in _REFUSALS and note.stream not in self._met:
            self.refusal = self.refusal or note
        table = _EMG if note.stream == Stream.EMG else _BOARD
        fault = table.get(note.kind) or _ANY.get(note.kind)
        if fault is not None:
            self._active[note.stream, fault] = note.t_ns, note.text or FAULTS[fault].therapist

    @property
    def active(self) -> bool:
        """Whether anything is wrong."""
        return bool(self._active)

    def heard(self, stream: Stream) -> None:
        """Let samples end what a READY would have ended, should that remark have been lost."""
        for key in [key for key in self._active if key[0] == stream and key[1] in _MENDED_BY_READY]:
            del self._active[key]

    def raise_fault(self, fault: Fault, t_ns: int, sentence: str = "") -> None:
        """Make a fault of the station itself active."""
        self._active[None, fault] = t_ns, sentence or FAULTS[fault].therapist

    def see_stimulation(self, view: StimView, t_ns: int) -> None:
        """Raise what is wrong with stimulation and end what is so no more."""
        wrong = stim_fault(view)
        if wrong is None and not self._active:
            return
        for fault in _STIM:
            if fault is not wrong:
                self.clear(fault)
            elif (None, fault) not in self._active:
                self.raise_fault(fault, t_ns)

    def clear(self, fault: Fault) -> None:
        """End a fault of the station itself."""
        if self._active:
            self._active.pop((None, fault), None)

    def sentences(self, t_ns: int) -> Mapping[Fault, str]:
        """Faults active at `t_ns` with the sentence for the therapist."""
        if not self._active:
            return _NOTHING
        return {fault: sentence for (_, fault), (since_ns, sentence) in self._active.items()
                if fault not in _PASSING or t_ns - since_ns < PASSING_NS}


def stim_fault(view: StimView) -> Fault | None:
    """Name what is wrong with stimulation; a rest or a page that is not done yet is nothing wrong."""
    if view.phase is StimPhase.BLOCKED:
        return Fault.STIM_LOST if view.why in _LOST else Fault.STIM_BLOCKED
    return Fault.STIM_REFUSED if view.why and view.phase is StimPhase.READY else None


class TareWatch:
    """Notices an empty board that does not read zero: off by more than 1 kg for 2 s (a worn or moved board)."""

    OFF_KG = 1.0
    LASTING_NS = 2 * NS_PER_S

    def __init__(self) -> None:
        self._since_ns: int | None = None

    def is_off(self, frame: ControlFrame, load_floor_kg: float) -> bool:
        """Take one frame; return whether the board should be tared again."""
        total = frame.weight_kg.value
        off = frame.weight_kg.health is _OK and self.OFF_KG < abs(total) < load_floor_kg
        if not off:
            self._since_ns = None
        elif self._since_ns is None:
            self._since_ns = frame.t_ns
        return self._since_ns is not None and frame.t_ns - self._since_ns >= self.LASTING_NS
