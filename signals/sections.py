"""Second-order sections of the live EMG filters, and the loop that runs them; pure.

The only module here that imports scipy.  `signals.filters` imports it when the first filter is made, for it
takes most of a second.  Not here: filter state.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, iirnotch, sosfilt, sosfilt_zi, tf2sos

Floats = NDArray[np.float64]

LOW_HZ = 20.0
HIGH_HZ = 450.0
"""Surface EMG band.  SENIAM: high-pass 10-20 Hz, low-pass near 500 Hz."""
BAND_ORDER = 4
"""Order of each band edge: scipy's butter(4, band) has eight poles, 24 dB per octave on both sides."""
NYQUIST_SHARE = 0.95
"""The upper edge stays below this part of half the sampling rate; at half the rate no filter can be made."""
NOTCH_Q = 30.0
"""Quality of the mains notch: 1.7 to 2 Hz wide at 50 or 60 Hz, less than 5 % loss 10 Hz away."""
NOTCH_HARMONICS = (1, 3, 5)
"""Mains and its strong odd harmonics, all as narrow in hertz as the first."""
ENVELOPE_HZ = 6.0
"""Low-pass of the rectified signal, 2nd order: 39 ms to half of a step, 71 ms to 90 %."""


def upper_edge_hz(rate_hz: float) -> float:
    """Upper edge of the band-pass: 450 Hz, or as high as the sampling rate allows."""
    return min(HIGH_HZ, NYQUIST_SHARE * rate_hz / 2)


@lru_cache(maxsize=16)
def band_sections(rate_hz: float, mains_hz: int) -> Floats:
    """Band-pass 20-450 Hz (upper edge kept below Nyquist) and the mains notches that fit, as one cascade.

    `mains_hz` 0 leaves the notches out.  `rate_hz` >= 100.
    """
    edge = upper_edge_hz(rate_hz)
    parts = [butter(BAND_ORDER, [LOW_HZ, edge], "bandpass", fs=rate_hz, output="sos")]
    for harmonic in NOTCH_HARMONICS:
        at_hz = harmonic * mains_hz
        if 0 < at_hz < NYQUIST_SHARE * rate_hz / 2:
            parts.append(tf2sos(*iirnotch(at_hz, NOTCH_Q * harmonic, fs=rate_hz)))
    return np.ascontiguousarray(np.vstack(parts), np.float64)


@lru_cache(maxsize=16)
def envelope_sections(rate_hz: float) -> Floats:
    """Low-pass of the rectified signal."""
    return np.ascontiguousarray(butter(2, ENVELOPE_HZ, "lowpass", fs=rate_hz, output="sos"), np.float64)


def steady_state(sos: Floats) -> Floats:
    """State [sections, 2] after an endless constant input of 1."""
    return np.asarray(sosfilt_zi(sos), np.float64)


def run_public(sos: Floats, samples: Floats, state: Floats) -> None:
    """Filter `samples` [channels, n] in place and carry `state` [channels, sections, 2] on."""
    filtered, after = sosfilt(sos, samples, axis=1, zi=np.swapaxes(state, 0, 1))
    samples[:] = filtered
    state[:] = np.swapaxes(after, 0, 1)


Run = Callable[[Floats, Floats, Floats], None]
run: Run = run_public
try:
    # The loop inside scipy's sosfilt.  At blocks of 20 samples the checks around it cost eight times as much
    # as the loop itself.  It has no public name, so a scipy without it gets the public way, bit for bit alike.
    from scipy.signal._sosfilt import _sosfilt
except ImportError:
    pass
else:
    run = cast("Run", _sosfilt)
