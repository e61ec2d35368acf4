"""Emulated HASOMED RehaStim1 (ScienceMode 1), byte for byte.

A single pulse is an `Output` of period 0.  The list mode is here too, and goes on for ever, as the device's does:
so that a driver which used it would be found out.
Differs from the device: pulses are not made, only told; a command that was cut short is passed over in silence.
Source: Science Mode, RehaStim1 (HASOMED, September 2009).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from devices.emulators.stimulators import Output, Seen
from devices.emulators.stimulators.answers import Answers, Tricks
from devices.emulators.stimulators.outlet import Outlet, Pulse, balanced

INIT, UPDATE, STOP, PULSE = 0, 1, 2, 3
NS_PER_US = 1_000


@dataclass(slots=True)
class RehaStim1Tricks(Tricks):
    """Switches of this device (and those of the line).

    refuse: names of commands that fail and are not carried out.  reply_xor: bits to turn over in each reply.
    """

    refuse: list[str] = field(default_factory=list)
    reply_xor: int = 0


class RehaStim1Emulator:
    """An emulated RehaStim1 (see `Stimulator`).  tricks: switches for faults."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.tricks = RehaStim1Tricks()
        self._heard = b""
        self._answers = Answers()
        self._outlet = Outlet()
        self._used: tuple[int, ...] = ()
        self._period_us = 0
        self._single: list[Output] = []

    @property
    def history(self) -> list[Output]:
        """Every change of output and every single pulse so far."""
        return self._outlet.history

    def receive(self, t_ns: int, data: bytes) -> bytes:
        """Take bytes from the host (see `Stimulator`)."""
        for byte in data:
            self._hear(t_ns, byte)
        return self._answers.due(t_ns)

    def advance(self, t_ns: int) -> bytes:
        """Let time pass (see `Stimulator`)."""
        return self._answers.due(t_ns)

    def outputs(self, t_ns: int) -> dict[int, Output]:
        """Return what flows (see `Stimulator`): lists, and single pulses as long as they last."""
        lasting = {pulse.channel: pulse for pulse in self._single if t_ns < _end_ns(pulse)}
        return self._outlet.flowing() | lasting

    def act(self, t_ns: int, words: Sequence[str]) -> None:
        """Let something happen: "power_drop".  Raises ValueError for anything else."""
        if list(words) != ["power_drop"]:
            raise ValueError(f"'{' '.join(words)}': choose power_drop")
        self._outlet.put(t_ns, {})
        self._answers.lose()
        self._heard, self._used, self._single = b"", (), []

    def _hear(self, t_ns: int, byte: int) -> None:
        if byte & 0x80:
            if self._heard:
                self.seen.append(Seen(t_ns, "garbled", self._heard))
            self._heard = b""
        elif not self._heard:
            self.seen.append(Seen(t_ns, "garbled", bytes((byte,))))
            return
        self._heard += bytes((byte,))
        ident = self._heard[0] >> 5 & 3
        if len(self._heard) == {INIT: 6, UPDATE: 1 + 3 * len(self._used), STOP: 1, PULSE: 4}[ident]:
            command, self._heard = self._heard, b""
            self._obey(t_ns, ident, command)

    def _obey(self, t_ns: int, ident: int, command: bytes) -> None:
        bits = "".join(f"{byte & 0x7F:07b}" for byte in command)
        carry_out = (self._init, self._update, self._stop, self._pulse)[ident]
        name, done = carry_out(t_ns, bits)
        self.seen.append(Seen(t_ns, name, command))
        reply = ident << 6 | done
        self._answers.say(t_ns, bytes((reply ^ self.tricks.reply_xor,)), self.tricks)

    def _init(self, _: int, bits: str) -> tuple[str, bool]:
        """Fields: ident 2, check 3, factor 3, channels 8, low 8, unused 2, group 5, main 11."""
        check, factor, used, low, group, main = (int(bits[a:b], 2) for a, b in (
            (2, 5), (5, 8), (8, 16), (16, 24), (26, 31), (31, 42)))
        good = check == (factor + used + low + group + main) % 8 and self._obeys("open")
        if good:
            self._used = tuple(channel for channel in range(8) if used >> channel & 1)
            self._period_us = main * 500 + 1000
        return "open", good

    def _update(self, t_ns: int, bits: str) -> tuple[str, bool]:
        """Fields: ident 2, check 5; for each channel mode 2, unused 3, width 9, current 7."""
        parts = [(int(bits[at:at + 2], 2), int(bits[at + 5:at + 14], 2), int(bits[at + 14:at + 21], 2))
                 for at in range(7, len(bits), 21)]
        name = "trains" if any(current for _, _, current in parts) else "zero"
        good = bool(self._used) and int(bits[2:7], 2) == sum(map(sum, parts)) % 32 and self._obeys(name) \
            and all(mode < 3 and _fits(width) for mode, width, _ in parts)
        if good:
            self._outlet.put(t_ns, {channel: self._train(*part)
                                    for channel, part in zip(self._used, parts, strict=True)})
        return name, good

    def _train(self, mode: int, width: int, current: int) -> Pulse:
        points = _shape(width, current)
        rest = (1500 - sum(duration for duration, _ in points), 0)
        return self._period_us, points + (rest, *points) * mode

    def _stop(self, t_ns: int, bits: str) -> tuple[str, bool]:
        good = not int(bits[2:7], 2) and self._obeys("stop")
        if good:
            self._outlet.put(t_ns, {})
        return "stop", good

    def _pulse(self, t_ns: int, bits: str) -> tuple[str, bool]:
        """Fields: ident 2, check 5, channel 3, unused 2, width 9, current 7."""
        check, channel, width, current = (int(bits[a:b], 2) for a, b in ((2, 7), (7, 10), (12, 21), (21, 28)))
        name = "trains" if current and width else "zero"
        good = check == (channel + width + current) % 32 and _fits(width) and self._obeys(name)
        if good and name == "trains":
            pulse = Output(t_ns, channel, 0, _shape(width, current))
            self.history.append(pulse)
            self._single = [*(each for each in self._single if t_ns < _end_ns(each)), pulse]
        return name, good

    def _obeys(self, name: str) -> bool:
        return name not in self.tricks.refuse


def _fits(width: int) -> bool:
    return width == 0 or 10 <= width <= 500


def _shape(width: int, current: int) -> tuple[tuple[int, int], ...]:
    """Shape a pulse as the device does: at least 20 us, in steps of 2 mA."""
    return balanced(max(20, width), current // 2 * 2000 if width else 0)


def _end_ns(pulse: Output) -> int:
    return pulse.t_ns + sum(duration for duration, _ in pulse.points) * NS_PER_US
