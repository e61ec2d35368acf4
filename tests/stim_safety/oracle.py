"""An independent judge of what goes over the wire to a P24.

It shares no code with the program it judges nor with the emulator: frames are cut out and unescaped here, the
checksum is the standard library's, and current, charge, ramp and rest are computed anew, in fractions.
Source of the layout: ScienceMode 4 (HASOMED), mid level.
"""

from __future__ import annotations

import binascii
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

ML_INIT, ML_UPDATE, ML_STOP, ML_CURRENT, LL_STOP = 30, 32, 34, 36, 4
QUESTIONS = {52, 62, 68}
"""Who are you, how are you, which version: no current can come of these."""
S = 1_000_000_000


@dataclass(frozen=True)
class Pulse:
    """One channel of one update: every so many microseconds, these points of (microseconds, milliampere)."""

    channel: int
    period_us: int
    ramp: int
    points: tuple[tuple[int, Fraction], ...]

    @property
    def peak_ma(self) -> Fraction:
        return max(abs(current) for _, current in self.points)


@dataclass(frozen=True)
class Rules:
    """What must never be exceeded, in the units of a prescription."""

    max_ma: Fraction
    max_charge_uc: Fraction
    width_us: int
    rate_hz: Fraction
    area_cm2: Fraction
    on_s: Fraction
    rise_ma_per_s: Fraction = Fraction(50)
    rms_ma: Fraction = Fraction(25)
    density_ma_cm2: Fraction = Fraction(1)
    power_mw_cm2: Fraction = Fraction(50)
    energy_mj: Fraction = Fraction(5)


@dataclass
class Oracle:
    """Judges writes in the order of time.  complaints: everything that is wrong.  trains: (begin, end, peak)."""

    rules: Rules
    complaints: list[str] = field(default_factory=list)
    trains: list[tuple[int, int, Fraction]] = field(default_factory=list)
    open: bool = False
    level_ma: Fraction = Fraction(0)
    _since_ns: int = 0
    _began_ns: int | None = None
    _peak_ma: Fraction = Fraction(0)
    _ended_ns: int | None = None
    _last_s: Fraction = Fraction(0)

    def judge(self, writes: Iterable[tuple[int, bytes]]) -> list[str]:
        """Judge everything that was written; return the complaints."""
        for t_ns, data in writes:
            for frame in frames_of(data):
                self._frame(t_ns, frame)
        return self.complaints

    def _frame(self, t_ns: int, packet: bytes) -> None:
        command = ((packet[0] << 8) | packet[1]) & 0x3FF
        if command in {ML_STOP, LL_STOP}:
            self.open = self.open and command != ML_STOP
            self._level(t_ns, Fraction(0))
        elif command == ML_INIT:
            self._demand(packet[2] == 1, t_ns, "opened without stop-all-channels-on-error")
            self.open = True
        elif command == ML_UPDATE:
            self._demand(self.open, t_ns, "an update while closed")
            pulses = decode_update(packet[2:])
            self._demand(len(pulses) <= 1, t_ns, "more than one channel at once")
            for pulse in pulses:
                self._pulse(t_ns, pulse)
            self._level(t_ns, max((pulse.peak_ma for pulse in pulses), default=Fraction(0)))
        else:
            self._demand(command in QUESTIONS | {ML_CURRENT}, t_ns, f"unknown command {command}")

    def _pulse(self, t_ns: int, pulse: Pulse) -> None:
        rules = self.rules
        net_nc = sum(width * current for width, current in pulse.points)
        phases = [(width, current) for width, current in pulse.points if current]
        charge_uc = max(width * abs(current) / 1000 for width, current in phases)
        squares = sum(width * current ** 2 for width, current in pulse.points)  # mA^2 us
        ms2 = squares / pulse.period_us
        energy_mj = squares * 500 / 1_000_000_000
        checks = [
            (net_nc == 0, f"net charge {net_nc} nC"),
            (len(phases) == 2 and phases[0][1] == -phases[1][1] and phases[0][0] == phases[1][0], "not symmetric"),
            (all(width == rules.width_us for width, _ in phases), f"width {phases}"),
            (Fraction(1_000_000, pulse.period_us) <= rules.rate_hz, f"period {pulse.period_us}"),
            (pulse.ramp == 0, "the device was told to ramp"),
            (pulse.peak_ma <= rules.max_ma, f"{pulse.peak_ma} mA"),
            (charge_uc <= rules.max_charge_uc, f"{charge_uc} uC"),
            (ms2 <= rules.rms_ma ** 2, f"r.m.s. squared {ms2}"),
            (ms2 <= (rules.density_ma_cm2 * rules.area_cm2) ** 2, "density"),
            (ms2 * 500 / 1000 <= rules.power_mw_cm2 * rules.area_cm2, "power density"),
            (energy_mj <= rules.energy_mj, f"{energy_mj} mJ")]
        for good, what in checks:
            self._demand(good, t_ns, what)

    def _level(self, t_ns: int, level_ma: Fraction) -> None:
        """Follow the course of a train: rise, ramp, length and rest."""
        rules = self.rules
        if level_ma > 0 and self._began_ns is None:
            self._begin(t_ns)
        if level_ma > self.level_ma:
            passed_s = Fraction(t_ns - self._since_ns, S)
            allowed = rules.rise_ma_per_s * (passed_s if self.level_ma else max(passed_s, Fraction(1, 50)))
            self._demand(level_ma - self.level_ma <= min(allowed, Fraction(2)), t_ns,
                         f"rose from {self.level_ma} to {level_ma} mA within {float(passed_s):.3f} s")
        self._peak_ma = max(self._peak_ma, level_ma)
        if level_ma == 0 and self._began_ns is not None:
            self._finish(t_ns)
        if level_ma != self.level_ma:
            self.level_ma, self._since_ns = level_ma, t_ns

    def _begin(self, t_ns: int) -> None:
        if self._ended_ns is not None:
            rest_s = Fraction(t_ns - self._ended_ns, S)
            enough = rest_s >= max(self._last_s, Fraction(1))
            self._demand(enough, t_ns, f"began after {float(rest_s):.2f} s of rest")
        self._began_ns, self._peak_ma, self._since_ns = t_ns, Fraction(0), self._since_ns or t_ns

    def _finish(self, t_ns: int) -> None:
        began_ns = t_ns if self._began_ns is None else self._began_ns
        self._last_s = Fraction(t_ns - began_ns, S)
        self._demand(self._last_s <= Fraction(15), t_ns, f"flowed for {float(self._last_s):.2f} s")
        self.trains.append((began_ns, t_ns, self._peak_ma))
        self._began_ns, self._ended_ns = None, t_ns

    def _demand(self, good: bool, t_ns: int, what: str) -> None:
        if not good:
            self.complaints.append(f"{t_ns / S:.3f} s: {what}")


