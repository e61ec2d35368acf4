"""What P24 and RehaMove3 have in common: the mid level of ScienceMode, in which the device makes the train.

One update names every channel that shall run; the others fall silent.  The device's own ramp is never used, the
controller steps.  Not here: where the two differ (`p24`, `rehamove3`), bytes of frames (`codecs.sm34`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from stim_safety.codecs import sm34, sm34_trains
from stim_safety.codecs.sm34 import Command, Packet
from stim_safety.drivers import Abilities, Answer, Ask, Frame, Outcome
from stim_safety.drivers.shapes import GAP_US, balanced
from stim_safety.words import Point, Train, Why

SETTLE_US = 60
"""What the device needs after each pulse (check of the ScienceMode 4 C library before it sends an update)."""
STOP_FRAMES = tuple(sm34.encode(command, number)
                    for number, command in enumerate((Command.ML_STOP, Command.LL_STOP, Command.ML_STOP)))
"""The first may be swallowed by a frame that was cut in the middle of an escape; hence the third."""
NO_ERROR, NOT_INITIALIZED = 0, 7
LEVELS = ("nothing initialised", "low level", "mid level", "mid level running")
_RUNNING = 3
_FIRST_SIGN, _LAST_SIGN = ord("!"), ord("~")
_HIGH_VOLTAGE_OFF = 1

WHY_OF_RESULT = {
    NOT_INITIALIZED: Why.DEVICE_RESET, 8: Why.HIGH_VOLTAGE, 10: Why.ELECTRODE, 16: Why.PULSE_TIMEOUT,
    28: Why.LOW_CURRENT,
}
"""Result codes that say more than that something is wrong.  7: it has forgotten that it was opened."""
_UNSOLICITED = (Command.GENERAL_ERROR, Command.UNKNOWN_COMMAND)
_STOPS = (Command.ML_STOP + 1, Command.LL_STOP + 1)

Read = Callable[[bytes, frozenset[int]], Answer | None]
"""Reads what follows a good result.  Takes the channels ordered last; None: these bytes make no sense."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """Where the members of the family differ.

    kind: first word of an identity.  protocol: first part of the protocol version that the device tells.
    version: the command that asks for it; version_bytes: how many bytes it answers.  stop_on_error: whether
    ML_INIT may ask that an error on one channel stops all.  selection: of ML_GET_CURRENT_DATA.  read_current:
    reads what it answers.
    """

    kind: str
    protocol: int
    version: Command
    version_bytes: int
    stop_on_error: bool
    selection: int
    read_current: Read


class ScienceMode:
    """Driver of a stimulator that speaks ScienceMode 3 or 4 (see `Driver`).

    A status of "running" does not say what runs: it counts as every channel, so that it never passes for silence.
    Every level counts as open, the low one too: somebody else has begun, and it must be stopped first.
    """

    stop_frames: tuple[bytes, ...] = STOP_FRAMES

    def __init__(self, abilities: Abilities, dialect: Dialect) -> None:
        self.abilities = abilities
        self._dialect = dialect
        self._packets = {
            Ask.IDENTIFY: (Command.GET_DEVICE_ID, b""),
            Ask.VERSION: (dialect.version, b""),
            Ask.STATUS: (Command.GET_STIM_STATUS, b""),
            Ask.OPEN: (Command.ML_INIT, bytes((dialect.stop_on_error,))),
            Ask.KEEP_ALIVE: (Command.ML_GET_CURRENT_DATA, bytes((dialect.selection,))),
            Ask.STOP: (Command.ML_STOP, b""),
        }
        self._readers: dict[Ask, Read] = {
            Ask.IDENTIFY: self._identity, Ask.VERSION: self._version, Ask.STATUS: self._status,
            Ask.KEEP_ALIVE: dialect.read_current}
        self._parser = sm34.Parser()
        self._number = 0
        self._asked: dict[int, tuple[Ask, int]] = {}
        self._ordered: frozenset[int] = frozenset()

    def pulse(self, channel: int, width_us: int, period_us: int, current_ua: int) -> Train:
        """Return the train of two equal phases with a gap between them, as in the vendor's examples."""
        train = balanced(self.abilities, channel, width_us, period_us, current_ua, GAP_US)
        self._check(train)
        return train

    def frame(self, ask: Ask, trains: tuple[Train, ...] = ()) -> Frame:
        """Encode `ask` (see `Driver`); OPEN only checks the trains that are to follow."""
        if bool(trains) != (ask is Ask.TRAINS) and ask is not Ask.OPEN:
            raise ValueError(f"{ask} with {len(trains)} trains makes no sense")
        command, payload = self._packet(ask, trains)
        number, self._number = self._number, (self._number + 1) % sm34.NUMBERS
        self._asked[number] = (ask, command + 1)
        data = sm34.encode(command, number, payload)
        if command is not Command.ML_UPDATE:
            return Frame(ask, data, number)
        decoded = sm34_trains.unpack_update(sm34.decode(data).payload)  # what is checked last is what is written
        self._ordered = frozenset(train.channel for train in decoded)
        return Frame(ask, data, number, decoded)

    def feed(self, data: bytes) -> tuple[Answer, ...]:
        """Take bytes of any cut (see `Driver`)."""
        if not data:
            return ()
        return tuple(Answer(Outcome.GARBLED) if packet is None else self._answer(packet)
                     for packet in self._parser.feed(data))

    def _packet(self, ask: Ask, trains: tuple[Train, ...]) -> tuple[Command, bytes]:
        for train in trains:
            self._check(train)
        update = sm34_trains.pack_update(trains)  # also for OPEN: what does not fit is refused before it opens
        return (Command.ML_UPDATE, update) if ask is Ask.TRAINS or ask is Ask.ZERO else self._packets[ask]

    def _check(self, train: Train) -> None:
        """Refuse what this very device cannot do; what the wire cannot carry is the codec's."""
        able = self.abilities
        if not 0 <= train.channel < able.channels:
            raise ValueError(f"there is no channel {train.channel}: 0 to {able.channels - 1}")
        if not able.min_period_us <= train.period_us <= able.max_period_us:
            raise ValueError(f"a period of {train.period_us} us cannot be made: "
                             f"{able.min_period_us} to {able.max_period_us} us")
        for point in train.points:
            _check_point(point, able)
        if sum(point.duration_us for point in train.points) + SETTLE_US >= train.period_us:
            raise ValueError(f"the pulse does not end within its period of {train.period_us} us")

    def _answer(self, packet: Packet) -> Answer:
        if packet.command in _STOPS:
            return self._stopped(packet)
        ask, answered = self._asked.get(packet.number, (None, None))
        if packet.command in _UNSOLICITED:
            return replace(_unasked(ask, packet.payload), number=packet.number)
        if ask is None or packet.command != answered:
            return Answer(Outcome.WRONG, number=packet.number, detail=f"answer {packet.command}")
        del self._asked[packet.number]
        return replace(self._read(ask, packet.payload), ask=ask, number=packet.number)

    def _stopped(self, packet: Packet) -> Answer:
        """Read the answer to any stop; the one for the level that was not active may say so, and is no failure."""
        self._asked.pop(packet.number, None)
        if packet.payload in (bytes((NO_ERROR,)), bytes((NOT_INITIALIZED,))):
            return Answer(Outcome.DONE, Ask.STOP, packet.number)
        return replace(_result(packet.payload), ask=Ask.STOP, number=packet.number)

    def _read(self, ask: Ask, payload: bytes) -> Answer:
        if payload[:1] != bytes((NO_ERROR,)):
            return _result(payload)
        rest = payload[1:]
        answer = self._readers.get(ask, _nothing)(rest, self._ordered)
        return answer or Answer(Outcome.GARBLED, detail=f"{ask} {payload.hex()}")

    def _identity(self, rest: bytes, _: frozenset[int]) -> Answer | None:
        serial = rest.rstrip(b"\0 ")
        if len(rest) != 10:
            return None
        if not serial or not all(_FIRST_SIGN <= byte <= _LAST_SIGN for byte in serial):
            return Answer(Outcome.FAULT, why=Why.WRONG_DEVICE, detail=f"identity {rest.hex()}")
        return Answer(Outcome.DONE, identity=f"{self._dialect.kind} {serial.decode('ascii')}")

    def _version(self, rest: bytes, _: frozenset[int]) -> Answer | None:
        if len(rest) != self._dialect.version_bytes:
            return None
        firmware, protocol = ".".join(map(str, rest[:3])), ".".join(map(str, rest[3:6]))
        version = f"firmware {firmware}, ScienceMode {protocol}"
        if rest[3] != self._dialect.protocol:
            return Answer(Outcome.FAULT, why=Why.WRONG_DEVICE, detail=version)
        return Answer(Outcome.DONE, version=version)

    def _status(self, rest: bytes, _: frozenset[int]) -> Answer | None:
        if len(rest) != 2 or rest[0] >= len(LEVELS):
            return None
        level, voltage = rest
        return Answer(Outcome.DONE, detail=LEVELS[level], open=level > 0,
                      running=frozenset(range(self.abilities.channels)) if level == _RUNNING else frozenset(),
                      high_voltage=voltage != _HIGH_VOLTAGE_OFF)


