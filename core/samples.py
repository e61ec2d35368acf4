"""Sample blocks: what a device measured, in physical units, with its time.

Not here: how bytes become samples (`devices`), or what samples mean (`signals`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from core.clock import NS_PER_S
from core.quick import quick

_FLOAT32 = np.dtype(np.float32)


class Stream(StrEnum):
    """What kind of thing a stream measures; it fixes the meaning of the columns.

    BOARD: `BOARD_COLUMNS`.  TILT: roll and pitch in degrees (right side down +, toes down +).
    EMG: one column per channel, microvolt at the electrode (or counts where the gain is unknown).
    """

    BOARD = "board"
    TILT = "tilt"
    EMG = "emg"


BOARD_COLUMNS = ("tl_kg", "tr_kg", "bl_kg", "br_kg", "battery", "button", "temperature_c")
"""Columns of a BOARD block.  Kilograms are signed and untared; battery 0..1, temperature in degrees,
NaN where the board does not tell; button 0 or 1.  "Bottom" is the side of the power button (heels)."""


@quick
@dataclass(frozen=True, slots=True)
class SampleBlock:
    """A run of equally spaced samples of one stream.

    stream: what is measured.  seq: number of the first sample since the stream opened, lost ones counted.
    t0_ns: time of the first sample on the host's monotonic clock.  rate_hz: nominal rate, > 0.
    data: float32 [n, channels], n >= 1, read-only.  lost: samples known to be missing just before this block.
    """

    stream: Stream
    seq: int
    t0_ns: int
    rate_hz: float
    data: NDArray[np.float32]
    lost: int = 0

    def __post_init__(self) -> None:
        data = self.data
        if data.ndim != 2 or (data.dtype is not _FLOAT32 and data.dtype != _FLOAT32) or not len(data):
            raise ValueError(f"block data must be float32 [n >= 1, channels], not {data.dtype} {data.shape}")
        data.setflags(write=False)

    def t_ns(self, index: int) -> int:
        """Time of sample `index` of this block."""
        return self.t0_ns + round(index * NS_PER_S / self.rate_hz) if index else self.t0_ns

    @property
    def last_t_ns(self) -> int:
        """Time of the newest sample."""
        last = len(self.data) - 1
        return self.t0_ns + round(last * NS_PER_S / self.rate_hz) if last else self.t0_ns
