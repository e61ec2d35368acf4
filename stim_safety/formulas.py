"""The physics of a pulse train, in exact whole numbers.

One pulse is two rectangular phases of current I and width t, one positive and one negative, repeated every period
T, into `LOAD_OHM`.  The formulas are the textbook ones for such a pulse; the quantities are those that the FDA
asks makers of powered muscle stimulators to report (Guidance for Powered Muscle Stimulator 510(k)s, 1999).

    r.m.s.            sqrt(sum(I^2 t) / T)       =  I sqrt(2 t f)
    phase charge      I t                           (uA us = pC)
    density           r.m.s. / area of the smaller pad
    power density     r.m.s.^2 R / area, while current flows, not thinned by the rest after it
    energy            R sum(I^2 t)

Three groups: `is_*_over` compare exactly and without a root; `most_ua_by_*` turn them round (the largest whole
current that is not over); the rest are figures for people, rounded to the nearest unit.
Not here: which limits there are (`ceilings`), and what follows from them (`limits`).
The fence computes for itself and uses nothing of this.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import isqrt

from stim_safety.ceilings import LOAD_OHM
from stim_safety.words import Point

MICROSECONDS_MHZ = 1_000_000_000
"""A period in microseconds times a rate in millihertz."""


def squares(current_ua: int, width_us: int) -> int:
    """Return sum(I^2 t) of one balanced pulse, in uA^2 us."""
    return 2 * width_us * current_ua * current_ua


def charge_pc(current_ua: int, width_us: int) -> int:
    """Return the charge of one phase, in pC."""
    return current_ua * width_us


def net_charge_pc(points: Iterable[Point]) -> int:
    """Return what a pulse leaves behind, in pC; its sign is that of the direction."""
    return sum(point.current_ua * point.duration_us for point in points)


# --- exact comparisons ------------------------------------------------------------------------------------------


def is_rms_over(square_sum: int, period_us: int, limit_ua: int) -> bool:
    """Tell whether the r.m.s. current is above `limit_ua`."""
    return square_sum > limit_ua * limit_ua * period_us


def is_density_over(square_sum: int, period_us: int, area_mm2: int, limit_ua_cm2: int) -> bool:
    """Tell whether r.m.s. current by area is above the limit; 100 mm2 are 1 cm2."""
    return square_sum * 10_000 > (limit_ua_cm2 * area_mm2) ** 2 * period_us


def is_power_over(square_sum: int, period_us: int, area_mm2: int, limit_uw_cm2: int) -> bool:
    """Tell whether power by area is above the limit; uA^2 ohm are 1e-6 uW."""
    return square_sum * LOAD_OHM > limit_uw_cm2 * area_mm2 * period_us * 10_000


def is_energy_over(square_sum: int, limit_nj: int) -> bool:
    """Tell whether the energy of one pulse is above the limit; uA^2 us ohm are 1e-9 nJ."""
    return square_sum * LOAD_OHM > limit_nj * 1_000_000_000


# --- largest currents -------------------------------------------------------------------------------------------


def most_ua_by_charge(width_us: int, limit_pc: int) -> int:
    """Return the largest current whose phase charge is not above the limit."""
    return limit_pc // width_us


def most_ua_by_rms(width_us: int, period_us: int, limit_ua: int) -> int:
    """Return the largest current whose r.m.s. is not above the limit."""
    return isqrt(limit_ua * limit_ua * period_us // (2 * width_us))


def most_ua_by_density(width_us: int, period_us: int, area_mm2: int, limit_ua_cm2: int) -> int:
    """Return the largest current whose density is not above the limit."""
    return isqrt((limit_ua_cm2 * area_mm2) ** 2 * period_us // (20_000 * width_us))


def most_ua_by_power(width_us: int, period_us: int, area_mm2: int, limit_uw_cm2: int) -> int:
    """Return the largest current whose power density is not above the limit."""
    return isqrt(limit_uw_cm2 * area_mm2 * period_us * 10_000 // (2 * LOAD_OHM * width_us))


def most_ua_by_energy(width_us: int, limit_nj: int) -> int:
    """Return the largest current whose pulse energy is not above the limit."""
    return isqrt(limit_nj * 1_000_000_000 // (2 * LOAD_OHM * width_us))


def most_rate_mhz_by_rms(current_ua: int, width_us: int, limit_ua: int) -> int:
    """Return the highest rate at which this pulse stays within an r.m.s. current."""
    return limit_ua * limit_ua * MICROSECONDS_MHZ // squares(current_ua, width_us)


# --- figures for people -----------------------------------------------------------------------------------------


def nearest(value: Fraction) -> int:
    """Return the nearest whole number of a value that is not negative; half goes up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def nearest_root(value: Fraction) -> int:
    """Return the whole number nearest to the square root of a value that is not negative."""
    return (isqrt(4 * value.numerator // value.denominator) + 1) // 2


def rms_ua(square_sum: int, period_us: int) -> int:
    """Return the r.m.s. current, in uA."""
    return nearest_root(Fraction(square_sum, period_us))


def density_ua_cm2(square_sum: int, period_us: int, area_mm2: int) -> int:
    """Return r.m.s. current by area, in uA/cm2."""
    return nearest_root(Fraction(square_sum * 10_000, period_us * area_mm2 * area_mm2))


def power_uw_cm2(square_sum: int, period_us: int, area_mm2: int) -> int:
    """Return power by area while current flows, in uW/cm2."""
    return nearest(Fraction(square_sum * LOAD_OHM, period_us * area_mm2 * 10_000))


def energy_nj(square_sum: int) -> int:
    """Return the energy of one pulse, in nJ."""
    return nearest(Fraction(square_sum * LOAD_OHM, 1_000_000_000))


def direct_na(net_pc: int, period_us: int) -> int:
    """Return the size of the direct current that an unbalanced pulse makes, in nA."""
    return nearest(Fraction(abs(net_pc) * 1000, period_us))


def average_ua(current_ua: int, width_us: int, period_us: int) -> int:
    """Return the average of the current without its sign, in uA."""
    return nearest(Fraction(2 * charge_pc(current_ua, width_us), period_us))


def duty_per_mille(on_ms: int, off_ms: int) -> int:
    """Return on / (on + off), per mille."""
    return nearest(Fraction(1000 * on_ms, on_ms + off_ms))


def full_pulses(on_ms: int, ramp_up_ms: int, ramp_down_ms: int, rate_mhz: int) -> Fraction:
    """Return how many full pulses a train is worth; its ramps, inside `on_ms`, are straight lines."""
    return Fraction((2 * on_ms - ramp_up_ms - ramp_down_ms) * rate_mhz, 2_000_000)


def train_charge_nc(current_ua: int, width_us: int, pulses: Fraction) -> int:
    """Return the charge of a train without its sign, both phases, in nC; for one polarity take half."""
    return nearest(pulses * 2 * charge_pc(current_ua, width_us) / 1000)