def frames_of(data: bytes) -> list[bytes]:
    """Cut whole frames out of bytes and return their packets, unescaped and proven.  Raises ValueError."""
    packets, rest = [], data
    while rest:
        if rest[0] != 0xF0:
            raise ValueError(f"no frame begins with {rest[0]:02X}")
        end = 9
        while rest[end] != 0x0F or rest[end - 1] == 0x81:
            end += 1
        frame, rest = rest[:end + 1], rest[end + 1:]
        head = [frame[at + 1] ^ 0x55 for at in (1, 3, 5, 7) if frame[at] == 0x81]
        if len(head) != 4:
            raise ValueError("the head is not escaped")
        body = frame[9:-1]
        if head[0] << 8 | head[1] != len(frame):
            raise ValueError("wrong length")
        if head[2] << 8 | head[3] != binascii.crc_hqx(body, 0):
            raise ValueError("wrong checksum")
        packets.append(_unescaped(body))
    return packets


def _unescaped(body: bytes) -> bytes:
    plain, escaped = bytearray(), False
    for byte in body:
        if escaped:
            plain.append(byte ^ 0x55)
            escaped = False
        elif byte == 0x81:
            escaped = True
        else:
            plain.append(byte)
    return bytes(plain)


def decode_update(payload: bytes) -> list[Pulse]:
    """Decode the channels of an Ml_update."""
    mask, at, pulses = payload[0], 1, []
    for channel in range(8):
        if not mask >> channel & 1:
            continue
        count, ramp = (payload[at] >> 4) + 1, payload[at] & 15
        period = payload[at + 1] << 8 | payload[at + 2]
        period_us = (period >> 1) * 500 if not period & 1 else (period >> 1) * 250
        points = []
        for first in range(at + 3, at + 3 + 4 * count, 4):
            bits = int.from_bytes(payload[first:first + 4], "big")
            points.append((bits >> 20, Fraction((bits >> 10 & 0x3FF) - 300, 2)))
        pulses.append(Pulse(channel, period_us, ramp, tuple(points)))
        at += 3 + 4 * count
    if at != len(payload):
        raise ValueError("bytes after the last channel")
    return pulses
