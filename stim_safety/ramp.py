"""How a train gets to its height and back to nothing: along a straight line, on the device's grid.

The line rises from 0 to the wanted current over the ordered ramp (at least `min_ramp_ms`), never faster than the
ceiling allows, and never lies above the straight line from the first current of the train.  It falls at once when
less is wanted, and over the ordered ramp when the train ends.  What is written lies on the grid below the line,
and takes no step that the ceiling would not have allowed since the step before: the fence asks for that.
Not here: how high (`decide`), when a train ends (the controller), what may pass (`fence`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from stim_safety.ceilings import Ceilings
from stim_safety.order import ChannelOrder
from stim_safety.quantise import floor_ua
from stim_safety.timing import MS, UPDATE_MS

_S = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Ramp:
    """Where a train is on its way.

    level_ua: to be written, on the grid; since changed_ns.  line_na: the line above it, in nA, at at_ns.
    first_ns, first_ua: when the first current came, None before, and that current.  fell_ns, fall_ua: when and
    from where its fall began, None before.
    """

    at_ns: int
    changed_ns: int
    line_na: int = 0
    level_ua: int = 0
    first_ns: int | None = None
    first_ua: int = 0
    fell_ns: int | None = None
    fall_ua: int = 0


def begin(now_ns: int) -> Ramp:
    """Return the start of a train: no current yet."""
    return Ramp(now_ns, now_ns)


def advance(ramp: Ramp, target_ua: int, now_ns: int, order: ChannelOrder, ceilings: Ceilings, step_ua: int, *,
            calibrating: bool = False, falling: bool = False) -> Ramp:
    """Return where the train is at `now_ns`, on its way to `target_ua`, or to 0 when it is `falling`.

    Call it about every `UPDATE_MS`, when a frame could go out, and keep what it returns; write its level in the
    same step when it is new.  More time than that since the last call counts no more, so a late program rises more
    slowly and never in a leap.  A target of 0 gives 0 at once.  A train that falls does not rise again; its target
    stays what was granted.
    """
    if falling and ramp.fell_ns is None:
        ramp = replace(ramp, fell_ns=now_ns, fall_ua=ramp.level_ua)
    if ramp.fell_ns is not None:
        line_na = min(ramp.line_na, target_ua * 1000, _fall_na(ramp.fall_ua, now_ns - ramp.fell_ns, order))
    else:
        line_na = _rise_na(ramp, target_ua, now_ns, order, ceilings, calibrating)
    level_ua = floor_ua(line_na // 1000, step_ua)
    level_ua = min(level_ua, ramp.level_ua + _stride_ua(ramp, now_ns, ceilings, step_ua, calibrating))
    if level_ua == ramp.level_ua:
        return replace(ramp, at_ns=now_ns, line_na=line_na)
    first_ns, first_ua = (now_ns, level_ua) if ramp.first_ns is None else (ramp.first_ns, ramp.first_ua)
    return replace(ramp, at_ns=now_ns, changed_ns=now_ns, line_na=line_na, level_ua=level_ua, first_ns=first_ns,
                   first_ua=first_ua)


def rise_ua_per_s(ceilings: Ceilings, calibrating: bool) -> int:
    """Return how fast current may rise."""
    return ceilings.calib_rise_ua_per_s if calibrating else ceilings.max_rise_ua_per_s


def _fall_na(from_ua: int, since_ns: int, order: ChannelOrder) -> int:
    """Return the line of the last fall; a fall that takes no time is over at once."""
    down_ns = order.ramp_down_ms * MS
    return from_ua * 1000 * (down_ns - since_ns) // down_ns if since_ns < down_ns else 0


def _rise_na(ramp: Ramp, target_ua: int, now_ns: int, order: ChannelOrder, ceilings: Ceilings,
             calibrating: bool) -> int:
    """Return the line, one call later."""
    up_ns = max(order.ramp_up_ms, ceilings.min_ramp_ms) * MS
    target_na = target_ua * 1000
    passed_ns = min(now_ns - ramp.at_ns, UPDATE_MS * MS)
    by_ramp = target_na * passed_ns // up_ns
    by_ceiling = rise_ua_per_s(ceilings, calibrating) * 1000 * passed_ns // _S
    line_na = ramp.line_na + min(by_ramp, by_ceiling)
    if ramp.first_ns is not None:  # a target that was lowered on the way waits here for its own line
        straight_na = ramp.first_ua * 1000 + target_na * (now_ns - ramp.first_ns) // up_ns
        line_na = min(line_na, max(ramp.level_ua * 1000, straight_na))
    return min(target_na, line_na)


def _stride_ua(ramp: Ramp, now_ns: int, ceilings: Ceilings, step_ua: int, calibrating: bool) -> int:
    """Return how far the level may rise now: what the ceiling allows since it changed, and no leap."""
    rise = rise_ua_per_s(ceilings, calibrating)
    earned_ua = floor_ua(rise * (now_ns - ramp.changed_ns) // _S, step_ua)
    return min(earned_ua, max(step_ua, floor_ua(rise * UPDATE_MS // 1000, step_ua)))
