"""Wishes: what the game asks for a muscle, for a tenth of a second at a time.

One train at a time; a wish for another channel meanwhile is refused.  Not here: the limits (`decide`), the course
of a train (`course`).
"""

from __future__ import annotations

from stim_safety.decide import Situation, decide
from stim_safety.machine import Event
from stim_safety.messages import Envelope, Wish
from stim_safety.moves import intend, violate
from stim_safety.reply import Reply
from stim_safety.run import Run, Wanted
from stim_safety.timing import MS, TTL_MOST_MS
from stim_safety.words import ACTIVE, State, Why


def wish(run: Run, message: Wish, envelope: Envelope) -> Reply:
    """Take a wish in; less than nothing is a defect of the game, and stops what is active."""
    channel = message.channel if message.channel in run.orders else None
    if message.per_mille == 0:
        _end_gently(run, message.channel)
        return Reply(False, (), channel)
    flood = run.lease.wish(run.now_ns)
    if flood is not None:
        violate(run, flood)
    if message.per_mille < 0 and run.state in ACTIVE:
        violate(run, Why.NOT_A_NUMBER)
    decision = decide(message.per_mille, situation(run, message))
    refused = decision.granted_ua == 0
    if not refused:
        _grant(run, Wanted(message.channel, decision.granted_ua, envelope.t_ns + message.ttl_ms * MS))
    return Reply(refused, decision.reasons, channel, decision.asked_per_mille, decision.asked_ua,
                 decision.granted_ua)


def situation(run: Run, message: Wish) -> Situation:
    """Return where everything stands for a wish."""
    order = run.orders.get(message.channel)
    left = run.left()
    return Situation(
        state=run.state, order=order, ceilings=run.ceilings, abilities=run.abilities, external=run.external,
        working_ua=None if order is None else run.working_ua(message.channel),
        felt_ua=run.found_of(message.channel).felt_ua,
        rest_left_ms=0 if order is None else run.rest_left_ms(message.channel), session_left_ms=left.session_ms,
        day_left_ms=left.day_ms,
        charge_left_nc=0 if order is None else run.charge_left_nc(message.channel), active=0,
        blocks=_blocks(run, message))


def limit_ms(run: Run, channel: int) -> int:
    """Return how long an output of a channel may last: the shortest of order, ceilings, device and budgets."""
    left = run.left()
    limits = [run.ceilings.max_on_ms, left.session_ms, left.day_ms]
    if run.state is not State.CALIB:
        limits.append(run.orders[channel].on_ms)
    if run.abilities.most_on_ms is not None:
        limits.append(run.abilities.most_on_ms)
    return min(limits)


def _blocks(run: Run, message: Wish) -> tuple[Why, ...]:
    """Return what else forbids this wish."""
    course = run.course
    busy = course.channel if course is not None else run.wanted.channel if run.wanted is not None else None
    checks = (
        (Why.TTL, not 1 <= message.ttl_ms <= TTL_MOST_MS),
        (Why.CHANNELS, busy is not None and busy != message.channel),
        (Why.RESTING, course is not None and (course.falling or not course.on)),
        (Why.STATE, not run.opened or run.ending),
        (Why.PADS, message.channel not in run.therapist.pads),
    )
    return tuple(why for why, wrong in checks if wrong)


def _grant(run: Run, wanted: Wanted) -> None:
    """Go on with a train, or prepare one: its time is set aside and its begin is written down first."""
    course = run.course
    if course is not None:
        course.aim(wanted.granted_ua)
        course.expires_ns = wanted.expires_ns
        return
    if run.intent is None:
        run.dose.reserve(limit_ms(run, wanted.channel))
        run.out.spent = run.dose.spent(run.now_ns)
        intend(run, Event.TRAIN)
    run.wanted = wanted


def forget(run: Run) -> None:
    """Let a train that has not begun be."""
    run.wanted = None
    run.intent = None
    run.dose.reserve(0)
    run.out.spent = run.dose.spent(run.now_ns)


def _end_gently(run: Run, channel: int) -> None:
    if run.course is not None and run.course.channel == channel and not run.course.calibrating:
        run.course.fall(Why.DONE)
    if run.wanted is not None and run.wanted.channel == channel:
        forget(run)
