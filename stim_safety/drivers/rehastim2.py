"""HASOMED RehaStim2 (ScienceMode 2), channel list mode: 8 channels, 1 mA, balances its pulses itself.

The device speaks first: it says Init twice a second until it is answered, and again as soon as it heard nothing
valid for 1.2 s and has stopped.  Which channels are used and their one common period are fixed by OPEN; a start
names the current of each of them.  It has no serial number, so its identity does not tell two devices apart.
The protocol does not tell of the high voltage: a mode that is initialised counts as "on".
Source: ScienceMode2, Description and Protocol 1.24 (HASOMED 2012), and RehaStim2 instructions for use 2.5c (2021).
Not here: the bytes of a frame (`codecs.sm2`), the shape of a pulse (`shapes`).
"""

from __future__ import annotations

from dataclasses import replace

from stim_safety.codecs import sm2
from stim_safety.codecs.sm2 import Command, Packet
from stim_safety.drivers import Abilities, Answer, Ask, Frame, Line, Outcome, Parity
from stim_safety.drivers.shapes import GAP_US, balanced, numbers
from stim_safety.words import Train, Why

CHANNELS = 8
PROTOCOL = 1
_MA = 1000
_NUMBERS = 254
"""Numbers of ordinary frames are 0 to 253; 254 and 255 belong to the stop frames."""
_MODES = ("not initialised", "initialised", "started")
_STARTED = 2
_RESULTS = {-1: "transfer error", -2: "parameter error", -3: "wrong mode", -8: "busy"}
_WHY_OF_ERROR = {-1: Why.EMERGENCY_SWITCH, -2: Why.ELECTRODE, -3: Why.MODULE}
_ASKS: dict[int, tuple[Ask, ...]] = {
    Command.GET_MODE_ACK: (Ask.STATUS, Ask.KEEP_ALIVE), Command.CHANNELS_ACK: (Ask.OPEN,),
    Command.START_ACK: (Ask.TRAINS, Ask.ZERO),
}
"""What each answer may answer; the one to a stop needs no asking."""

ABILITIES = Abilities(
    name="rehastim2", title="HASOMED RehaStim2",
    line=Line(baud=460_800, parity=Parity.EVEN),
    channels=CHANNELS, step_ua=_MA, max_ua=130 * _MA, min_width_us=20, max_width_us=500,
    period_step_us=sm2.PERIOD_STEP_US, min_period_us=sm2.SHORTEST_PERIOD_US, max_period_us=sm2.LONGEST_PERIOD_US,
    opening=(Ask.IDENTIFY, Ask.STATUS), keep_alive_ms=400, silence_ms=1200,
    hello_ms=2500, one_period=True,
    warning="The RehaStim2 tells no serial number: check that the right device is connected. "
            "Its emergency switch must be plugged in.",
)


