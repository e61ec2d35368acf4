"""The balanced pulse that a device shapes by itself, from the few numbers that are sent to it.

Not here: devices whose pulses are sent point by point.
"""

from __future__ import annotations

from stim_safety.drivers import Abilities
from stim_safety.words import Point, Train

GAP_US = 100
"""Between the two phases of RehaStim1 and RehaStim2 (ScienceMode2 Description and Protocol 1.24)."""


def balanced(able: Abilities, channel: int, width_us: int, period_us: int, current_ua: int, gap_us: int) -> Train:
    """Return the train of two equal phases, the positive one first, with `gap_us` of nothing between them.

    Raises ValueError for anything off the device's grids or outside what it can do.
    """
    if not 0 <= channel < able.channels:
        raise ValueError(f"there is no channel {channel}: 0 to {able.channels - 1}")
    if not able.min_width_us <= width_us <= able.max_width_us:
        raise ValueError(f"a phase of {width_us} us cannot be made: {able.min_width_us} to {able.max_width_us} us")
    if not able.min_period_us <= period_us <= able.max_period_us or period_us % able.period_step_us:
        raise ValueError(f"a period of {period_us} us is out of range or off the grid of {able.period_step_us} us")
    if not 0 <= current_ua <= able.max_ua or current_ua % able.step_ua:
        raise ValueError(f"a current of {current_ua} uA is out of range or off the grid of {able.step_ua} uA")
    gap = (Point(gap_us, 0),) if gap_us else ()
    return Train(channel, period_us, (Point(width_us, current_ua), *gap, Point(width_us, -current_ua)))


def numbers(able: Abilities, train: Train, gap_us: int) -> tuple[int, int]:
    """Return width (us) and current (uA) of a train.  Raises ValueError unless `balanced` makes this very one."""
    if not train.points:
        raise ValueError("a train needs points")
    first = train.points[0]
    if train != balanced(able, train.channel, first.duration_us, train.period_us, first.current_ua, gap_us):
        raise ValueError("the device cannot make a pulse of this shape")
    return first.duration_us, first.current_ua
