"""Finding out what answers at a serial port, and at which baud rate.

Identity comes from the reply; USB ids only say which ports are worth a knock, and which are never touched
because a stimulator may sit there.  Not here: the conversation once it is known (`drivers`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from core.clock import NS_PER_MS, Clock
from core.errors import DeviceMissing
from devices.codecs import chords
from devices.codecs import generic_lines as lines
from devices.drivers import Driver
from devices.transports import Transport

RESET_WAIT_MS = 2000
_CHORDS_ANSWER_MS = 1800
_LINES_ANSWER_MS = 500
_READ_MS = 20
_KEEP = 4096

_MICROCONTROLLERS = frozenset({0x2341, 0x2A03, 0x1A86, 0x10C4, 0x2E8A, 0x303A, 0x239A, 0x16C0, 0x0403, 0x0483})
"""USB vendors of Arduino, CH340, CP210x, Pico, Espressif, Adafruit, Teensy, FTDI and STM32."""
_STIMULATOR_IDS = frozenset({(0x0483, 0x5740)})
"""The virtual port of STM32, as in some stimulators."""
_STIMULATOR_WORDS = ("reha", "hasomed", "stim", "science mode")


class PortInfo(Protocol):
    """What the operating system tells of a serial port, as far as it is used here (pyserial's ListPortInfo)."""

    @property
    def device(self) -> str:
        """Its path or name."""
        ...

    @property
    def vid(self) -> int | None:
        """USB vendor."""
        ...

    @property
    def pid(self) -> int | None:
        """USB product."""
        ...

    @property
    def manufacturer(self) -> str | None:
        """Words of the maker."""
        ...

    @property
    def product(self) -> str | None:
        """Words of the product."""
        ...

    @property
    def description(self) -> str | None:
        """Words for people."""
        ...

    @property
    def serial_number(self) -> str | None:
        """USB serial number."""
        ...


def may_be_stimulator(port: PortInfo) -> bool:
    """Whether a stimulator may sit at `port`, so that nobody else writes to it."""
    words = f"{port.manufacturer or ''} {port.product or ''} {port.description or ''}".lower()
    return (port.vid, port.pid) in _STIMULATOR_IDS or any(word in words for word in _STIMULATOR_WORDS)


def worth_a_knock(ports: Iterable[PortInfo]) -> list[str]:
    """Return the ports where a board may be: microcontrollers by their USB vendor, no stimulator."""
    return [port.device for port in ports if port.vid in _MICROCONTROLLERS and not may_be_stimulator(port)]


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answered where: kind is `chords`, or the `kind` of an ``#ID`` line (board4, tilt, emg)."""

    port: str
    kind: str
    baud: int
    name: str


class _Knock:
    """One open port being asked: first WHORU, which needs a second of silence on slow boards, then ``?``."""

    def __init__(self, port: str, transport: Transport, baud: int, now_ns: int) -> None:
        self.port = port
        self.transport = transport
        self.baud = baud
        ask_ns = now_ns + RESET_WAIT_MS * NS_PER_MS
        lines_ns = ask_ns + _CHORDS_ANSWER_MS * NS_PER_MS
        self._to_say = [(ask_ns, chords.encode_command(chords.Command.IDENTIFY)),
                        (lines_ns, lines.encode_command(lines.Command.IDENTIFY))]
        self.ends_ns = lines_ns + _LINES_ANSWER_MS * NS_PER_MS
        self._heard = b""

    def step(self, now_ns: int) -> Answer | None:
        """Read, say what is due, and return the answer once it can be told."""
        self._heard = (self._heard + self.transport.read(_READ_MS))[-_KEEP:]
        if self._to_say and now_ns >= self._to_say[0][0]:
            self.transport.write(self._to_say.pop(0)[1])
        return self._judge()

    def _judge(self) -> Answer | None:
        name = chords.decode_name(self._heard)
        if name is not None:
            return Answer(self.port, "chords", self.baud, name)
        at = self._heard.rfind(b"#ID,")
        line, end, _ = self._heard[at:].partition(b"\n") if at >= 0 else (b"", b"", b"")
        identity = lines.decode_identity(line.strip()) if end else None
        if identity is None or "kind" not in identity.fields:
            return None
        return Answer(self.port, identity.fields["kind"], self.baud, identity.fields.get("name", ""))


def knock(ports: Sequence[str], kinds: Sequence[str], bauds: Sequence[int],
          open_port: Callable[[str, int], Transport], clock: Clock) -> Answer | None:
    """Ask all `ports` at once who they are, at one baud rate after the other, and return who is one of `kinds`.

    Takes about 4 s a baud rate when nobody answers: call it where waiting is allowed.  Ports that do not open
    (taken, no rights) are passed over.
    """
    for baud in bauds:
        answer = _ask_all(ports, kinds, baud, open_port, clock)
        if answer is not None:
            return answer
    return None


def _ask_all(ports: Sequence[str], kinds: Sequence[str], baud: int,
             open_port: Callable[[str, int], Transport], clock: Clock) -> Answer | None:
    asked: list[_Knock] = []
    for port in ports:
        try:
            asked.append(_Knock(port, open_port(port, baud), baud, clock.now_ns()))
        except DeviceMissing:
            continue
    try:
        return _wait_for_answer(list(asked), kinds, clock)
    finally:
        for one in asked:
            one.transport.close()


def _wait_for_answer(open_knocks: list[_Knock], kinds: Sequence[str], clock: Clock) -> Answer | None:
    while open_knocks:
        for one in list(open_knocks):
            now_ns = clock.now_ns()
            try:
                answer = one.step(now_ns)
            except DeviceMissing:  # unplugged meanwhile
                open_knocks.remove(one)
                continue
            if answer is not None and answer.kind in kinds:
                return answer
            if answer is not None or now_ns >= one.ends_ns:
                open_knocks.remove(one)
    return None


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
