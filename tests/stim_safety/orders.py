"""Orders, devices and situations of the tests of limits: each a plain case, to be changed by name."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from stim_safety.ceilings import CEILINGS, MUSCLE_CAP_UA, SIDES, Ceilings
from stim_safety.decide import Situation
from stim_safety.drivers import Abilities, Line
from stim_safety.fence import Memory, fence
from stim_safety.order import ChannelOrder, External, Pads
from stim_safety.timing import MS
from stim_safety.words import Point, Profile, State, Train, Why

KIOSK, CLINIC = CEILINGS[Profile.KIOSK], CEILINGS[Profile.CLINIC]
NOW_NS = 50_000_000_000
S = 1000 * MS
HIGH = 90_000
FREE = 10**15
"""A limit that never binds."""
WIDE = Ceilings(max_ua=FREE, max_charge_pc=FREE, max_rms_ua=FREE, max_density_ua_cm2=FREE, max_power_uw_cm2=FREE,
                max_energy_nj=FREE)
"""Ceilings of current that never bind, to look at one limit alone."""


def able(**changes: Any) -> Abilities:
    """Return a device like the P24: half a milliampere, half a millisecond, 130 mA."""
    plain: dict[str, Any] = {
        "name": "test", "title": "Test device", "line": Line(9600), "channels": 8, "step_ua": 500,
        "max_ua": 130_000, "min_width_us": 10, "max_width_us": 4_095, "period_step_us": 500, "min_period_us": 500,
        "max_period_us": 16_383_000, "opening": (), "keep_alive_ms": 500, "silence_ms": 2_000}
    return Abilities(**plain | changes)


def percent_device(**changes: Any) -> Abilities:
    """Return a device that can only dim an external unit."""
    return able(**{"percent": True, "silence_ms": None, "renew_ms": 150, "most_channels": 1} | changes)


def external(full_ua: int) -> External:
    return External(full_ua, "A. Therapist")


def order(area_mm2: int = 4_500, **changes: Any) -> ChannelOrder:
    """Return an order for a large muscle: 250 us, 50 Hz, at most 40 mA, 2 s up, 1 s down, 10 s on, 10 s off."""
    plain: dict[str, Any] = {
        "channel": 0, "muscle": "left_vastus_lateralis", "pads": Pads(area_mm2, 0, 0), "width_us": 250,
        "rate_mhz": 50_000, "max_ua": 40_000, "k_per_mille": 500, "ramp_up_ms": 2_000, "ramp_down_ms": 1_000,
        "on_ms": 10_000, "off_ms": 10_000}
    return ChannelOrder(**plain | changes)


def situation(**changes: Any) -> Situation:
    """Return an armed, calibrated, rested situation in which 30 mA is the working current."""
    plain: dict[str, Any] = {
        "state": State.ARMED, "order": order(), "ceilings": CLINIC, "abilities": able(), "working_ua": 30_000,
        "felt_ua": 60_000, "rest_left_ms": 0, "session_left_ms": 1, "day_left_ms": 1, "charge_left_nc": 1,
        "active": 0}
    return Situation(**plain | changes)


def train(current_ua: int, width_us: int = 250, period_us: int = 20_000, channel: int = 0) -> Train:
    """Return a symmetric train, the positive phase first."""
    return Train(channel, period_us, (Point(width_us, current_ua), Point(width_us, -current_ua)))


def steady(level_ua: int) -> Memory:
    """Return the memory of a train that has been at a level for five seconds."""
    return Memory(level_ua, NOW_NS - 5 * S, NOW_NS - 6 * S, NOW_NS - 6 * S, None, 0, 500)


def look(*trains: Train, ordered: ChannelOrder | None = None, ceilings: Ceilings = CLINIC,
         abilities: Abilities | None = None, memory: Memory | None = None, bound_ua: int = FREE,
         calibrating: bool = False) -> tuple[Why, ...]:
    """Look at trains while everything that is not named has long been at their height."""
    ordered = order(max_ua=HIGH) if ordered is None else ordered
    memory = steady(max((abs(point.current_ua) for each in trains for point in each.points), default=0)
                    ) if memory is None else memory
    channels = range(4)
    return fence(trains, dict.fromkeys(channels, ordered), ceilings, abilities or able(),
                 dict.fromkeys(channels, bound_ua), dict.fromkeys(channels, memory), NOW_NS, calibrating)


muscles = st.sampled_from([f"{side}_{name}" for side in SIDES for name in MUSCLE_CAP_UA])


@st.composite
def orders(draw: st.DrawFn, ceilings: Ceilings = CLINIC) -> ChannelOrder:
    """Draw orders without flaws; their largest current may well be above what a limit allows."""
    up = draw(st.integers(1_000, 5_000))
    down = draw(st.integers(0, 3_000))
    on = draw(st.integers(up + down, 15_000))
    return order(
        area_mm2=draw(st.integers(1_000, 20_000)), muscle=draw(muscles),
        width_us=draw(st.integers(ceilings.min_width_us, ceilings.max_width_us)),
        rate_mhz=draw(st.integers(ceilings.min_rate_mhz, ceilings.max_rate_mhz)),
        max_ua=draw(st.integers(1, 130_000)), ramp_up_ms=up, ramp_down_ms=down, on_ms=on,
        off_ms=draw(st.integers(on, 60_000)))
