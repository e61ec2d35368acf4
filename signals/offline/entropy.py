"""Sample entropy: how little the sway repeats itself (Richman and Moorman 2000).

State the rate: the same trial gives three to four times the value at 25 Hz as at 100 Hz.  Recommended: 25 Hz after
the 10 Hz low-pass.  Not here: resampling (`signals.offline.resampling`).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from core.errors import InputError
from signals.offline.arrays import centred, line

LENGTH = 2
TOLERANCE = 0.2
ENTROPY_HZ = 25.0
MOST_SAMPLES = 60_000
"""Its cost grows with the square: 40 minutes at 25 Hz take some seconds."""


def sample_entropy(values: ArrayLike, length: int = LENGTH, tolerance: float = TOLERANCE) -> float | None:
    """-ln(A / B): B pairs of the N - m templates of `length` m match, A of them also in their next sample.

    Match: largest difference at most `tolerance` times the (population) SD; no template with itself.  None without
    any sway, or where no pair matches.  Raises InputError for more than 60 000 samples.
    """
    if length < 1:
        raise InputError(f"templates have at least one sample, not {length}.")
    x = centred(line(values, "values"))
    if len(x) > MOST_SAMPLES:
        raise InputError(f"sample entropy takes at most {MOST_SAMPLES} samples, not {len(x)}; measure a part.")
    if len(x) < length + 2 or not x.any():
        return None
    nearest = tolerance * math.sqrt(float(np.mean(x * x)))
    matches = longer = 0
    for lag in range(1, len(x) - length):
        close = np.abs(x[lag:] - x[:-lag]) <= nearest
        both = close[:-length].copy()
        for step in range(1, length):
            both &= close[step:len(close) - length + step]
        matches += int(np.count_nonzero(both))
        longer += int(np.count_nonzero(both & close[length:]))
    return -math.log(longer / matches) + 0.0 if longer else None
