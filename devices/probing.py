"""Finding out what answers at serial ports, and at which baud rate.

Identity comes from the reply; USB ids only order the questions, and `ports` says which ports may be asked at all.
Not here: the conversation once it is known (`drivers`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from core.clock import NS_PER_MS, Clock
from core.errors import DeviceMissing
from core.samples import Stream
from devices.drivers import Driver
from devices.kinds import Question, SensorKind
from devices.ports import PortInfo, may_be_arduino
from devices.transports import SerialLine, Transport

LIMIT_MS = 20_000
"""All asking together takes no longer, however many ports and kinds there are."""
GRACE_MS = 500
"""So long others may still answer once all that is wanted was found: a second board of the same kind is told."""
RESET_MS = 2000
"""An Arduino restarts when its port is opened, and listens after so long."""
UNLIKELY = 2
UNLIKELY_MS = 1000
"""A port that USB ids point elsewhere for is not waited for longer."""
_READ_MS = 20
_KEEP = 4096
_UNREADABLE = 8
_TEXT = frozenset((9, 10, 13, *range(32, 127)))


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answered where: the word of its kind, the baud rate, its own name, and what it measures."""

    port: str
    word: str
    baud: int
    name: str
    streams: tuple[Stream, ...]
    serial_number: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One kind's question for one port; likely: 0 where USB ids point at it, 1 their vendor, 2 not at all."""

    kind: SensorKind
    question: Question
    likely: int

    @property
    def streams(self) -> tuple[Stream, ...]:
        """What answers measures."""
        return self.question.streams or self.kind.streams


@dataclass(slots=True)
class _Round:
    """All questions of one port at one baud rate, and what was heard."""

    baud: int
    asked: list[Asked]
    to_say: list[tuple[int, bytes]]
    listen_until_ns: int
    ends_ns: int
    heard: bytes = b""


class _Port:
    """One port being asked, at one baud rate after the other."""

    def __init__(self, info: PortInfo, questions: Sequence[Asked],
                 open_port: Callable[[str, int], SerialLine]) -> None:
        self.info = info
        self.answer: Answer | None = None
        self.trouble = ""
        self._open_port = open_port
        self._coming = rounds(questions)
        self._round: _Round | None = None
        self._transport: SerialLine | None = None
        self._opened_ns = 0
        self._mute = False

    @property
    def done(self) -> bool:
        """Whether it answered, or nothing is left to ask."""
        return self.answer is not None or (self._round is None and not self._coming)

    def step(self, now_ns: int, read_ms: int) -> None:
        """Begin the next round when due, read, say what is due, and judge what was heard."""
        try:
            if self._round is None or self._transport is None:
                self._round = self._begin(now_ns)
            else:
                self._serve(self._round, self._transport, now_ns, read_ms)
        except DeviceMissing as error:  # taken by another program, not permitted, unplugged, or no such speed
            self.trouble = str(error)
            self.close()
        if self.done:
            self.close()

    def close(self) -> None:
        """Let go of the port."""
        self._round = None
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def _begin(self, now_ns: int) -> _Round:
        baud, asked = self._coming.pop(0)
        if self._transport is None:
            self._transport, self._opened_ns = self._open_port(self.info.device, baud), now_ns
        else:
            self._transport.set_baud(baud)
        least_ms = RESET_MS if may_be_arduino(self.info) else 0
        return _timetable(baud, asked, self._opened_ns, now_ns, least_ms)

    def _serve(self, now: _Round, transport: Transport, now_ns: int, read_ms: int) -> None:
        now.heard = (now.heard + transport.read(read_ms))[-_KEEP:]
        self.answer = self._judge(now)
        if now_ns >= now.ends_ns:
            self._round = None
        elif now.to_say and now_ns >= now.to_say[0][0]:
            # an Arduino that speaks at another speed may be an openEMSstim, which acts on single letters
            self._mute = self._mute or (may_be_arduino(self.info) and unreadable(now.heard))
            if self._mute:
                now.to_say.clear()
                now.ends_ns = now.listen_until_ns
            else:
                transport.write(now.to_say.pop(0)[1])

    def _judge(self, now: _Round) -> Answer | None:
        for asked in now.asked:
            name = asked.question.recognise(now.heard) if now.heard else None
            if name is not None:
                return Answer(self.info.device, asked.kind.word, now.baud, name, asked.streams,
                              self.info.serial_number or "")
        return None


def questions_for(info: PortInfo, kinds: Sequence[SensorKind], wanted: Collection[Stream]) -> list[Asked]:
    """Return what to ask at a port to find one of the `wanted` streams, the likeliest first."""
    asked = [Asked(kind, question, _likely(info, kind)) for kind in kinds for question in kind.questions]
    return sorted((one for one in asked if any(stream in wanted for stream in one.streams)),
                  key=lambda one: one.likely)


def rounds(questions: Sequence[Asked]) -> list[tuple[int, list[Asked]]]:
    """Return baud rates in the order of trying, each with what is asked there.

    First the rate that the likeliest kinds name first; among equals the one at which most can be asked.
    """
    by_baud: dict[int, list[Asked]] = {}
    for one in questions:
        for baud in one.question.bauds:
            by_baud.setdefault(baud, []).append(one)

    def rank(baud: int) -> tuple[int, int, int]:
        likely, place = min((one.likely, one.question.bauds.index(baud)) for one in by_baud[baud])
        return likely, place, -len(by_baud[baud])

    return [(baud, by_baud[baud]) for baud in sorted(by_baud, key=rank)]


