"""Causal filters over several channels; stateful, the same answer for any chunk size.

scipy comes in with the first filter, or with `warm_up` behind the first screen.  Not here: which filters
(`signals.sections`), or what an envelope means (`signals.emg`).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MIN_RATE_HZ = 100.0
"""Slower sensors see too little of the EMG band (20 to 47 Hz here) for any envelope."""
FULL_RATE_HZ = 2 * 450 / 0.95
"""From this rate on the whole EMG band, up to 450 Hz, is seen."""
INPUT_LIMIT = 2.0 ** 25
"""Larger values than any 24-bit count are garbage; cutting them keeps a filter from ringing for minutes."""

QUIET_LIMIT = INPUT_LIMIT / 64
"""What was never larger leaves a band-pass finite and within `INPUT_LIMIT`: no filter here answers with more than
ten times the size of what it was fed (a test holds that)."""


def warm_up() -> None:
    """Import what the filters need.  Call it in a background thread behind the first screen."""
    EnvelopeFilter(1000.0, 1, 50)


def rate_remark(rate_hz: float) -> str:
    """One sentence for the therapist about what this sampling rate can and cannot show; "" when all is well."""
    if rate_hz < MIN_RATE_HZ:
        return (f"This muscle sensor sends {rate_hz:g} samples per second, too few to follow a muscle; "
                f"set it to {MIN_RATE_HZ:g} or more.")
    if rate_hz < FULL_RATE_HZ:
        return (f"This muscle sensor sends {rate_hz:g} samples per second and sees muscle activity up to "
                f"{0.95 * rate_hz / 2:.0f} Hz: good for play, not for spectra or fatigue measures.")
    return ""


class SosFilter:
    """A cascade of second-order sections over several channels, carried on from call to call.

    It starts as if the first sample had always been there, so that an offset makes no transient; to start
    anew, make a new one.  A value that is not finite is replaced by the channel's last good one (0 before
    there was one), and one beyond `INPUT_LIMIT` is cut, so nothing that comes in can poison the state.
    bound: it was never fed anything larger.
    """

    def __init__(self, sos: Floats, channels: int) -> None:
        from signals import sections  # noqa: PLC0415 - brings scipy in, see the top

        self._sos = np.ascontiguousarray(sos, np.float64)
        self._run = sections.run
        self._unit = sections.steady_state(self._sos)
        self._state: Floats | None = None
        self._last = np.zeros(channels)
        self.bound = 0.0

    def feed(self, samples: NDArray[np.float32] | Floats) -> Floats:
        """Filter the next `samples` [channels, n], n >= 0; returns a new array of that shape.

        Channels come first because the recursion runs along a row.
        """
        out = np.array(samples, np.float64, order="C")
        self.feed_in_place(out)
        return out

    def feed_in_place(self, out: Floats, clean: bool = True) -> None:
        """Filter the next samples [channels, n] where they lie, in a contiguous array.

        clean: False when they are known to be finite and within `INPUT_LIMIT`, now and ever after a first True.
        """
        if not out.shape[1]:
            return
        if clean:
            self._clean(out)
        if self._state is None:
            self._state = np.ascontiguousarray(self._unit[None] * out[:, 0, None, None])
        self._run(self._sos, out, self._state)

    def _clean(self, out: Floats) -> None:
        """Make `out` finite and bounded in place, and remember its last column."""
        bound = math.sqrt(np.vdot(out, out))  # in one step: no value is larger than the root of all squares
        if not bound <= INPUT_LIMIT:  # "not <=" is true for NaN as well; honest values come out as they went in
            _hold_last_good(out, self._last)
            np.clip(out, -INPUT_LIMIT, INPUT_LIMIT, out=out)
            bound = INPUT_LIMIT
        self.bound = max(self.bound, bound)
        self._last = out[:, -1].copy()


class EnvelopeFilter:
    """Raw EMG to envelope: band-pass and notches in one cascade, rectify, 6 Hz low-pass; never below 0."""

    def __init__(self, rate_hz: float, channels: int, mains_hz: int) -> None:
        from signals import sections  # noqa: PLC0415 - brings scipy in, see the top

        self._band = SosFilter(sections.band_sections(rate_hz, mains_hz), channels)
        self._smooth = SosFilter(sections.envelope_sections(rate_hz), channels)

    def feed(self, samples: NDArray[np.float32] | Floats) -> Floats:
        """Envelope of the next `samples` [channels, n], in their unit."""
        out = self._band.feed(samples)
        np.abs(out, out=out)
        self._smooth.feed_in_place(out, clean=self._band.bound > QUIET_LIMIT)
        return np.maximum(out, 0.0, out=out)


def _hold_last_good(out: Floats, last: Floats) -> None:
    """Replace what is not finite by the good value before it; `last` holds those before the first column."""
    before = last
    for column in out.T:
        bad = ~np.isfinite(column)
        column[bad] = before[bad]
        before = column
