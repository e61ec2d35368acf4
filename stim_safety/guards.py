"""What must hold before the high voltage may go on: every reason why not, all at once.

Not here: what is granted once it is on (`decide`).
"""

from __future__ import annotations

from stim_safety.limits import flaws, periods_differ
from stim_safety.messages import Item
from stim_safety.run import Run
from stim_safety.words import State, Why


def calibrate_problems(run: Run, channel: int | None) -> tuple[Why, ...]:
    """Return why the currents of `channel` may not be searched now."""
    order = None if channel is None else run.orders.get(channel)
    if channel is None or order is None:
        return (Why.CHANNEL, *_common(run))
    found = [*flaws(order, run.ceilings, run.abilities, run.external), *_common(run)]
    if channel not in run.therapist.pads:
        found.append(Why.PADS)
    if run.held:
        found.append(Why.NOT_HELD)
    if run.rest_left_ms(channel):
        found.append(Why.RESTING)
    if run.charge_left_nc(channel) == 0:
        found.append(Why.DOSE)
    return tuple(dict.fromkeys(found))


def arm_problems(run: Run) -> tuple[Why, ...]:
    """Return why the high voltage may not go on for wishes now."""
    ready = [channel for channel in run.orders if run.working_ua(channel)]
    checks = ((Why.NOT_CALIBRATED, not ready), (Why.PADS, not run.therapist.pads.issuperset(ready)))
    return _common(run) + tuple(why for why, wrong in checks if wrong)


def needed(run: Run) -> frozenset[Item]:
    """Return what a therapist must have confirmed, beside the pads."""
    items = {Item.PRESCRIPTION, Item.SCREENING, Item.DEVICE, Item.PRESENT}
    return frozenset(items | {Item.EXTERNAL} if run.abilities.percent else items)


def _common(run: Run) -> tuple[Why, ...]:
    left = run.left()
    checks = (
        (Why.STATE, run.state is not State.READY or run.intent is not None or run.ending),
        (Why.LOCKED, not run.therapist.unlocked(run.now_ns)),
        (Why.NOT_CONFIRMED, not run.therapist.confirmed.issuperset(needed(run))),
        (Why.STOP_NOT_TESTED, not run.stop_tested),
        (Why.RATES, periods_differ(run.orders.values(), run.ceilings, run.abilities, run.external)),
        (Why.NO_BUDGET, not run.dose.known),
        (Why.SESSION, run.dose.known and left.session_ms < run.ceilings.min_ramp_ms),
        (Why.DAY, run.dose.known and left.day_ms < run.ceilings.min_ramp_ms),
        (Why.GUARDIAN_LOST, not run.guarded()),
        (Why.LOG, bool(run.inputs.log_gone) or run.out.overdue()),
        (Why.GAME_SILENT, run.lease.silent(run.now_ns)),
    )
    return run.invalid() + tuple(why for why, wrong in checks if wrong)
