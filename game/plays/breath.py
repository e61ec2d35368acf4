"""The breathing guide: six slow breaths a minute, out longer than in.

Slow breathing near six a minute is the usual pace of relaxation training (Russo 2017).  Not here: who shows it.
"""

from __future__ import annotations

from functools import cache
from math import cos, pi

from core.frames import TICK_HZ

IN_S, OUT_S = 4.0, 6.0
CYCLE_TICKS = round((IN_S + OUT_S) * TICK_HZ)
_IN_TICKS = round(IN_S * TICK_HZ)


def breath_at(tick: int) -> float:
    """How full the breath is so many ticks after it began empty: 0 out .. 1 in."""
    return _breath(tick % CYCLE_TICKS)


@cache
def _breath(at: int) -> float:
    """Return the breath of one tick of the cycle."""
    way = at / _IN_TICKS if at < _IN_TICKS else (at - _IN_TICKS) / (CYCLE_TICKS - _IN_TICKS) + 1.0
    return (1.0 - cos(pi * way)) / 2.0
