"""From the raw EMG of a trial to what an assessment reports, by the measures of `signals.offline`.

None stands for a trial that has no such measure.  Not here: formulas (`signals.offline`), when a trial begins
and ends (`signals.assessments.emg`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.errors import InputError
from signals.assessments.recorder import EmgTrial, Floats
from signals.assessments.results import Plot, PlotKind
from signals.offline import contraction, emg, onsets
from signals.offline.arrays import quotient
from signals.sections import HIGH_HZ, LOW_HZ
from signals.settings import SignalSettings

EMG_PREPROCESSING = (
    f"band-pass {LOW_HZ:g} to {HIGH_HZ:g} Hz (at most 0.95 of half the rate), Butterworth order "
    f"{emg.BAND_ORDER} at each edge, both ways, mains notch",
    f"maximum: largest {contraction.MVC_S:g} s moving RMS, best of three",
    f"onset: mean + {onsets.K_SD:g} SD of the rest, window {1000 * onsets.SMOOTH_S:g} ms, corrected for it; "
    "without the notch, which would ring ahead of it")
PLOT_HZ = 25.0


@dataclass(frozen=True, slots=True)
class Banded:
    """One channel of a trial, band-passed; t0_s: time of its first sample since the trial began."""

    uv: Floats
    rate_hz: float
    t0_s: float

    def between(self, from_s: float, to_s: float) -> Floats:
        """Return the samples of a part of the trial."""
        first, last = (max(0, round((at - self.t0_s) * self.rate_hz)) for at in (from_s, to_s))
        return self.uv[first:last]


def banded(trial: EmgTrial, channel: int, settings: SignalSettings, notch: bool = True) -> Banded | None:
    """Band-pass one channel; lost samples are bridged by straight lines."""
    if channel >= trial.uv.shape[1] or not len(trial.uv):
        return None
    raw = trial.uv[:, channel]
    known = np.flatnonzero(np.isfinite(raw))
    if not len(known):
        return None
    whole = np.interp(np.arange(len(raw)), known, raw[known])
    try:
        out, _ = emg.band_pass(whole, trial.rate_hz, settings.mains_hz if notch else 0)
    except InputError:
        return None
    return Banded(out, trial.rate_hz, trial.t0_s)


def hum_pct(with_mains: Banded, without: Banded) -> float | None:
    """Share of the power at rest that the mains notch takes away, %."""
    whole, clean = emg.rms(with_mains.uv), emg.rms(without.uv)
    if not whole or clean is None:
        return None
    return max(0.0, 100.0 * (1.0 - (clean / whole) ** 2))


def strength_uv(trial: Banded) -> float | None:
    """Largest 0.5 s moving RMS of one trial."""
    return contraction.mvc_reference([trial.uv], trial.rate_hz)


def noise_uv(rest: Banded) -> float | None:
    """RMS of a rest."""
    return emg.rms(rest.uv)


def above_noise_db(active: Banded, rest: Banded) -> float | None:
    """Signal to noise ratio of the best effort: of the half second that gave the maximum."""
    width = round(contraction.MVC_S * active.rate_hz)
    if len(active.uv) < width or not width:
        return None
    best = int(np.argmax(emg.moving_rms(active.uv, active.rate_hz, contraction.MVC_S)))
    first = min(max(0, best - width // 2), len(active.uv) - width)
    return contraction.snr_db(active.uv[first:first + width], rest.uv)


def share_pct(trial: Banded, reference_uv: float) -> Floats:
    """Effort over time in % of the maximum, by the same moving RMS."""
    return contraction.percent_mvc(emg.moving_rms(trial.uv, trial.rate_hz, contraction.MVC_S), reference_uv)


def off_line_pct(trial: Banded, reference_uv: float, line: Sequence[tuple[float, float]]) -> float | None:
    """Mean distance from a line to follow, % of the maximum.  line: (seconds, %), rising in time."""
    share = share_pct(trial, reference_uv)
    if not len(share):
        return None
    t_s = trial.t0_s + np.arange(len(share)) / trial.rate_hz
    wanted = np.interp(t_s, [at for at, _ in line], [value for _, value in line])
    return float(np.mean(np.abs(share - wanted)))


def unsteady_pct(trial: Banded, from_s: float, to_s: float) -> float | None:
    """How unsteady a hold is: SD of its 0.1 s RMS in % of its mean (coefficient of variation)."""
    level = emg.moving_rms(trial.uv, trial.rate_hz)
    held = Banded(level, trial.rate_hz, trial.t0_s).between(from_s, to_s)
    if len(held) < trial.rate_hz * (to_s - from_s) / 2:
        return None
    share = quotient(float(held.std()), float(held.mean()))
    return None if share is None else 100.0 * share


def left_pct(trial: Banded, from_s: float, to_s: float, reference_uv: float) -> float | None:
    """Return what is left of a contraction between two times after letting go, RMS in % of the maximum."""
    share = quotient(emg.rms(trial.between(from_s, to_s)), reference_uv)
    return None if share is None else 100.0 * share


def turned(trial: Banded, rest: Banded, go_s: float, off_s: float) -> tuple[float | None, float | None]:
    """Delay of a contraction after the sign to squeeze, and of its end after the sign to let go, s."""
    found = _bursts(trial, rest.uv)
    on = next((burst.on_s + trial.t0_s for burst in found
               if burst.on_s is not None and burst.on_s + trial.t0_s >= go_s), None)
    ends = [burst.off_s + trial.t0_s for burst in found
            if burst.off_s is not None and burst.off_s + trial.t0_s >= off_s]
    return (None if on is None else on - go_s), (None if not ends else ends[0] - off_s)


def first_onset_s(trial: EmgTrial, settings: SignalSettings, go_s: float, latest_s: float) -> float | None:
    """Return when the first muscle began, seconds after the sign; the second before the sign is the rest.

    latest_s: after the sign; what begins later does not lead the movement.
    """
    found: list[float] = []
    for channel in range(min(trial.uv.shape[1], len(settings.channels))):
        row = banded(trial, channel, settings, notch=False)
        if row is None:
            continue
        on = [burst.on_s + row.t0_s - go_s for burst in _bursts(row, row.between(go_s - 1.0, go_s))
              if burst.on_s is not None and go_s < burst.on_s + row.t0_s <= go_s + latest_s]
        found += on[:1]
    return min(found, default=None)


def effort_plot(title: str, trial: Banded, reference_uv: float,
                line: Sequence[tuple[float, float]] = ()) -> Plot:
    """Return effort over time, with the line to follow where there was one."""
    share = share_pct(trial, reference_uv)
    step = max(1, round(trial.rate_hz / PLOT_HZ))
    drawn = tuple((round(trial.t0_s + at / trial.rate_hz, 3), round(float(share[at]), 2))
                  for at in range(0, len(share), step))
    lines = (drawn, tuple(line)) if line else (drawn,)
    return Plot(PlotKind.LINE, title, lines, ("effort", "line")[:len(lines)], unit_x="s", unit_y="%")


def _bursts(trial: Banded, rest: Floats) -> tuple[onsets.Burst, ...]:
    """Find contractions; none where the rest tells no threshold."""
    try:
        return onsets.bursts(trial.uv, trial.rate_hz, rest)
    except InputError:
        return ()
