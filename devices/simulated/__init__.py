"""Simulated bodies: what stands on an emulated board and pulls on emulated electrodes.

They see cues and nothing else, move forces and muscle activity, and are seeded.  Not here: bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.cues import Cue


class Body(Protocol):
    """A person as far as sensors can tell.  Times never go back between calls."""

    def see(self, cue: Cue) -> None:
        """Take notice of what is asked (the newest cue counts)."""
        ...

    def load_kg(self, t_ns: int) -> Sequence[float]:
        """Vertical load on the four corners at `t_ns`: TL, TR, BL, BR in kilograms."""
        ...

    def emg_uv(self, t_ns: int, n: int, rate_hz: float) -> NDArray[np.float32]:
        """Return the `n` samples of surface EMG up to `t_ns`: [n, channels] in microvolt at the electrodes."""
        ...
