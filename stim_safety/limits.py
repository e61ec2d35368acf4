"""What bounds the current of an order: each limit by itself may only lower, and each has its name.

Three questions: can this order be carried out at all (`flaws`), does it ask for more than any limit allows
(`order_faults`, for whoever loads it), and how much current could flow (`bounds`, `largest_ua`).
Not here: what is allowed at this moment (`decide`), the arithmetic (`formulas`); the fence knows nothing of this.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from stim_safety.ceilings import (
    LEAST_AREA_MM2,
    MIN_AREA_MM2,
    MOST_AREA_MM2,
    MOST_CHANNELS,
    MUSCLE_CAP_UA,
    SIDES,
    Ceilings,
)
from stim_safety.drivers import Abilities
from stim_safety.formulas import (
    MICROSECONDS_MHZ,
    charge_pc,
    is_density_over,
    is_energy_over,
    is_power_over,
    is_rms_over,
    most_ua_by_charge,
    most_ua_by_density,
    most_ua_by_energy,
    most_ua_by_power,
    most_ua_by_rms,
    squares,
)
from stim_safety.order import ChannelOrder, External
from stim_safety.quantise import floor_ua, period_us
from stim_safety.words import Why


@dataclass(frozen=True, slots=True)
class Bound:
    """One limit of the current: how much it leaves, and its name."""

    ua: int
    why: Why


# --- can it be carried out at all -------------------------------------------------------------------------------


def order_faults(order: ChannelOrder, ceilings: Ceilings, abilities: Abilities | None = None,
                 external: External | None = None) -> tuple[Why, ...]:
    """Return why this order must not be loaded, nothing when it may be.

    Beside its flaws: a largest current that a limit forbids, so that it could never flow.  An external unit counts
    as soon as it is ordered; abilities: None while no device is known.
    """
    faults = flaws(order, ceilings, abilities, external)
    if faults:
        return faults
    above = [bound.why for bound in _hard_bounds(order, ceilings, abilities) if bound.ua < order.max_ua]
    if external is not None and external.full_ua > order.max_ua:
        above.append(Why.DEVICE)
    return tuple(above)


def flaws(order: ChannelOrder, ceilings: Ceilings, abilities: Abilities | None = None,
          external: External | None = None) -> tuple[Why, ...]:
    """Return why this order can be carried out with no current whatever; all reasons, without order of weight.

    A device that only dims may fail at full, so the full current of its unit must be within every limit too.
    """
    if not _all_whole(order):
        return (Why.NOT_A_NUMBER,)
    least_mm2 = MIN_AREA_MM2.get(_name(order.muscle), LEAST_AREA_MM2)
    checks = (
        (Why.MUSCLE, _cap_ua(order.muscle) is None),
        (Why.CHANNEL, not 0 <= order.channel < MOST_CHANNELS),
        (Why.WIDTH, not ceilings.min_width_us <= order.width_us <= ceilings.max_width_us),
        (Why.RATE, not ceilings.min_rate_mhz <= order.rate_mhz <= ceilings.max_rate_mhz),
        (Why.AREA, not least_mm2 <= order.pads.area_mm2 <= MOST_AREA_MM2),
        (Why.PRESCRIPTION, order.max_ua < 1),
        (Why.CALIBRATION, not 0 <= order.k_per_mille <= ceilings.max_k_per_mille),
        (Why.RAMP, order.ramp_up_ms < ceilings.min_ramp_ms or order.ramp_down_ms < 0
         or order.ramp_up_ms + order.ramp_down_ms > order.on_ms),
        (Why.ON_TIME, order.on_ms > ceilings.max_on_ms),
        (Why.RESTING, order.off_ms < max(ceilings.min_off_ms, order.on_ms)),
    )
    found = [why for why, wrong in checks if wrong]
    if abilities is not None:
        found += _flaws_of_device(order, ceilings, abilities, external)
        dimmed = None if found or not abilities.percent else external
        if dimmed is not None and _is_full_too_much(order, ceilings, abilities, dimmed.full_ua):
            found.append(Why.DEVICE)
    return tuple(dict.fromkeys(found))


def openable(orders: Iterable[ChannelOrder], ceilings: Ceilings, abilities: Abilities,
             external: External | None) -> list[ChannelOrder]:
    """Return the orders without a flaw, which a device is opened for."""
    return [order for order in orders if not flaws(order, ceilings, abilities, external)]


def periods_differ(orders: Iterable[ChannelOrder], ceilings: Ceilings, abilities: Abilities,
                   external: External | None) -> bool:
    """Return whether what the device is opened for needs more than the one period that it has."""
    used = {period_of(order, ceilings, abilities) for order in openable(orders, ceilings, abilities, external)}
    return abilities.one_period and len(used) > 1


def _flaws_of_device(order: ChannelOrder, ceilings: Ceilings, abilities: Abilities,
                     external: External | None) -> list[Why]:
    by_itself = abilities.silence_ms is None and abilities.renew_ms is None and not abilities.pulse_each_frame
    checks = (
        (Why.CHANNEL, order.channel >= abilities.channels),
        (Why.WIDTH, not abilities.min_width_us <= order.width_us <= abilities.max_width_us),
        (Why.RATE, period_us(order.rate_mhz, abilities, ceilings) is None),
        (Why.ON_TIME, abilities.most_on_ms is not None and order.on_ms > abilities.most_on_ms),
        (Why.NOT_CONTINUOUS, by_itself),
        (Why.DEVICE, abilities.percent and (external is None or external.full_ua < 1)),
    )
    return [why for why, wrong in checks if wrong]


def _is_full_too_much(order: ChannelOrder, ceilings: Ceilings, abilities: Abilities, full_ua: int) -> bool:
    """Tell whether the full current of an external unit is above any limit of an order without other flaws."""
    return any(bound.ua < full_ua for bound in (*_hard_bounds(order, ceilings, abilities), _prescribed(order)))


def _all_whole(order: ChannelOrder) -> bool:
    values = (order.channel, order.pads.area_mm2, order.width_us, order.rate_mhz, order.max_ua, order.k_per_mille,
              order.ramp_up_ms, order.ramp_down_ms, order.on_ms, order.off_ms)
    return all(type(value) is int for value in values)


def _name(muscle: str) -> str:
    return muscle.partition("_")[2]


def _cap_ua(muscle: str) -> int | None:
    """Return the cap of a muscle with its side, None for one that is not offered."""
    return MUSCLE_CAP_UA.get(_name(muscle)) if muscle.startswith(tuple(f"{side}_" for side in SIDES)) else None


# --- how much could flow ----------------------------------------------------------------------------------------


def bounds(order: ChannelOrder, ceilings: Ceilings, abilities: Abilities | None = None,
           external: External | None = None) -> tuple[Bound, ...]:
    """Return every limit of the current of an order without flaws, tightest first."""
    found = [*_hard_bounds(order, ceilings, abilities), _prescribed(order)]
    if abilities is not None:
        found.append(Bound(abilities.max_ua, Why.DEVICE))
    if external is not None and abilities is not None and abilities.percent:
        found.append(Bound(external.full_ua, Why.DEVICE))
    return tuple(sorted(found, key=lambda bound: bound.ua))


def physical_bounds(width_us: int, period: int, area_mm2: int, ceilings: Ceilings) -> tuple[Bound, ...]:
    """Return what the ceilings leave to a pulse of this width every `period` us on pads of this area."""
    return (
        Bound(ceilings.max_ua, Why.CEILING),
        Bound(most_ua_by_charge(width_us, ceilings.max_charge_pc), Why.CHARGE),
        Bound(most_ua_by_rms(width_us, period, ceilings.max_rms_ua), Why.RMS),
        Bound(most_ua_by_density(width_us, period, area_mm2, ceilings.max_density_ua_cm2), Why.DENSITY),
        Bound(most_ua_by_power(width_us, period, area_mm2, ceilings.max_power_uw_cm2), Why.POWER),
        Bound(most_ua_by_energy(width_us, ceilings.max_energy_nj), Why.ENERGY),
    )


def largest_ua(order: ChannelOrder, ceilings: Ceilings, abilities: Abilities | None = None,
               external: External | None = None) -> tuple[int, tuple[Why, ...]]:
    """Return the largest current on the device's grid that this order could ever have, and what binds it.

    Calibration, budgets and what was felt may lower it further (`decide`).  An order with flaws: 0 and the flaws.
    """
    faults = flaws(order, ceilings, abilities, external)
    if faults:
        return 0, faults
    step_ua = 1 if abilities is None else abilities.step_ua
    found = bounds(order, ceilings, abilities, external)
    most_ua = floor_ua(found[0].ua, step_ua)
    return most_ua, tuple(dict.fromkeys(bound.why for bound in found if floor_ua(bound.ua, step_ua) == most_ua))


def _hard_bounds(order: ChannelOrder, ceilings: Ceilings, abilities: Abilities | None) -> tuple[Bound, ...]:
    period = period_of(order, ceilings, abilities)
    physical = physical_bounds(order.width_us, period, order.pads.area_mm2, ceilings)
    return (*physical, Bound(_cap_ua(order.muscle) or 0, Why.MUSCLE))


def _prescribed(order: ChannelOrder) -> Bound:
    return Bound(order.max_ua, Why.PRESCRIPTION)


def period_of(order: ChannelOrder, ceilings: Ceilings, abilities: Abilities | None) -> int:
    """Return the period that an order without flaws will have, in us; without a device the ideal one, cut."""
    exact = None if abilities is None else period_us(order.rate_mhz, abilities, ceilings)
    return exact or MICROSECONDS_MHZ // order.rate_mhz


# --- the other way round ----------------------------------------------------------------------------------------


def exceeded(order: ChannelOrder, current_ua: int, ceilings: Ceilings,
             abilities: Abilities | None = None) -> tuple[Why, ...]:
    """Return which limits a current would break: computed forward, so that a slip in `bounds` is noticed."""
    period = period_of(order, ceilings, abilities)
    area_mm2 = order.pads.area_mm2
    square_sum = squares(current_ua, order.width_us)
    checks = (
        (Why.CEILING, current_ua > ceilings.max_ua),
        (Why.PRESCRIPTION, current_ua > order.max_ua),
        (Why.MUSCLE, current_ua > (_cap_ua(order.muscle) or 0)),
        (Why.DEVICE, abilities is not None and current_ua > abilities.max_ua),
        (Why.CHARGE, charge_pc(current_ua, order.width_us) > ceilings.max_charge_pc),
        (Why.RMS, is_rms_over(square_sum, period, ceilings.max_rms_ua)),
        (Why.DENSITY, is_density_over(square_sum, period, area_mm2, ceilings.max_density_ua_cm2)),
        (Why.POWER, is_power_over(square_sum, period, area_mm2, ceilings.max_power_uw_cm2)),
        (Why.ENERGY, is_energy_over(square_sum, ceilings.max_energy_nj)),
    )
    return tuple(why for why, over in checks if over)


def warnings(order: ChannelOrder, current_ua: int, ceilings: Ceilings,
             abilities: Abilities | None = None) -> tuple[Why, ...]:
    """Return what a therapist should be told of although it is allowed: a density that is near its limit."""
    period = period_of(order, ceilings, abilities)
    over = is_density_over(squares(current_ua, order.width_us), period, order.pads.area_mm2,
                           ceilings.warn_density_ua_cm2)
    return (Why.DENSITY,) if over else ()
