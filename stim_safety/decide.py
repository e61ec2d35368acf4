"""What is granted of a wish, now, and why not more: a pure function of the wish and of where everything stands.

The chain is that of a dosing loop (AndroidAPS' constraints, oref0's determine-basal): every limit may only lower
and leaves its name; what remains is rounded down to the device's grid, and is then checked again by formulas
computed the other way round.  What is missing or unknown is a refusal.
Not here: how fast the current gets there (`ramp`), the last look at what is written (`fence`).
"""

from __future__ import annotations

from dataclasses import dataclass

from stim_safety.ceilings import Ceilings
from stim_safety.drivers import Abilities
from stim_safety.limits import Bound, bounds, exceeded, flaws
from stim_safety.order import ChannelOrder, External
from stim_safety.quantise import floor_ua
from stim_safety.words import State, Why

ALL = 1000
"""The whole of what was prescribed, per mille."""
_WHERE: dict[State, tuple[Why, ...]] = {
    State.ARMED: (), State.STIM: (), State.REST: (Why.RESTING,), State.IDLE: (Why.STATE, Why.NO_PRESCRIPTION),
}
"""Where wishes are heard, and why not elsewhere; a state that is not here forbids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Where everything stands for one channel.

    order: None when the channel is not prescribed.  working_ua: the working current that was found for it, None
    (or 0) when none was.  felt_ua: the highest current that this patient has felt here in this session.
    *_left_ms, charge_left_nc: what is left of the forced rest and of the budgets.  active: how many other channels
    put out current.  blocks: reasons from elsewhere that forbid any current.
    """

    state: State
    order: ChannelOrder | None
    ceilings: Ceilings
    abilities: Abilities
    external: External | None = None
    working_ua: int | None
    felt_ua: int
    rest_left_ms: int
    session_left_ms: int
    day_left_ms: int
    charge_left_nc: int
    active: int
    blocks: tuple[Why, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What was asked and what is granted.

    asked_per_mille: 0 for what was no share at all.  binding: the reason that counted, None when all was granted
    (but for less than one step of the grid).  reasons: every reason that would have bound, tightest first.
    """

    asked_per_mille: int
    asked_ua: int
    granted_ua: int
    binding: Why | None
    reasons: tuple[Why, ...]

    @property
    def refused(self) -> bool:
        """Whether nothing was granted although something was asked."""
        return self.granted_ua == 0 and self.binding is not None


def decide(per_mille: object, situation: Situation) -> Decision:
    """Decide on a wish for a share (0 to 1000 per mille) of the working current.

    0 is always granted.  Anything that is no whole number in this range is refused, never turned into one; a
    number above it is told as more than was prescribed.  `decide(ALL, ...)` is how to ask for the most.
    """
    if type(per_mille) is not int or per_mille < 0:
        return _decision(0, 0, 0, (Why.NOT_A_NUMBER,))
    if per_mille == 0:
        return _decision(0, 0, 0, ())
    order, asked_ua = situation.order, _working_ua(situation) * per_mille // ALL
    refusals = ((Why.PRESCRIPTION,) if per_mille > ALL else ()) + _refusals(situation)
    if order is None:
        return _decision(per_mille, asked_ua, 0, (*refusals, Why.CHANNEL))
    faults = flaws(order, situation.ceilings, situation.abilities, situation.external)
    if faults:
        return _decision(per_mille, asked_ua, 0, refusals + faults)
    limits = _limits(order, situation)
    lowered = tuple(bound.why for bound in limits if bound.ua < asked_ua)
    if refusals:
        return _decision(per_mille, asked_ua, 0, refusals + lowered)
    granted_ua, broken = _rounded(order, min(asked_ua, limits[0].ua), situation)
    return _decision(per_mille, asked_ua, granted_ua, lowered + broken)


def _working_ua(situation: Situation) -> int:
    return situation.working_ua or 0


def _rounded(order: ChannelOrder, least_ua: int, situation: Situation) -> tuple[int, tuple[Why, ...]]:
    """Round down and check again; whatever is wrong then is a defect of this program, and nothing is granted."""
    granted_ua = floor_ua(least_ua, situation.abilities.step_ua)
    if not 0 < granted_ua <= least_ua:
        return 0, (Why.GRID,)
    broken = exceeded(order, granted_ua, situation.ceilings, situation.abilities)
    return (0, broken) if broken else (granted_ua, ())


def _decision(per_mille: int, asked_ua: int, granted_ua: int, reasons: tuple[Why, ...]) -> Decision:
    once = tuple(dict.fromkeys(reasons))
    return Decision(per_mille, asked_ua, granted_ua, once[0] if once else None, once)


def _refusals(situation: Situation) -> tuple[Why, ...]:
    """Return every reason why no current at all may flow now."""
    most_active = min(situation.ceilings.max_channels, situation.abilities.most_channels)
    checks = (
        (Why.NOT_CALIBRATED, _working_ua(situation) < 1),
        (Why.CHANNELS, situation.active >= most_active),
        (Why.RESTING, situation.rest_left_ms > 0),
        (Why.SESSION, situation.session_left_ms <= 0),
        (Why.DAY, situation.day_left_ms <= 0),
        (Why.DOSE, situation.charge_left_nc <= 0),
    )
    where = _WHERE.get(situation.state, (Why.STATE,))
    return where + situation.blocks + tuple(why for why, wrong in checks if wrong)


def _limits(order: ChannelOrder, situation: Situation) -> tuple[Bound, ...]:
    """Return every limit of the current, tightest first."""
    found = [
        *bounds(order, situation.ceilings, situation.abilities, situation.external),
        Bound(_working_ua(situation), Why.CALIBRATION),
        Bound(situation.felt_ua + situation.ceilings.max_step_ua, Why.FELT),
    ]
    return tuple(sorted(found, key=lambda bound: bound.ua))
