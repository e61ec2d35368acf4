"""The opening conversation with a Wii Balance Board: is it one, and how is it calibrated.

Beside Linux's hid-wiimote, which asks its own questions in the first half second; so an answer counts only
when its address and its size are those that were asked for.  Not here: the stream (`wii_board`).
"""

from __future__ import annotations

from collections import Counter
from enum import Enum, auto

from core.clock import NS_PER_MS, NS_PER_S
from devices.codecs.wii_board import (
    IDENTITY_ADDRESS,
    IDENTITY_SIZE,
    IDENTITY_TAIL,
    UNLOCK,
    Ack,
    Command,
    ReadRegister,
    ReadReply,
    Report,
    ReportId,
    RequestStatus,
    Status,
    WriteRegister,
    encode_command,
)
from devices.codecs.wii_calibration import (
    POINTS_ADDRESS,
    POINTS_SIZE,
    REFERENCE_ADDRESS,
    REFERENCE_SIZE,
    Calibration,
    decode_calibration,
)
from devices.drivers import NoteKind

ANSWER_NS = NS_PER_S
REFUSED_NS = 100 * NS_PER_MS
"""After a refusal it is asked again soon, but not at once: the kernel may be in the middle of its set-up."""
TRIES = 3
_CHUNK = 16


class _Step(Enum):
    STATUS = auto()
    UNLOCK = auto()
    FINISH_UNLOCK = auto()
    IDENTITY = auto()
    POINTS = auto()
    REFERENCE = auto()


_QUESTIONS: dict[_Step, Command] = {
    _Step.STATUS: RequestStatus(),
    _Step.UNLOCK: WriteRegister(*UNLOCK[0]),
    _Step.FINISH_UNLOCK: WriteRegister(*UNLOCK[1]),
    _Step.IDENTITY: ReadRegister(IDENTITY_ADDRESS, IDENTITY_SIZE),
    _Step.POINTS: ReadRegister(POINTS_ADDRESS, POINTS_SIZE),
    _Step.REFERENCE: ReadRegister(REFERENCE_ADDRESS, REFERENCE_SIZE),
}

_SILENT = "The balance board does not answer. Press its front button, or change its batteries."
_ANOTHER = "What answers is not a balance board (a Wii Remote?). Switch it off and press the board's front button."


class Opening:
    """Asks step by step, each at most three times; `take` and `tick` return what to write.

    Ends with `calibration` (`usable` tells whether it makes sense), or with `failure`, its kind and sentence.
    """

    def __init__(self) -> None:
        self.done = False
        self.failure: tuple[NoteKind, str] | None = None
        self.calibration: Calibration | None = None
        self.usable = False
        self._step = _Step.STATUS
        self._asked: Counter[_Step] = Counter()
        self._again_at_ns = 0
        self._refused: set[_Step] = set()
        self._chunks: dict[int, bytes] = {}
        self._points = b""

    def start(self, t_ns: int) -> tuple[bytes, ...]:
        """Ask the first question."""
        return self._ask(_Step.STATUS, t_ns)

    def take(self, report: Report, t_ns: int) -> tuple[bytes, ...]:
        """Take what the board said; anything but the awaited answer is left alone."""
        if isinstance(report, Status) and self._step is _Step.STATUS:
            if report.extension:
                self._refused.clear()
                return self._ask(_Step.UNLOCK, t_ns)
            self._refuse(t_ns)
        elif isinstance(report, Ack) and report.report == ReportId.WRITE:
            return self._take_ack(report, t_ns)
        elif isinstance(report, ReadReply):
            return self._take_read(report, t_ns)
        return ()

    def tick(self, t_ns: int) -> tuple[bytes, ...]:
        """Ask again when the answer is overdue; identity anew from the unlocking, calibration as a whole."""
        if self.done or self.failure is not None or t_ns < self._again_at_ns:
            return ()
        if self._step is _Step.IDENTITY:
            return self._ask(_Step.UNLOCK, t_ns)
        if self._step in self._refused and self._step is _Step.REFERENCE:
            return self._ask(_Step.POINTS, t_ns)
        return self._ask(self._step, t_ns)

    def _ask(self, step: _Step, t_ns: int) -> tuple[bytes, ...]:
        if self._asked[step] >= TRIES:
            self._give_up(step)
            return ()
        self._asked[step] += 1
        self._step = step
        self._again_at_ns = t_ns + ANSWER_NS
        self._chunks.clear()
        return (encode_command(_QUESTIONS[step]),)

    def _refuse(self, t_ns: int) -> None:
        self._refused.add(self._step)
        self._again_at_ns = min(self._again_at_ns, t_ns + REFUSED_NS)

    def _give_up(self, step: _Step) -> None:
        if self._refused and step in (_Step.POINTS, _Step.REFERENCE):
            self.done = True  # a board, but without a calibration to trust
        elif self._refused:
            self.failure = (NoteKind.WRONG_DEVICE, _ANOTHER)
        else:
            self.failure = (NoteKind.MISSING, _SILENT)

    def _take_ack(self, ack: Ack, t_ns: int) -> tuple[bytes, ...]:
        if self._step not in (_Step.UNLOCK, _Step.FINISH_UNLOCK):
            return ()
        if ack.error:
            self._refuse(t_ns)
            return ()
        return self._ask(_Step.FINISH_UNLOCK if self._step is _Step.UNLOCK else _Step.IDENTITY, t_ns)

    def _take_read(self, reply: ReadReply, t_ns: int) -> tuple[bytes, ...]:
        question = _QUESTIONS[self._step]
        if not isinstance(question, ReadRegister):
            return ()
        offset = reply.address - question.address
        if offset < 0 or offset >= question.size or offset % _CHUNK:
            return ()
        if reply.error:
            self._refuse(t_ns)
            return ()
        if len(reply.data) != min(_CHUNK, question.size - offset):
            return ()
        self._chunks[offset] = reply.data
        data = b"".join(self._chunks[key] for key in sorted(self._chunks))
        return self._take_memory(data, t_ns) if len(data) == question.size else ()

    def _take_memory(self, data: bytes, t_ns: int) -> tuple[bytes, ...]:
        if self._step is _Step.IDENTITY:
            if data.endswith(IDENTITY_TAIL):
                self._refused.clear()
                return self._ask(_Step.POINTS, t_ns)
            self._refuse(t_ns)
        elif self._step is _Step.POINTS:
            self._points = data
            return self._ask(_Step.REFERENCE, t_ns)
        else:
            self.calibration = decode_calibration(self._points, data)
            self.done = self.usable = self.calibration.valid
            if not self.done:
                self._refuse(t_ns)
        return ()