class RehaStim2:
    """Driver of the RehaStim2 (see `Driver`).

    Two stop frames, because the first may be swallowed by a frame that was cut in the middle of a byte.
    """

    stop_frames: tuple[bytes, ...] = (sm2.encode(Packet(254, Command.STOP)), sm2.encode(Packet(255, Command.STOP)))

    def __init__(self) -> None:
        self.abilities = ABILITIES
        self._reader = sm2.Reader()
        self._number = 0
        self._asked: tuple[int, Ask] | None = None
        self._hello: int | None = None
        self._awaited = False
        self._met = False
        self._opened: tuple[Train, ...] = ()
        self._flowing: frozenset[int] | None = None

    def pulse(self, channel: int, width_us: int, period_us: int, current_ua: int) -> Train:
        """Return the train of two equal phases that the device shapes by itself."""
        return balanced(ABILITIES, channel, width_us, period_us, current_ua, GAP_US)

    def frame(self, ask: Ask, trains: tuple[Train, ...] = ()) -> Frame:
        """Encode `ask` (see `Driver`); IDENTIFY writes nothing and waits for the device to speak."""
        if bool(trains) != (ask in (Ask.TRAINS, Ask.OPEN)):
            raise ValueError(f"{ask} with {len(trains)} trains makes no sense")
        if ask is Ask.IDENTIFY:
            self._awaited = True
            return Frame(ask, b"", None)
        data, decoded = self._encode(ask, trains)
        self._asked = (self._number, ask)
        return Frame(ask, data, self._number, decoded)

    def feed(self, data: bytes) -> tuple[Answer, ...]:
        """Take bytes of any cut (see `Driver`)."""
        return tuple(answer for packet in self._reader.feed(data) for answer in self._read(packet))

    def _encode(self, ask: Ask, trains: tuple[Train, ...]) -> tuple[bytes, tuple[Train, ...]]:
        if ask is Ask.STATUS:
            return self._greeting() + self._packet(Command.GET_MODE), ()
        if ask is Ask.KEEP_ALIVE:
            # The watchdog packet has no answer, so the mode is asked with it: a keep-alive must tell how it goes.
            return self._packet(Command.WATCHDOG) + self._packet(Command.GET_MODE), ()
        if ask is Ask.OPEN:
            return self._open(trains), ()
        if ask is Ask.STOP:
            self._opened, self._flowing = (), None
            return self._packet(Command.STOP), ()
        if ask in (Ask.TRAINS, Ask.ZERO):
            return self._start(trains)
        raise ValueError(f"a RehaStim2 cannot be asked for {ask}")

    def _greeting(self) -> bytes:
        """Answer the device's Init, when it waits for that."""
        if self._hello is None:
            return b""
        number, self._hello, self._met = self._hello, None, True
        return sm2.encode(Packet(number, Command.INIT_ACK, b"\0"))

    def _packet(self, command: Command, data: bytes = b"") -> bytes:
        self._number = (self._number + 1) % _NUMBERS
        return sm2.encode(Packet(self._number, command, data))

    def _open(self, trains: tuple[Train, ...]) -> bytes:
        for train in trains:
            _, current_ua = numbers(ABILITIES, train, GAP_US)
            if current_ua:
                raise ValueError("a RehaStim2 is opened with trains of no current")
        used = tuple(sorted(trains, key=lambda train: train.channel))
        if len({train.period_us for train in used}) != 1:
            raise ValueError("a RehaStim2 has one period for all channels")
        mask = _mask(used)
        self._opened, self._flowing = used, None
        return self._packet(Command.CHANNELS, sm2.channels(mask, used[0].period_us))

    def _start(self, trains: tuple[Train, ...]) -> tuple[bytes, tuple[Train, ...]]:
        """Encode the current of every channel in use; those not named get none."""
        wanted = {train.channel: train for train in trains}
        _mask(trains)
        if not self._opened or not wanted.keys() <= {train.channel for train in self._opened}:
            raise ValueError("a RehaStim2 must be opened with its channels first")
        if any(train.period_us != self._opened[0].period_us for train in trains):
            raise ValueError("a RehaStim2 keeps the period it was opened with")
        data = self._packet(Command.START, sm2.start(tuple(
            _pulse(wanted.get(train.channel, train)) for train in self._opened)))
        decoded = self._decoded(data, frozenset(wanted))
        self._flowing = frozenset(train.channel for train in decoded if train.points[0].current_ua)
        return data, decoded

    def _decoded(self, data: bytes, named: frozenset[int]) -> tuple[Train, ...]:
        """Read the trains from the frame itself: those with current, and those that were named without."""
        pulses = sm2.read_start(sm2.decode(data).data)
        trains = (self.pulse(train.channel, pulse.width_us, train.period_us, pulse.current_ma * _MA)
                  for train, pulse in zip(self._opened, pulses, strict=True))
        return tuple(train for train in trains if train.channel in named or train.points[0].current_ua)

    def _read(self, packet: Packet | None) -> tuple[Answer, ...]:
        if packet is None:
            return (Answer(Outcome.GARBLED),)
        if packet.command == Command.INIT:
            return self._greeted(packet)
        if packet.command == Command.ERROR:
            return (_error(packet),)
        if packet.command == Command.UNKNOWN:
            return (Answer(Outcome.FAULT, number=packet.number, why=Why.DEVICE_ERROR, detail="unknown command"),)
        return (self._ack(packet),)

    def _greeted(self, packet: Packet) -> tuple[Answer, ...]:
        """Read an Init: the first that is waited for says who speaks, one in mid session that all was stopped."""
        reset, awaited = self._met, self._awaited
        self._hello, self._met, self._awaited = packet.number, False, False
        if reset:
            self._opened, self._flowing = (), None
            return (Answer(Outcome.FAULT, why=Why.DEVICE_RESET, detail="the device began anew"),)
        if not awaited:
            return ()
        if packet.data != bytes((PROTOCOL,)):
            return (Answer(Outcome.FAULT, Ask.IDENTIFY, why=Why.WRONG_DEVICE,
                           detail=f"protocol {packet.data.hex()}"),)
        return (Answer(Outcome.DONE, Ask.IDENTIFY, identity=f"rehastim2 protocol {PROTOCOL}",
                       version=f"ScienceMode 2, protocol {PROTOCOL}"),)

    def _ack(self, packet: Packet) -> Answer:
        ask = Ask.STOP if packet.command == Command.STOP_ACK else self._answered(packet)
        if ask is None:
            return Answer(Outcome.WRONG, number=packet.number, detail=f"answer {packet.command}")
        mode = packet.command == Command.GET_MODE_ACK
        answer = self._done(packet.data[1:], mode) if packet.data[:1] == b"\0" else _result(packet.data)
        return replace(answer, ask=ask, number=packet.number)

    def _answered(self, packet: Packet) -> Ask | None:
        """Return what an answer answers, once."""
        number, ask = self._asked or (None, None)
        if number != packet.number or ask not in _ASKS.get(packet.command, ()):
            return None
        self._asked = None
        return ask

    def _done(self, rest: bytes, mode: bool) -> Answer:
        if len(rest) != mode:
            return Answer(Outcome.GARBLED, detail=f"answer {rest.hex()}")
        if not mode:
            return Answer(Outcome.DONE)
        if rest[0] >= len(_MODES):
            return Answer(Outcome.FAULT, why=Why.DEVICE_ERROR, detail=f"unknown mode {rest[0]}")
        ordered = frozenset(range(CHANNELS)) if self._flowing is None else self._flowing
        return Answer(Outcome.DONE, detail=_MODES[rest[0]], open=rest[0] > 0, high_voltage=rest[0] > 0,
                      running=ordered if rest[0] == _STARTED else frozenset())


def _mask(trains: tuple[Train, ...]) -> int:
    mask = sum({1 << train.channel for train in trains})
    if mask.bit_count() != len(trains):
        raise ValueError("a channel is named twice")
    return mask


def _pulse(train: Train) -> sm2.Pulse:
    width_us, current_ua = numbers(ABILITIES, train, GAP_US)
    return sm2.Pulse(width_us, current_ua // _MA)


def _signed(byte: int) -> int:
    return byte - 256 if byte > 127 else byte


def _result(data: bytes) -> Answer:
    """Read a result that is no success."""
    if len(data) not in (1, 2):
        return Answer(Outcome.GARBLED, detail=f"result {data.hex()}")
    code = _signed(data[0])
    return Answer(Outcome.FAULT, why=Why.DEVICE_ERROR, detail=_RESULTS.get(code, f"unknown result {code}"))


def _error(packet: Packet) -> Answer:
    """Read what the device says when it stopped by itself."""
    code = _signed(packet.data[0]) if packet.data else 0
    return Answer(Outcome.FAULT, number=packet.number, why=_WHY_OF_ERROR.get(code, Why.DEVICE_ERROR),
                  detail=f"stimulation error {code}")
