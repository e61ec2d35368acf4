"""What the emulated P24 and RehaMove3 have in common: levels, high voltage, trains, watchdog, faults.

Differs from the devices: pulses are not made, only told; the ramp in an update is read and not followed; after the
watchdog the level is taken to be 2 (the instructions say only that an update starts again); a second init begins
anew.  Not here: frames (`sm34`), the bytes in which the two differ (`p24`, `rehamove3`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field

from devices.emulators.stimulators import Output, Seen
from devices.emulators.stimulators.answers import NS_PER_MS, Answers, Tricks
from devices.emulators.stimulators.outlet import Outlet, Pulse
from devices.emulators.stimulators.sm34 import Heard, Line, read_points, read_update, write

WATCHDOG_NS = 2_000 * NS_PER_MS
OK, TRANSFER, PARAMETER, PROTOCOL, NOT_INITIALIZED, UNKNOWN = 0, 1, 2, 3, 7, 11
ELECTRODE = 1
ELECTRODE_LEAST_UA = 15_000
"""The C library's header: below this a missing electrode is not noticed."""
MOST_UA = 130_000
_OFF, _ON = 1, 6
_LEFT_RUNNING: Pulse = (20_000, ((200, 10_000), (100, 0), (200, -10_000)))

_NAMES = {4: "stop", 30: "open", 34: "stop", 36: "keep_alive", 50: "version", 52: "identify", 62: "status",
          68: "version"}


@dataclass(slots=True)
class ScienceModeTricks(Tricks):
    """Switches of these devices (and those of the line).

    results: result code by name of the command ("open", "trains", ...); what fails so is not carried out.
    states: error by number of a channel, whether it runs or not (1 electrode, 2 pulse timeout, 3 low current).
    pads_off: channels without a pad; noticed from 15 mA on.  mask_flip: bits to turn over in the running mask.
    number_add, command_add: what to add in each answer.  bad_crc, bad_length, no_end: how to damage each answer.
    identity: of ten signs.  firmware, protocol: three numbers each.
    """

    results: dict[str, int] = field(default_factory=dict)
    states: dict[str, int] = field(default_factory=dict)
    pads_off: list[int] = field(default_factory=list)
    mask_flip: int = 0
    number_add: int = 0
    command_add: int = 0
    bad_crc: bool = False
    bad_length: bool = False
    no_end: bool = False
    identity: str = ""
    firmware: list[int] = field(default_factory=list)
    protocol: list[int] = field(default_factory=list)


