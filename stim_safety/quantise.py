"""Rounding to what a device can express: downward, once, before the sign, and never back up.

Vendors' encoders round to the nearest or cut towards zero, so that 20.49 mA becomes another current in the
positive phase than in the negative one.  Here only magnitudes are rounded; a driver mirrors them.
Not here: whether a current is allowed (`limits`).
"""

from __future__ import annotations

from stim_safety.ceilings import Ceilings
from stim_safety.drivers import Abilities

_US_MHZ = 1_000_000_000


def floor_ua(current_ua: int, step_ua: int) -> int:
    """Return the largest current on the grid that is not above `current_ua`, a magnitude.

    Less than nothing, and a device without a grid, give 0.
    """
    if step_ua < 1:
        return 0
    return max(0, current_ua) // step_ua * step_ua


def period_us(rate_mhz: int, abilities: Abilities, ceilings: Ceilings) -> int | None:
    """Return the period of the device that is nearest to a rate from below, or None when there is none.

    A shorter period is a higher rate, so it counts only when that is still within the ceilings and not more than
    `rate_over_per_mille` above what was ordered; a device with a coarse grid does not make 50 Hz out of 35.
    """
    if not ceilings.min_rate_mhz <= rate_mhz <= ceilings.max_rate_mhz:
        return None
    period = _US_MHZ // rate_mhz // abilities.period_step_us * abilities.period_step_us
    most_mhz = min(ceilings.max_rate_mhz * 1000, rate_mhz * (1000 + ceilings.rate_over_per_mille))
    if period * most_mhz < _US_MHZ * 1000:
        return None
    return period if abilities.min_period_us <= period <= abilities.max_period_us else None