def _check_point(point: Point, able: Abilities) -> None:
    if not able.min_width_us <= point.duration_us <= able.max_width_us:
        raise ValueError(f"{point.duration_us} us cannot be made: {able.min_width_us} to {able.max_width_us} us")
    if abs(point.current_ua) > able.max_ua:
        raise ValueError(f"{point.current_ua} uA cannot be made: up to {able.max_ua} uA")


def _nothing(rest: bytes, _: frozenset[int]) -> Answer | None:
    """Read an answer that carries no more than its result."""
    return None if rest else Answer(Outcome.DONE)


def _unasked(ask: Ask | None, payload: bytes) -> Answer:
    """Read an error that came by itself, or instead of an answer; a device must know what it is."""
    answer = _result(payload)
    return replace(answer, why=Why.WRONG_DEVICE) if ask in (Ask.IDENTIFY, Ask.VERSION) else answer


def _result(payload: bytes) -> Answer:
    """Read a result that is no success; a success where none may be is nonsense."""
    if payload[:1] in (b"", bytes((NO_ERROR,))):
        return Answer(Outcome.GARBLED, detail=f"result {payload.hex()}")
    code = payload[0]
    return Answer(Outcome.FAULT, why=WHY_OF_RESULT.get(code, Why.DEVICE_ERROR), detail=sm34.result_text(code))