def _timetable(baud: int, asked: Sequence[Asked], opened_ns: int, now_ns: int, least_ms: int) -> _Round:
    """Return when to say what, and when the last answer is due; what two kinds say alike is said once.

    least_ms: how long after opening nothing is said, whatever the questions allow.
    """
    to_say: list[tuple[int, bytes]] = []
    free_ns = listen_ns = now_ns
    for one in sorted(asked, key=lambda one: (max(least_ms, one.question.wait_ms), one.likely,
                                              -one.question.quiet_ms)):
        question = one.question
        answer_ms = min(question.answer_ms, UNLIKELY_MS) if one.likely == UNLIKELY else question.answer_ms
        ready_ns = max(now_ns, opened_ns + max(least_ms, question.wait_ms) * NS_PER_MS)
        if not question.say:
            listen_ns = max(listen_ns, ready_ns + answer_ms * NS_PER_MS)
        elif all(question.say != said for _, said in to_say):
            quiet_since_ns = to_say[-1][0] if to_say else now_ns
            at_ns = max(free_ns, ready_ns, quiet_since_ns + question.quiet_ms * NS_PER_MS)
            to_say.append((at_ns, question.say))
            free_ns = at_ns + answer_ms * NS_PER_MS
    return _Round(baud, list(asked), to_say, listen_ns, max(free_ns, listen_ns))


def unreadable(heard: bytes) -> bool:
    """Whether `heard` is no text at this baud rate: at least 8 bytes, and a quarter of all, are no characters."""
    strange = sum(byte not in _TEXT for byte in heard)
    return strange >= _UNREADABLE and 4 * strange >= len(heard)


def ask(ports: Sequence[PortInfo], kinds: Sequence[SensorKind], groups: Sequence[Collection[Stream]],
        open_port: Callable[[str, int], SerialLine], clock: Clock,
        troubles: dict[str, str] | None = None) -> list[Answer]:
    """Ask all `ports` at once who they are, and return who measures something of `groups`.

    groups: what is wanted, such as a board (BOARD or TILT) and EMG; asking ends once each has an answer, when
    nothing is left to ask, and after 20 s at the latest.  Ports that do not open (taken, no rights) are passed
    over, and told in `troubles` by the port; every port is closed again.
    """
    wanted = {stream for group in groups for stream in group}
    asked = [_Port(port, questions_for(port, kinds, wanted), open_port) for port in ports]
    open_now = list(asked)
    ends_ns = clock.now_ns() + LIMIT_MS * NS_PER_MS
    answers: list[Answer] = []
    try:
        while open_now and clock.now_ns() < ends_ns:
            for one in open_now:
                one.step(clock.now_ns(), max(1, _READ_MS // len(open_now)))
            fresh = [one.answer for one in open_now if one.answer is not None]
            answers += fresh
            open_now = [one for one in open_now if not one.done]
            if fresh and all(any(stream in group for one in answers for stream in one.streams)
                             for group in groups):
                ends_ns = min(ends_ns, clock.now_ns() + GRACE_MS * NS_PER_MS)
    finally:
        for one in asked:
            one.close()
    if troubles is not None:
        troubles.update({one.info.device: one.trouble for one in asked if one.answer is None and one.trouble})
    return answers


def _likely(info: PortInfo, kind: SensorKind) -> int:
    if (info.vid, info.pid) in kind.usb:
        return 0
    return 1 if any(vendor == info.vid for vendor, product in kind.usb if product is None) else UNLIKELY


def bauds_from(first: int | None, bauds: Sequence[int]) -> tuple[int, ...]:
    """Return `bauds` with `first` in front, at which the device was heard; None leaves them as they are."""
    return tuple(bauds) if first is None else (first, *(baud for baud in bauds if baud != first))


class AnsweringDriver(Driver, Protocol):
    """A driver that remembers whether its device ever answered as it should."""

    answered: bool


class BaudSearch:
    """Opens one port at the baud rate at which its device answers, trying the next one after each failure.

    make_driver: takes whether to fail without remarks, which all tries but the last of a round do.
    Give `open` to `devices.link.SameDevice` and `driver` to the link; both are called in turn.
    """

    def __init__(self, port: str, bauds: Sequence[int], make_driver: Callable[[bool], AnsweringDriver],
                 open_port: Callable[[str, int, str], Transport]) -> None:
        self._port = port
        self._bauds = tuple(bauds)
        self._make_driver = make_driver
        self._open_port = open_port
        self._index = 0
        self._tried: AnsweringDriver | None = None

    @property
    def baud(self) -> int:
        """The baud rate of the present try."""
        return self._bauds[self._index]

    def open(self, serial_number: str) -> Transport:
        """Open the port.  Raises DeviceMissing."""
        if self._tried is not None and not self._tried.answered:
            self._index = (self._index + 1) % len(self._bauds)
        self._tried = None
        return self._open_port(self._port, self.baud, serial_number)

    def driver(self) -> AnsweringDriver:
        """Return a driver for the port that was opened last."""
        self._tried = self._make_driver(self._index < len(self._bauds) - 1)
        return self._tried
