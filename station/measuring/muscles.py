"""Measures of each channel of an EMG trial.  Not here: boards (`station.measuring.balance`)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from core.errors import InputError
from signals.filters import Floats
from signals.offline import contraction, emg, fatigue, onsets
from signals.offline.columns import TrialKind
from signals.offline.preprocessing import EmgRow, prepare_emg
from signals.offline.trials import RecordedTrial, read_trial
from station.measuring.options import MeasureOptions, flat

LEAST_REST_S = 0.5


@dataclass(frozen=True, slots=True)
class _Maximum:
    """What a channel reached in the maximal contraction: as RMS, and as envelope.  Each divides its own kind."""

    rms: float
    envelope: float


@dataclass(frozen=True, slots=True)
class _Row:
    """A channel that could be read, band-passed; start_s: time of its first sample."""

    name: str
    banded: Floats
    rate_hz: float
    start_s: float

    def from_s(self, start_s: float) -> Floats:
        """Return its samples from `start_s` on."""
        return self.banded[max(0, round((start_s - self.start_s) * self.rate_hz)):]


def emg_measures(trial: RecordedTrial, options: MeasureOptions) -> dict[str, Any]:
    """Measures of each EMG channel; a channel that cannot be read says why, unless none can."""
    unit = "counts" if trial.layout.counts else "uv"
    maxima = _maxima(options, trial.layout.names)
    channels: list[dict[str, Any]] = []
    readable: list[_Row] = []
    first_error: InputError | None = None
    for number, name in enumerate(trial.layout.names):
        try:
            row = prepare_emg(trial.t_s, trial.values[:, number])
            banded, facts = emg.band_pass(row.values, row.rate_hz, options.mains_hz)
            channels.append({"name": name, **_channel(row, banded, unit, options.rest_s, _rms(maxima.get(name))),
                             "preprocessing": flat({"rate_hz": row.rate_hz, "filter": asdict(facts),
                                                     "notch_hz": options.mains_hz, "losses": asdict(row.losses)})})
            readable.append(_Row(name, banded, row.rate_hz, row.start_s))
        except InputError as error:
            first_error = first_error or error
            channels.append({"name": name, "error": str(error)})
    if first_error is not None and not readable:
        raise first_error
    return {"unit": unit, "channels": channels, "co_contraction": _pairs(readable, maxima),
            "notes": _emg_notes(readable, options)}


def _channel(row: EmgRow, banded: Floats, unit: str, rest_s: float | None,
             maximum: float | None) -> dict[str, Any]:
    """All measures of one channel."""
    rate_hz, trusted = row.rate_hz, emg.quality(row.values)
    smooth, moving = emg.envelope(banded, rate_hz), emg.moving_rms(banded, rate_hz)
    tired, told = fatigue.fatigue(row.values, rate_hz), fatigue.frequencies(row.values, rate_hz)
    return {
        "saturated_percent": trusted.saturated_percent, "flat": trusted.flat, f"offset_{unit}": trusted.mean,
        "duration_s": (len(banded) - 1) / rate_hz,
        f"rms_{unit}": emg.rms(banded), f"mean_rectified_{unit}": emg.mean_rectified(banded),
        f"integrated_{unit}_s": emg.integrated(banded, rate_hz),
        f"envelope_mean_{unit}": float(smooth.mean()), f"envelope_peak_{unit}": float(smooth.max()),
        f"rms_100ms_peak_{unit}": float(moving.max()),
        f"mvc_reference_{unit}": contraction.mvc_reference([banded], rate_hz),
        f"tkeo_mean_{unit}2": float(emg.tkeo(banded).mean()),
        "median_frequency_hz": told.median_hz if told is not None else None,
        "mean_frequency_hz": told.mean_hz if told is not None else None,
        "frequencies_comparable": told.comparable if told is not None else None,
        "median_frequency_slope_percent_min": tired.median_slope_percent_min if tired is not None else None,
        "mean_frequency_slope_percent_min": tired.mean_slope_percent_min if tired is not None else None,
        **_against_rest(row, rest_s, unit), **_against_maximum(banded, rate_hz, maximum),
    }


def _against_rest(row: EmgRow, rest_s: float | None, unit: str) -> dict[str, Any]:
    """Contractions and signal to noise, against the rest at the beginning; null without one.

    Without the notch: run both ways, it rings before a contraction and lets it seem to begin early.
    """
    if rest_s is None:
        return {"bursts": None, "snr_db": None}
    if not LEAST_REST_S <= rest_s < math.inf:
        raise InputError(f"--rest-seconds must be {LEAST_REST_S:g} or more, not {rest_s:g}.")
    rate_hz, banded = row.rate_hz, emg.band_pass(row.values, row.rate_hz)[0]
    quiet, moving = banded[:round(rest_s * rate_hz)], banded[round(rest_s * rate_hz):]
    if not len(moving):
        raise InputError(f"The trial has no sample after the {rest_s:g} s of rest.")
    found = onsets.bursts(banded, rate_hz, quiet)
    return {"bursts": [{"on_s": one.on_s, "off_s": one.off_s, f"mean_{unit}": one.mean} for one in found],
            "snr_db": contraction.snr_db(moving, quiet)}


def _against_maximum(banded: Floats, rate_hz: float, maximum: float | None) -> dict[str, Any]:
    """Share of the maximal contraction, by the 0.5 s RMS as the reference; null without one."""
    if maximum is None:
        return {"mean_percent_mvc": None, "peak_percent_mvc": None}
    share = contraction.percent_mvc(emg.moving_rms(banded, rate_hz, contraction.MVC_S), maximum)
    return {"mean_percent_mvc": float(share.mean()), "peak_percent_mvc": float(share.max())}


def _rms(maximum: _Maximum | None) -> float | None:
    return None if maximum is None else maximum.rms


def _maxima(options: MeasureOptions, names: Sequence[str]) -> dict[str, _Maximum]:
    """Read the reference of each channel from the file of a maximal contraction."""
    if options.mvc is None:
        return {}
    trial = read_trial(options.mvc, TrialKind.EMG, options.rate_hz)
    missing = [name for name in names if name not in trial.layout.names]
    if missing:
        raise InputError(f"{options.mvc} has no channel {missing[0]!r}; it has {', '.join(trial.layout.names)}.")
    found: dict[str, _Maximum] = {}
    for number, name in enumerate(trial.layout.names):
        row = prepare_emg(trial.t_s, trial.values[:, number])
        banded = emg.band_pass(row.values, row.rate_hz, options.mains_hz)[0]
        strongest = contraction.mvc_reference([banded], row.rate_hz)
        highest = contraction.envelope_reference([emg.envelope(banded, row.rate_hz)], row.rate_hz)
        if strongest is None or highest is None:
            raise InputError(f"{options.mvc}: {name} holds no contraction of {contraction.MVC_S:g} s.")
        found[name] = _Maximum(strongest, highest)
    return found


def _pairs(rows: Sequence[_Row], maxima: Mapping[str, _Maximum]) -> list[dict[str, Any]] | None:
    """Co-contraction of each two neighbours in the file; null without maxima."""
    if not maxima or len(rows) < 2:
        return None
    found: list[dict[str, Any]] = []
    for a, b in pairwise(rows):
        shared = [row.from_s(max(a.start_s, b.start_s)) for row in (a, b)]
        shares = [emg.envelope(part[:min(map(len, shared))], row.rate_hz) / maxima[row.name].envelope
                  for row, part in zip((a, b), shared, strict=True)]
        told = contraction.co_contraction(*shares)
        found.append({"first": a.name, "second": b.name,
                      "falconer_percent": told.falconer_percent if told is not None else None,
                      "rudolph": told.rudolph if told is not None else None})
    return found


def _emg_notes(rows: Sequence[_Row], options: MeasureOptions) -> list[str]:
    found = ["Frequencies and their slope: isometric contractions only; the mains notch is not in them."]
    if any(rate_hz < emg.COMPARABLE_HZ for rate_hz in (row.rate_hz for row in rows)):
        found.append(f"Below {emg.COMPARABLE_HZ:g} Hz median frequencies are not comparable with others.")
    if options.rest_s is None:
        found.append("Bursts and signal to noise need a rest at the beginning: --rest-seconds.")
    if options.mvc is None:
        found.append("Shares of the maximum and co-contraction need a file of a maximal contraction: --mvc.")
    return found
