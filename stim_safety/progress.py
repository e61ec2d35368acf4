"""What time alone brings about: moves whose record is on disk, ends of trains and rests, used budgets, idling.

Not here: what people and the device bring about (`requests`, `device`), what is written then (`outputs`).
"""

from __future__ import annotations

from stim_safety import knob, wishes
from stim_safety.course import Course
from stim_safety.drivers import Ask
from stim_safety.guards import arm_problems, calibrate_problems
from stim_safety.limits import period_of
from stim_safety.machine import Event
from stim_safety.moves import close, go, intend, violate
from stim_safety.run import Intent, Run
from stim_safety.timing import IDLE_ARMED_MS, PROOF_MS
from stim_safety.words import ACTIVE, State, Why

KEEP_MS = 1000
"""How often the budget is kept while something may flow."""
# Members that are asked for in every step, looked up once.
_BOOT, _IDLE, _READY = State.BOOT, State.IDLE, State.READY
_CALIB, _ARMED, _REST = State.CALIB, State.ARMED, State.REST
_JUDGED = ACTIVE | {_IDLE, _READY}
"""Where it counts whether the prescription may be used."""


def progress(run: Run) -> None:
    """Do what is due."""
    if run.state is _BOOT:
        _boot(run)
    _validity(run)
    if run.intent is not None:
        _intended(run, run.intent)
    if run.state in ACTIVE:
        _active(run)
    if run.course is not None and run.course.on:
        run.course.age(run.now_ns)


def _boot(run: Run) -> None:
    """Begin when the guardian lives and the log is proven; until then nothing is written to the device."""
    logged = run.out.is_proven(1) and not run.inputs.log_gone
    if logged and run.guarded():
        run.why = None
        go(run, Event.START)
    elif run.since(run.moved_ns) > PROOF_MS:
        run.why = Why.LOG if run.guarded() else Why.GUARDIAN_LOST


def _validity(run: Run) -> None:
    """Take the prescription into force, or out of it."""
    if run.state not in _JUDGED:
        return
    reasons = run.invalid()
    if run.state is _IDLE and not reasons:
        go(run, Event.IN_FORCE)
    elif run.state is _IDLE:
        run.why = run.why or reasons[0]
    elif run.state is _READY and reasons:
        go(run, Event.WITHDRAWN, reasons[0])
    elif reasons:
        close(run, reasons[0])


def _intended(run: Run, intent: Intent) -> None:
    """Make a move once its record is on disk, if it is still right."""
    if not run.out.is_proven(intent.number):
        if run.out.overdue():
            run.intent, run.why = None, Why.LOG
            violate(run, Why.LOG)
        return
    run.intent = None
    problems = _still_wrong(run, intent)
    if problems:
        run.out.record("not_done", {"event": intent.event.value, "reasons": [why.name for why in problems]})
        if intent.event is Event.TRAIN:
            wishes.forget(run)
        return
    go(run, intent.event, recorded=True)
    _entered(run, intent)


def _still_wrong(run: Run, intent: Intent) -> tuple[Why, ...]:
    """Return why a move that was right when it was written down is so no more."""
    if intent.event is Event.CALIBRATE:
        return calibrate_problems(run, intent.channel)
    if intent.event is Event.ARM:
        return arm_problems(run)
    expired = run.wanted is not None and run.now_ns > run.wanted.expires_ns
    return (Why.TTL,) if expired else ()


def _entered(run: Run, intent: Intent) -> None:
    """Begin with what a new state is for."""
    if intent.event in {Event.CALIBRATE, Event.ARM}:
        run.to_open = (*(asked for asked in run.abilities.opening if asked is Ask.STATUS), Ask.OPEN)
    if intent.event is Event.CALIBRATE and intent.channel is not None:
        knob.search(run, intent.channel)
    if intent.event is Event.TRAIN and run.wanted is not None:
        wanted, run.wanted = run.wanted, None
        order = run.orders[wanted.channel]
        course = Course(order, period_of(order, run.ceilings, run.abilities), wishes.limit_ms(run, order.channel),
                        calibrating=False, expires_ns=wanted.expires_ns)
        course.aim(wanted.granted_ua)
        course.begin(run.now_ns)
        run.course = course


def _active(run: Run) -> None:
    """Close what is used up or forgotten; end a rest."""
    why = _used_up(run) or _forgotten(run)
    if why is not None:
        close(run, why)
        return
    if run.state is _REST and run.intent is None and run.resting is not None \
            and run.rest_left_ms(run.resting) == 0:
        intend(run, Event.RESTED)
    if run.since(run.kept_ns) >= KEEP_MS:
        run.kept_ns = run.now_ns
        run.out.spent = run.dose.spent(run.now_ns)


def _used_up(run: Run) -> Why | None:
    """Return which budget is used up; what is too short for a train counts as used between trains."""
    left = run.left()
    channel = run.course.channel if run.course is not None else run.resting
    least_ms = 1 if run.course is not None else run.ceilings.min_ramp_ms
    if left.session_ms < least_ms:
        return Why.SESSION
    if left.day_ms < least_ms:
        return Why.DAY
    return Why.DOSE if channel is not None and run.charge_left_nc(channel) == 0 else None


def _forgotten(run: Run) -> Why | None:
    """Return whether nobody has asked for anything for too long."""
    away = run.state is _CALIB and run.therapist.away(run.now_ns)
    unused = run.state is _ARMED and run.since(run.moved_ns) >= IDLE_ARMED_MS
    return Why.IDLE_TOO_LONG if away or unused else None
