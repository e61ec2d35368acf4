"""The last look at the exact numbers that are about to be written.  It can only refuse.

It shares no arithmetic with what decided: every quantity is computed again from the points themselves, whatever
their shape, and compared in whole numbers without a root.  A refusal here means that something before it is wrong.
r.m.s. and density take every point, charge and width all points of one sign together, so a shape that puts more
into a pulse than two plain phases is judged by all of it.
Not here: what to do about a refusal (the controller stops), rests while currents are being found (the controller
again: a press that is released is no train).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from stim_safety.ceilings import LOAD_OHM, MUSCLE_CAP_UA, SIDES, Ceilings
from stim_safety.drivers import Abilities
from stim_safety.order import ChannelOrder
from stim_safety.timing import UPDATE_MS
from stim_safety.words import Train, Why

MOST_POINTS = 16
_MS = 1_000_000
_S = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Memory:
    """What one channel has put out so far.

    level_ua: peak of the last train that was written, 0 for none; since at_ns.  rising_since_ns: when the first
    current of this train was written; rising_from_ua: that current.  on_since_ns: the same, None while nothing
    flows.  off_since_ns: since when nothing flows, None before the first train.  last_on_ms: how long the last
    train took.
    """

    level_ua: int
    at_ns: int
    rising_since_ns: int
    on_since_ns: int | None
    off_since_ns: int | None
    last_on_ms: int
    rising_from_ua: int = 0


def still(now_ns: int) -> Memory:
    """Return the memory of a channel that has put out nothing yet."""
    return Memory(0, now_ns, now_ns, None, None, 0)


def remember(memory: Memory, level_ua: int, now_ns: int) -> Memory:
    """Return the memory after a train with this peak (0: none) was written at `now_ns`."""
    if level_ua == memory.level_ua:
        return memory
    changed = replace(memory, level_ua=level_ua, at_ns=now_ns)
    if memory.on_since_ns is None:
        return replace(changed, rising_since_ns=now_ns, rising_from_ua=level_ua, on_since_ns=now_ns,
                       off_since_ns=None)
    if level_ua == 0:
        return replace(changed, on_since_ns=None, off_since_ns=now_ns,
                       last_on_ms=-((memory.on_since_ns - now_ns) // _MS))
    return changed


@dataclass(frozen=True, slots=True)
class _Pulse:
    """A train as the fence sees it, with everything it is judged by.

    plus_us, minus_us, plus_pc, minus_pc: time and charge (without sign) of all points of one sign.
    squares: sum of I^2 t.  used_us: all points.  bound_ua: what was granted.
    """

    train: Train
    order: ChannelOrder
    ceilings: Ceilings
    abilities: Abilities
    memory: Memory
    bound_ua: int
    now_ns: int
    calibrating: bool
    peak_ua: int
    plus_us: int
    minus_us: int
    plus_pc: int
    minus_pc: int
    squares: int
    used_us: int


def fence(trains: tuple[Train, ...], orders: Mapping[int, ChannelOrder], ceilings: Ceilings, abilities: Abilities,
          bounds_ua: Mapping[int, int], memory: Mapping[int, Memory], now_ns: int,
          calibrating: bool = False) -> tuple[Why, ...]:
    """Return why these trains must not be written, nothing when they may pass.

    trains: all that will put out current, as decoded from the frame; channels that are not among them are
    silent, so no trains pass always.  orders, bounds_ua, memory: by channel; bounds_ua: what was granted, the
    height of the train (still so while it falls).  A channel that lacks any of them is refused.
    """
    found: list[Why] = []
    channels = [train.channel for train in trains]
    if len(set(channels)) < len(channels):
        found.append(Why.CHANNEL)
    if len(channels) > min(ceilings.max_channels, abilities.most_channels):
        found.append(Why.CHANNELS)
    for train in trains:
        found += _judge(train, orders, ceilings, abilities, bounds_ua, memory, now_ns, calibrating)
    return tuple(dict.fromkeys(found))


def _judge(train: Train, orders: Mapping[int, ChannelOrder], ceilings: Ceilings, abilities: Abilities,
           bounds_ua: Mapping[int, int], memory: Mapping[int, Memory], now_ns: int,
           calibrating: bool) -> tuple[Why, ...]:
    numbers = [train.channel, train.period_us]
    numbers += [number for point in train.points for number in (point.duration_us, point.current_ua)]
    if any(type(number) is not int for number in numbers):
        return (Why.NOT_A_NUMBER,)
    channel = train.channel
    known = channel in orders and channel in bounds_ua and channel in memory
    if not (known and 0 <= channel < abilities.channels):
        return (Why.CHANNEL,)
    plus = [point for point in train.points if point.current_ua > 0]
    minus = [point for point in train.points if point.current_ua < 0]
    pulse = _Pulse(
        train, orders[channel], ceilings, abilities, memory[channel], bounds_ua[channel], now_ns, calibrating,
        peak_ua=max((abs(point.current_ua) for point in train.points), default=0),
        plus_us=sum(point.duration_us for point in plus),
        minus_us=sum(point.duration_us for point in minus),
        plus_pc=sum(point.current_ua * point.duration_us for point in plus),
        minus_pc=-sum(point.current_ua * point.duration_us for point in minus),
        squares=sum(point.current_ua * point.current_ua * point.duration_us for point in train.points),
        used_us=sum(point.duration_us for point in train.points),
    )
    return tuple(why for why, wrong in _RULES if wrong(pulse))


def _shape(pulse: _Pulse) -> bool:
    points = pulse.train.points
    whole = len(points) <= MOST_POINTS and all(point.duration_us > 0 for point in points)
    return not (whole and pulse.plus_us and pulse.minus_us and pulse.used_us < pulse.train.period_us)


def _grid(pulse: _Pulse) -> bool:
    step_ua, step_us = pulse.abilities.step_ua, pulse.abilities.period_step_us
    return (step_ua < 1 or any(point.current_ua % step_ua for point in pulse.train.points)
            or bool(pulse.train.period_us % step_us))


def _width(pulse: _Pulse) -> bool:
    least = max(pulse.ceilings.min_width_us, pulse.abilities.min_width_us)
    most = min(pulse.ceilings.max_width_us, pulse.abilities.max_width_us, pulse.order.width_us)
    return not least <= min(pulse.plus_us, pulse.minus_us) <= max(pulse.plus_us, pulse.minus_us) <= most


def _rate(pulse: _Pulse) -> bool:
    """Microseconds times millihertz: 1e9 is one pulse each period."""
    period, ceilings, abilities = pulse.train.period_us, pulse.ceilings, pulse.abilities
    ordered = pulse.order.rate_mhz * (1000 + ceilings.rate_over_per_mille)
    return not (abilities.min_period_us <= period <= abilities.max_period_us
                and ceilings.min_rate_mhz * period <= 1_000_000_000 <= ceilings.max_rate_mhz * period
                and ordered * period >= 1_000_000_000_000)


def _muscle(pulse: _Pulse) -> bool:
    side, _, name = pulse.order.muscle.partition("_")
    return side not in SIDES or pulse.peak_ua > MUSCLE_CAP_UA.get(name, 0)


def _net_charge(pulse: _Pulse) -> bool:
    left_pc, phase_pc = abs(pulse.plus_pc - pulse.minus_pc), min(pulse.plus_pc, pulse.minus_pc)
    return left_pc * 1000 > phase_pc * pulse.ceilings.net_charge_per_mille


def _rms(pulse: _Pulse) -> bool:
    return pulse.squares > pulse.ceilings.max_rms_ua ** 2 * pulse.train.period_us


def _density(pulse: _Pulse) -> bool:
    """Area in mm2, limit in uA/cm2: both sides times 100, squared."""
    most = pulse.ceilings.max_density_ua_cm2 * pulse.order.pads.area_mm2
    return pulse.squares * 10_000 > most ** 2 * pulse.train.period_us


def _power(pulse: _Pulse) -> bool:
    """From uA^2 ohm (1e-12 W) by mm2 to uW by cm2: divided by 10,000."""
    most = pulse.ceilings.max_power_uw_cm2 * pulse.order.pads.area_mm2 * pulse.train.period_us
    return pulse.squares * LOAD_OHM > most * 10_000


def _energy(pulse: _Pulse) -> bool:
    """From uA^2 us ohm (1e-18 J) to nJ: divided by 1e9."""
    return pulse.squares * LOAD_OHM > pulse.ceilings.max_energy_nj * 1_000_000_000


def _rise(pulse: _Pulse) -> bool:
    """Not more than the ceiling allows since the last change, and no leap after a long time at one level."""
    ceilings, memory = pulse.ceilings, pulse.memory
    rise = ceilings.calib_rise_ua_per_s if pulse.calibrating else ceilings.max_rise_ua_per_s
    higher_ua, since_ns = pulse.peak_ua - memory.level_ua, pulse.now_ns - memory.at_ns
    leap = max(pulse.abilities.step_ua * 1000, rise * UPDATE_MS)
    return higher_ua > 0 and (higher_ua * _S > rise * since_ns or higher_ua * 1000 > leap)


def _ramp(pulse: _Pulse) -> bool:
    """Not higher than the straight line to the height of the train, from its first current on."""
    memory = pulse.memory
    if memory.on_since_ns is None or pulse.peak_ua <= memory.level_ua:
        return False
    higher_ua = pulse.peak_ua - memory.rising_from_ua - pulse.abilities.step_ua
    return higher_ua * pulse.ceilings.min_ramp_ms * _MS > pulse.bound_ua * (pulse.now_ns - memory.rising_since_ns)


def _on_time(pulse: _Pulse) -> bool:
    most = pulse.ceilings.max_on_ms
    if not pulse.calibrating:
        most = min(most, pulse.order.on_ms)
    if pulse.abilities.most_on_ms is not None:
        most = min(most, pulse.abilities.most_on_ms)
    on_since_ns = pulse.memory.on_since_ns
    return on_since_ns is not None and pulse.now_ns - on_since_ns > most * _MS


def _resting(pulse: _Pulse) -> bool:
    memory = pulse.memory
    if pulse.calibrating or memory.off_since_ns is None:
        return False
    least = max(pulse.ceilings.min_off_ms, pulse.order.off_ms, memory.last_on_ms)
    return pulse.now_ns - memory.off_since_ns < least * _MS


_RULES: tuple[tuple[Why, Callable[[_Pulse], bool]], ...] = (
    (Why.SHAPE, _shape),
    (Why.GRID, _grid),
    (Why.CEILING, lambda pulse: pulse.peak_ua > pulse.ceilings.max_ua),
    (Why.PRESCRIPTION, lambda pulse: pulse.peak_ua > pulse.order.max_ua),
    (Why.MUSCLE, _muscle),
    (Why.DEVICE, lambda pulse: pulse.peak_ua > pulse.abilities.max_ua),
    (Why.CALIBRATION, lambda pulse: pulse.peak_ua > pulse.bound_ua),
    (Why.WIDTH, _width),
    (Why.RATE, _rate),
    (Why.NET_CHARGE, _net_charge),
    (Why.CHARGE, lambda pulse: max(pulse.plus_pc, pulse.minus_pc) > pulse.ceilings.max_charge_pc),
    (Why.RMS, _rms),
    (Why.DENSITY, _density),
    (Why.POWER, _power),
    (Why.ENERGY, _energy),
    (Why.RISE, _rise),
    (Why.RAMP, _ramp),
    (Why.ON_TIME, _on_time),
    (Why.RESTING, _resting),
)
"""Every rule is asked, so that a refusal tells all that is wrong."""