class ScienceModeEmulator(ABC):
    """An emulated stimulator of ScienceMode 3 or 4 (see `Stimulator`).

    tricks: switches for faults.  level: 0 nothing, 1 low, 2 mid initialised, 3 mid running; more than 0 was
    left so by somebody else.  high_voltage: whether it is on.
    """

    CHANNELS = 0
    LEAST_US = 0
    PERIODS_US = (0, 0)
    VERSION = 0
    SLOW_MS = 0
    IDENTITY = ""
    FIRMWARE = (0, 0, 0)
    PROTOCOL = (0, 0, 0)
    HASH: tuple[int, ...] = ()

    def __init__(self, level: int = 0, t_ns: int = 0) -> None:
        self.seen: list[Seen] = []
        self.tricks = ScienceModeTricks()
        self.level = level
        self.high_voltage = bool(level)
        self._line = Line()
        self._answers = Answers()
        self._outlet = Outlet()
        self._running: dict[int, Pulse] = {}
        self._errors: dict[int, int] = {}
        self._stop_all = False
        self._until_ns = 0
        if level == 3:
            self._run(t_ns, {0: _LEFT_RUNNING})

    @property
    def history(self) -> list[Output]:
        """Every change of output so far."""
        return self._outlet.history

    def receive(self, t_ns: int, data: bytes) -> bytes:
        """Take bytes from the host (see `Stimulator`)."""
        self._pass(t_ns)
        for heard in self._line.hear(data):
            self._obey(t_ns, heard)
        return self._answers.due(t_ns)

    def advance(self, t_ns: int) -> bytes:
        """Let time pass (see `Stimulator`)."""
        self._pass(t_ns)
        return self._answers.due(t_ns)

    def outputs(self, t_ns: int) -> dict[int, Output]:
        """Return what flows (see `Stimulator`); a channel that runs at 0 mA is silent."""
        self._pass(t_ns)
        return self._outlet.flowing()

    def act(self, t_ns: int, words: Sequence[str]) -> None:
        """Let something happen to the device: "power_drop", "error CODE" or "unknown".  Raises ValueError."""
        self._pass(t_ns)
        match list(words):
            case ["power_drop"]:
                self._reset(t_ns)
                self._line = Line()
                self._answers.lose()
            case ["error", code]:
                self._say(t_ns, 66, 0, bytes((int(code),)))
            case ["unknown"]:
                self._say(t_ns, 67, 0, bytes((UNKNOWN,)))
            case _:
                raise ValueError(f"'{' '.join(words)}': choose power_drop, error CODE or unknown")

    def _pass(self, t_ns: int) -> None:
        """Let the watchdog and the pads have their way."""
        if self.level == 3 and t_ns >= self._until_ns:
            self._pause(self._until_ns)
        if self._running and (self.tricks.states or self.tricks.pads_off):
            self._err(t_ns)

    def _err(self, t_ns: int) -> None:
        """Let channels fail that have been told to."""
        for channel, (_, points) in list(self._running.items()):
            state = self.tricks.states.get(str(channel), 0)
            if channel in self.tricks.pads_off and max(current for _, current in points) >= ELECTRODE_LEAST_UA:
                state = ELECTRODE
            if state:
                self._errors[channel] = state
                self._fail(t_ns, channel)

    def _fail(self, t_ns: int, channel: int) -> None:
        if self._stop_all:
            self._pause(t_ns)
        else:
            self._run(t_ns, {each: pulse for each, pulse in self._running.items() if each != channel})

    def _pause(self, t_ns: int) -> None:
        self._run(t_ns, {})
        self.level = 2

    def _reset(self, t_ns: int) -> None:
        self._run(t_ns, {})
        self.level, self.high_voltage = 0, False

    def _run(self, t_ns: int, pulses: dict[int, Pulse]) -> None:
        """Put out exactly these pulses from now on."""
        self._running = pulses
        self._outlet.put(t_ns, pulses)
        self.level, self._until_ns = 3, t_ns + WATCHDOG_NS

    def _obey(self, t_ns: int, heard: Heard) -> None:
        if heard.command is None:
            self.seen.append(Seen(t_ns, "garbled", heard.frame))
            self._say(t_ns, 66, 0, bytes((TRANSFER,)))
            return
        name = _NAMES.get(heard.command, "other")
        if heard.command == 32:
            name = "trains" if any(heard.payload[:1]) else "zero"
        self.seen.append(Seen(t_ns, name, heard.frame))
        answer = self._answer(t_ns, heard, name)
        takes_ms = self.SLOW_MS if heard.command in (0, 4) and answer == bytes((OK,)) else 0
        if answer is None:
            self._say(t_ns, 67, heard.number, bytes((UNKNOWN,)))
        else:
            self._say(t_ns, heard.command + 1, heard.number, answer, takes_ms)

    def _answer(self, t_ns: int, heard: Heard, name: str) -> bytes | None:
        if name in self.tricks.results:
            return bytes((self.tricks.results[name],))
        if heard.command in (4, 34):
            return self._stop(t_ns, heard.command)
        carry_out = {0: self._low_init, 2: self._low_pulse, 30: self._init, 32: self._update, 36: self._current,
                     58: self._restart}.get(heard.command or 0)
        return carry_out(t_ns, heard.payload) if carry_out else self._about(heard.command)

    def _about(self, command: int | None) -> bytes | None:
        tricks = self.tricks
        if command == 52:
            return bytes((OK,)) + (tricks.identity or self.IDENTITY).encode("latin-1")
        if command == 62:
            return bytes((OK, self.level, _ON if self.high_voltage else _OFF))
        if command == self.VERSION:
            version = (*(tricks.firmware or self.FIRMWARE), *(tricks.protocol or self.PROTOCOL), *self.HASH)
            return bytes((OK, *version))
        return None

    def _low_init(self, _: int, payload: bytes) -> bytes:
        if len(payload) != 1:
            return bytes((PARAMETER,))
        if self.level > 1:
            return bytes((PROTOCOL,))
        self.level, self.high_voltage = 1, payload[0] >> 1 & 7 != _OFF
        return bytes((OK,))

    def _low_pulse(self, t_ns: int, payload: bytes) -> bytes:
        head = payload[0] if payload else 0
        about = bytes(((head >> 4 & 1) << 4 | head >> 5 & 3, 0))
        points = read_points(payload[1:])
        if self.level != 1:
            return bytes((NOT_INITIALIZED,)) + about
        if points is None or len(points) != (head & 0xF) + 1 or not self._allows(points):
            return bytes((PARAMETER,)) + about
        if head & 0x80:
            self.history.append(Output(t_ns, (head >> 4 & 1) * 4 + (head >> 5 & 3), 0, points))
        return bytes((OK,)) + about

    def _init(self, t_ns: int, payload: bytes) -> bytes:
        if len(payload) != 1:
            return bytes((PARAMETER,))
        if self.level == 1:
            return bytes((PROTOCOL,))
        self._pause(t_ns)
        self._errors.clear()
        self.high_voltage, self._stop_all = True, bool(payload[0] & 1)
        return bytes((OK,))

    def _restart(self, t_ns: int, _: bytes) -> bytes:
        self._reset(t_ns)
        return bytes((OK,))

    def _stop(self, t_ns: int, command: int) -> bytes:
        if (command == 4) != (self.level == 1) or not self.level:
            return bytes((NOT_INITIALIZED,))
        self._reset(t_ns)
        return bytes((OK,))

    def _update(self, t_ns: int, payload: bytes) -> bytes:
        if self.level < 2:
            return bytes((NOT_INITIALIZED,))
        pulses = read_update(payload)
        if pulses is None or not self._can(pulses):
            return bytes((PARAMETER,))
        self._errors.clear()
        self._run(t_ns, pulses)
        return bytes((OK,))

    def _can(self, pulses: dict[int, Pulse]) -> bool:
        """Whether the device accepts these; it does not ask whether they are balanced."""
        least, most = self.PERIODS_US
        return (all(channel < self.CHANNELS and least <= period_us <= most and self._allows(points)
                    for channel, (period_us, points) in pulses.items())
                and sum((sum(duration for duration, _ in points) + 60) * 1000 / period_us
                        for period_us, points in pulses.values()) < 1000)

    def _allows(self, points: tuple[tuple[int, int], ...]) -> bool:
        return all(duration >= self.LEAST_US and abs(current) <= MOST_UA for duration, current in points)

    def _current(self, t_ns: int, payload: bytes) -> bytes:
        if self.level < 2:
            return bytes((NOT_INITIALIZED,))
        about = self._current_data(payload, [self.tricks.states.get(str(channel), self._errors.get(channel, 0))
                                             for channel in range(self.CHANNELS)])
        if about is None:
            return bytes((PARAMETER,))
        self._until_ns = t_ns + WATCHDOG_NS
        return bytes((OK,)) + about

    @abstractmethod
    def _current_data(self, payload: bytes, states: list[int]) -> bytes | None:
        """Return what is told of the running trains; None for a selection that is not known."""

    def _mask(self) -> int:
        return sum(1 << channel for channel in self._running) ^ self.tricks.mask_flip

    def _say(self, t_ns: int, command: int, number: int, payload: bytes, takes_ms: int = 0) -> None:
        tricks = self.tricks
        frame = bytearray(write(command + tricks.command_add, number + tricks.number_add, payload))
        if tricks.bad_crc:
            frame[6] ^= 1
        if tricks.bad_length:
            frame[4] ^= 1
        if tricks.no_end:
            del frame[-1]
        self._answers.say(t_ns, bytes(frame), tricks, takes_ms)
