"""Muscles that obey, tire and can be stimulated, under electrodes that are not perfect.

Builds on `muscle.SimulatedMuscles` (coloured noise, stimulus artefact) and adds what a clinic sees: a maximum of
its own for each muscle, opponents that join, fatigue that slows the spectrum, crosstalk, hum, drift, bad contacts.
Not here: how a muscle obeys (`contraction`), what a current recruits (`nmes`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import pi

import numpy as np
from numpy.typing import NDArray

from core.clock import NS_PER_S
from core.muscles import Muscle
from devices.simulated.absurd import within
from devices.simulated.contraction import Contraction, Traits, opponents
from devices.simulated.muscle import HISTORY, MAXIMUM_UV, STEP_NS, SimulatedMuscles, newest_sample, steps_of
from devices.simulated.nmes import Feeling, Recruitment

Block = NDArray[np.float32]

TIRED_SPECTRUM = 0.7
"""Frequencies of a wholly tired muscle as share of fresh ones (the conduction slows; De Luca 1984; chosen)."""
_HEARD_TIRED = 0.02
"""Less is not heard, and costs nothing to compute."""
_OFF_HUM_UV, _OFF_DRIFT_UV = 1500.0, 800.0
_DRY_HUM = 25.0
"""A dry electrode picks up so many times the hum."""
_PACES = (1.0, 0.618, 0.271)
_LOOSE_UV, _LOOSE_SHARE, _LOOSE_STEPS = 2500.0, 0.06, 4096


class Contact(StrEnum):
    """How an electrode sits.  OFF: fallen off, only hum.  DRY: much hum.  LOOSE: jumps whenever it moves."""

    GOOD = "good"
    DRY = "dry"
    LOOSE = "loose"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Electrode:
    """One pair over a muscle.

    mvc_uv: RMS at the greatest effort, 20 to 1500 (at rest 1 % of it).  hum_uv: amplitude of mains, 0 to 500.
    drift_uv, drift_s: wander of the baseline, 0 to 2000 within 0.5 to 600 s.
    crosstalk: share of the other channels' voltage that is heard too, 0 to 0.5.
    """

    mvc_uv: float = 300.0
    hum_uv: float = 2.0
    drift_uv: float = 0.0
    drift_s: float = 10.0
    crosstalk: float = 0.0
    contact: Contact = Contact.GOOD

    def __post_init__(self) -> None:
        for name, least, most, unit in (
                ("mvc_uv", 20.0, 1500.0, "uV"), ("hum_uv", 0.0, 500.0, "uV"), ("drift_uv", 0.0, 2000.0, "uV"),
                ("drift_s", 0.5, 600.0, "s"), ("crosstalk", 0.0, 0.5, "")):
            within("electrode", name, getattr(self, name), least, most, unit)


@dataclass(frozen=True, slots=True)
class Worn:
    """One channel: the muscle, how it obeys, how it answers to a current, and its electrode."""

    muscle: Muscle
    traits: Traits = field(default_factory=Traits)
    recruitment: Recruitment = field(default_factory=Recruitment)
    electrode: Electrode = field(default_factory=Electrode)


class LivingMuscles:
    """Some muscles with their electrodes (a `devices.simulated.standing.Electrodes`).

    mains_hz: 45 to 65.  `wear` exchanges an electrode at any time, as when one comes off.
    """

    def __init__(self, seed: int, worn: Sequence[Worn], mains_hz: float = 50.0) -> None:
        within("electrodes", "mains_hz", mains_hz, 45.0, 65.0, "Hz")
        rng = np.random.default_rng(seed)
        self.worn = tuple(worn)
        self._electrodes = [one.electrode for one in self.worn]
        self._muscles = [Contraction(one.traits) for one in self.worn]
        self._against = opponents(tuple(one.muscle for one in self.worn))
        self._fresh = SimulatedMuscles(int(rng.integers(1 << 31)), len(self.worn))
        self._slow = SimulatedMuscles(int(rng.integers(1 << 31)), len(self.worn), slowed=TIRED_SPECTRUM,
                                      strength=self._fresh.strength)
        self._tired = np.zeros((HISTORY, len(self.worn)), np.float32)
        self._heard_tired = False
        self._mains_hz = mains_hz
        self._phase = rng.uniform(0.0, 2 * pi, (4, len(self.worn)))
        self._jumps = (rng.random((_LOOSE_STEPS, len(self.worn))) < _LOOSE_SHARE) * rng.uniform(
            -_LOOSE_UV, _LOOSE_UV, (_LOOSE_STEPS, len(self.worn)))
        self._current_ma = [0.0] * len(self.worn)
        self._recruited = [0.0] * len(self.worn)
        self._hums: dict[float, Block] = {}
        self._connect()

    @property
    def force(self) -> tuple[float, ...]:
        """Force of each muscle as share of its fresh maximum."""
        return tuple(muscle.force for muscle in self._muscles)

    @property
    def tired(self) -> tuple[float, ...]:
        """Share of each muscle that is fatigued."""
        return tuple(muscle.tired for muscle in self._muscles)

    def stimulate(self, channel: int, current_ma: float) -> None:
        """Let a stimulator put out `current_ma` at `channel` from the next step on.

        Raises InputError below 0 and above 200 mA.
        """
        self._recruited[channel] = self.worn[channel].recruitment.recruited(current_ma)
        self._current_ma[channel] = current_ma
        self._fresh.stimulate(channel, current_ma)

    def feeling(self, channel: int) -> Feeling:
        """Tell what the person feels at `channel` now."""
        return self.worn[channel].recruitment.feeling(self._current_ma[channel])

    def step(self, k: int, wanted: Sequence[float]) -> None:
        """Let the 10 ms step number `k` pass with the `wanted` activations, 0..1 each."""
        drives, heard = [], False
        for i, muscle in enumerate(self._muscles):
            one, joined = self.worn[i], wanted[i]
            for j in self._against[i]:
                joined = max(joined, one.traits.cocontracts * wanted[j])
            muscle.step(joined, self._recruited[i], one.recruitment.strain)
            drives.append(muscle.drive)
            heard = heard or muscle.tired > _HEARD_TIRED
        self._fresh.step(k, drives)
        if heard or self._heard_tired:
            self._remember_tired(k % HISTORY)
            self._heard_tired = heard or bool(self._tired.any())

    def _remember_tired(self, at: int) -> None:
        for i, muscle in enumerate(self._muscles):
            self._tired[at, i] = muscle.tired if muscle.tired > _HEARD_TIRED else 0.0

    def wear(self, channel: int, electrode: Electrode) -> None:
        """Put `electrode` on `channel` from the next sample that is asked for."""
        self._electrodes[channel] = electrode
        self._connect()

    def emg_uv(self, t_ns: int, n: int, rate_hz: float) -> Block:
        """Return the `n` samples up to `t_ns`: [n, channels] in microvolt, the newest last."""
        last = newest_sample(t_ns, rate_hz)
        heard = self._fresh.emg_uv(t_ns, n, rate_hz)
        if self._heard_tired:
            tired = self._tired.take(steps_of(last, n, rate_hz), 0)
            heard = heard * np.sqrt(1.0 - tired) + self._slow.emg_uv(t_ns, n, rate_hz) * np.sqrt(tired)
        heard = heard @ self._leads if self._crosstalk else heard * self._gains
        if self._hums_at_all:
            heard += self._hum(last, n, rate_hz)
        if self._drifts:
            heard += self._drift_uv * self._wander(_at_s(last, n, rate_hz))
        if self._jumpy:
            heard += self._jumps[_steps(last, n, rate_hz) % _LOOSE_STEPS] * self._loose
        return heard

    def _hum(self, last: int, n: int, rate_hz: float) -> Block:
        """Return the mains in the `n` samples up to number `last`; where a second repeats it is looked up."""
        if rate_hz != int(rate_hz) or self._mains_hz != int(self._mains_hz):
            return self._mains(_at_s(last, n, rate_hz))
        second = int(rate_hz)
        table = self._hums.get(rate_hz)
        if table is None:
            table = self._hums[rate_hz] = self._mains(np.arange(2 * second) / rate_hz)
        first = (last - n + 1) % second
        return table[first:first + n] if n <= second else self._mains(_at_s(last, n, rate_hz))

    def _mains(self, at_s: NDArray[np.float64]) -> Block:
        wave = self._hum_uv * np.sin(2 * pi * self._mains_hz * at_s[:, None] + self._phase[0])
        return np.asarray(wave, np.float32)

    def _connect(self) -> None:
        """Work out what each channel hears: muscles [heard by columns], hum, drift, jumps."""
        worn = self._electrodes
        off = np.array([one.contact is Contact.OFF for one in worn])
        dry = np.array([one.contact is Contact.DRY for one in worn])
        hum = np.array([one.hum_uv for one in worn]) * np.where(dry, _DRY_HUM, 1.0)
        self._hum_uv = np.where(off, _OFF_HUM_UV, hum)
        self._drift_uv = np.where(off, _OFF_DRIFT_UV, [one.drift_uv for one in worn])
        self._drift_s = np.array([one.drift_s for one in worn])
        self._loose = np.array([one.contact is Contact.LOOSE for one in worn], np.float64)
        gains = np.array([one.mvc_uv / MAXIMUM_UV for one in worn])
        leaks = np.array([one.crosstalk for one in worn])
        heard = np.where(np.eye(len(worn), dtype=bool), 1.0, leaks[None, :]) * gains[:, None]
        self._leads = np.asarray(np.where(off[None, :], 0.0, heard), np.float32)
        self._gains, self._crosstalk = self._leads.diagonal(), bool(leaks.any())
        self._hums.clear()
        self._hums_at_all, self._drifts = bool(self._hum_uv.any()), bool(self._drift_uv.any())
        self._jumpy = bool(self._loose.any())

    def _wander(self, at_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return slow baselines between -1 and 1 [n, channels]: three sines without a common period."""
        turns = at_s[:, None] / self._drift_s
        first, second, third = (np.sin(2 * pi * pace * turns + phase)
                                for pace, phase in zip(_PACES, self._phase[1:], strict=True))
        wander: NDArray[np.float64] = (first + second + third) / 3.0
        return wander


def _at_s(last: int, n: int, rate_hz: float) -> NDArray[np.float64]:
    return np.arange(last - n + 1, last + 1) / rate_hz


def _steps(last: int, n: int, rate_hz: float) -> NDArray[np.int64]:
    """Return in which step of 10 ms each sample lies."""
    return (_at_s(last, n, rate_hz) * (NS_PER_S / STEP_NS) + 1e-9).astype(np.int64)
