"""Emulated HASOMED RehaStim2 (ScienceMode 2), byte for byte.

It says Init twice a second until it is answered; without a valid packet for 1.2 s it stops and says it again.
Differs from the device: pulses are not made, only told; low-frequency channels pulse like all others; a stop
takes the mode back to "not initialised", as the clients of this protocol expect.
Source: ScienceMode2, Description and Protocol 1.24 (HASOMED 2012).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from devices.emulators.stimulators import Output, Seen
from devices.emulators.stimulators.answers import NS_PER_MS, Answers, Tricks
from devices.emulators.stimulators.outlet import Outlet, Pulse, balanced

WATCHDOG_NS = 1_200 * NS_PER_MS
INIT_NS = 500 * NS_PER_MS
OK, TRANSFER, PARAMETER, MODE = 0, -1, -2, -3
_FRAME = re.compile(rb"\xf0\x81(.)\x81(.)((?:[^\xf0\x0f\x81]|\x81.)*)\x0f", re.DOTALL)
_ESCAPED = re.compile(rb"\x81(.)", re.DOTALL)
_SPECIAL = re.compile(rb"[\xf0\x0f\x81]")
_MOST = 69
_NAMES = {2: "identify", 4: "keep_alive", 10: "status", 30: "open", 34: "stop"}
_ERRORS = {"emergency": -1, "electrode": -2, "module": -3}


@dataclass(slots=True)
class RehaStim2Tricks(Tricks):
    """Switches of this device (and those of the line).

    results: result (0 to -128) by name of the command; what fails so is not carried out.  mode: what to tell
    instead of the true mode.  protocol: version in Init.  number_add, command_add: what to add in each answer.
    bad_crc, no_end: how to damage each answer.
    """

    results: dict[str, int] = field(default_factory=dict)
    mode: int | None = None
    protocol: int = 1
    number_add: int = 0
    command_add: int = 0
    bad_crc: bool = False
    no_end: bool = False


class RehaStim2Emulator:
    """An emulated RehaStim2 (see `Stimulator`).

    tricks: switches for faults.  met: whether Init was answered.  mode: 0 not initialised, 1 initialised, 2
    started.
    """

    def __init__(self, mode: int = 0, t_ns: int = 0) -> None:
        self.seen: list[Seen] = []
        self.tricks = RehaStim2Tricks()
        self.met = mode > 0
        self.mode = mode
        self._heard = b""
        self._answers = Answers()
        self._outlet = Outlet()
        self._used: tuple[int, ...] = ()
        self._period_us = self._inter_pulse_us = 0
        self._hello = 0
        self._hello_ns = t_ns
        self._until_ns = t_ns + WATCHDOG_NS
        if mode == 2:
            self._outlet.put(t_ns, {0: (20_000, balanced(200, 10_000))})

    @property
    def history(self) -> list[Output]:
        """Every change of output so far."""
        return self._outlet.history

    def receive(self, t_ns: int, data: bytes) -> bytes:
        """Take bytes from the host (see `Stimulator`)."""
        self._pass(t_ns)
        self._heard += data
        while found := _FRAME.search(self._heard):
            whole = _crc(found[3]) == found[1][0] ^ 0x55 and len(found[3]) == found[2][0] ^ 0x55
            plain = _ESCAPED.sub(lambda escape: bytes((escape[1][0] ^ 0x55,)), found[3])
            if whole and len(plain) > 1:
                self._obey(t_ns, found[0], plain)
            else:
                self.seen.append(Seen(t_ns, "garbled", found[0]))
            self._heard = self._heard[found.end():]
        self._heard = self._heard[-_MOST:]
        return self._answers.due(t_ns)

    def advance(self, t_ns: int) -> bytes:
        """Let time pass (see `Stimulator`)."""
        self._pass(t_ns)
        return self._answers.due(t_ns)

    def outputs(self, t_ns: int) -> dict[int, Output]:
        """Return what flows (see `Stimulator`)."""
        self._pass(t_ns)
        return self._outlet.flowing()

    def act(self, t_ns: int, words: Sequence[str]) -> None:
        """Let something happen: "power_drop", "emergency", "electrode", "module" or "error CODE".

        Raises ValueError for anything else.
        """
        self._pass(t_ns)
        match list(words):
            case ["power_drop"]:
                self._heard = b""
                self._answers.lose()
                self._begin(t_ns, t_ns + INIT_NS)
            case [name] if name in _ERRORS:
                self._fail(t_ns, _ERRORS[name])
            case ["error", code]:
                self._fail(t_ns, int(code))
            case _:
                raise ValueError(f"'{' '.join(words)}': choose power_drop, {', '.join(_ERRORS)} or error CODE")

    def _pass(self, t_ns: int) -> None:
        """Let the watchdog have its way, and say Init while nobody has answered."""
        if self.met and t_ns >= self._until_ns:
            self._begin(self._until_ns, self._until_ns)
        while not self.met and t_ns >= self._hello_ns:
            self._hello = (self._hello + 1) % 256
            self._say(self._hello_ns, 1, self._hello, bytes((self.tricks.protocol,)))
            self._hello_ns += INIT_NS

    def _begin(self, t_ns: int, hello_ns: int) -> None:
        self._outlet.put(t_ns, {})
        self.met, self.mode, self._hello_ns = False, 0, hello_ns

    def _fail(self, t_ns: int, code: int) -> None:
        self._outlet.put(t_ns, {})
        self.mode = 0
        self._say(t_ns, 38, 0, bytes((code & 0xFF,)))

    def _obey(self, t_ns: int, frame: bytes, plain: bytes) -> None:
        number, command, data = plain[0], plain[1], plain[2:]
        name = _NAMES.get(command, "other")
        if command == 32:
            name = "trains" if any(data[3::4]) else "zero"
        self.seen.append(Seen(t_ns, name, frame))
        if command == 2 and not self.met:
            self.met = number == self._hello and data == b"\0"
        if not self.met:
            return
        self._until_ns = t_ns + WATCHDOG_NS
        if command not in (2, 4):
            self._answer(t_ns, number, command, data, name)

    def _answer(self, t_ns: int, number: int, command: int, data: bytes, name: str) -> None:
        carry_out = {10: self._tell, 30: self._channels, 32: self._start, 34: self._stop}.get(command)
        if carry_out is None:
            self._say(t_ns, 3, number, bytes((command,)))
            return
        result = self.tricks.results.get(name)
        result = carry_out(t_ns, data) if result is None else result
        told = self.mode if self.tricks.mode is None else self.tricks.mode
        rest = bytes((told,)) if command == 10 and result == OK else b""
        self._say(t_ns, command + 1, number, bytes((result & 0xFF,)) + rest)

    def _tell(self, _: int, data: bytes) -> int:
        return PARAMETER if data else OK

    def _channels(self, _: int, data: bytes) -> int:
        if self.mode == 2:
            return MODE
        if len(data) != 7:
            return PARAMETER
        interval = data[4] << 8 | data[5]
        in_range = interval == 0 or 14 <= interval <= 2048
        if not in_range or data[0] > 7 or not data[1] or data[3] < 13 or data[6] > 1:
            return PARAMETER
        self._used = tuple(channel for channel in range(8) if data[1] >> channel & 1)
        self._period_us = interval * 500 + 1000 if interval else 0
        self._inter_pulse_us = data[3] * 500 + 1500
        self.mode = 1
        return OK

    def _start(self, t_ns: int, data: bytes) -> int:
        if not self.mode:
            return MODE
        pulses = {channel: self._pulse(data[4 * at:4 * at + 4]) for at, channel in enumerate(self._used)}
        if len(data) != 4 * len(self._used) or None in pulses.values():
            return PARAMETER
        self._outlet.put(t_ns, {channel: pulse for channel, pulse in pulses.items() if pulse})
        self.mode = 2
        return OK

    def _pulse(self, data: bytes) -> Pulse | None:
        """Read mode, width and current of one channel: one, two or three pulses in each period."""
        if len(data) != 4 or data[0] > 2 or data[1] << 8 | data[2] > 500 or data[3] > 130:
            return None
        points = balanced(max(20, data[1] << 8 | data[2]), data[3] * 1000)
        rest = (self._inter_pulse_us - sum(duration for duration, _ in points), 0)
        return self._period_us, points + (rest, *points) * data[0]

    def _stop(self, t_ns: int, _: bytes) -> int:
        self._outlet.put(t_ns, {})
        self.mode = 0
        return OK

    def _say(self, t_ns: int, command: int, number: int, data: bytes) -> None:
        tricks = self.tricks
        plain = bytes(((number + tricks.number_add) % 256, (command + tricks.command_add) % 256)) + data
        body = _SPECIAL.sub(lambda byte: bytes((0x81, byte[0][0] ^ 0x55)), plain)
        crc = _crc(body) ^ 0x55 ^ tricks.bad_crc
        frame = bytes((0xF0, 0x81, crc, 0x81, len(body) ^ 0x55)) + body + b"\x0f" * (not tricks.no_end)
        self._answers.say(t_ns, frame, tricks)


def _crc(data: bytes) -> int:
    """CRC-8 by division of the whole message, unlike the driver's byte by byte."""
    rest = int.from_bytes(data, "big") << 8
    for at in range(rest.bit_length() - 9, -1, -1):
        if rest >> (at + 8) & 1:
            rest ^= 0x107 << at
    return rest
