"""Searching the currents of one channel: the patient holds a button, the therapist presses + and -.

Letting go is 0 at once; the level is kept as the place to come back to, slowly and from 0.  Each output is
followed by a rest as long as itself.  Not here: marks in their order (`calibration`), the way up (`course`).
"""

from __future__ import annotations

from dataclasses import replace

from stim_safety import calibration
from stim_safety.calibration import Found
from stim_safety.course import Course
from stim_safety.limits import largest_ua, period_of
from stim_safety.messages import Hold, SetMark, StepUp
from stim_safety.reply import Reply, done, refuse, unless
from stim_safety.run import Run
from stim_safety.timing import STEP_GAP_MS
from stim_safety.wishes import limit_ms
from stim_safety.words import Mark, Role, Why


def search(run: Run, channel: int) -> None:
    """Begin to search: nothing is found yet, and the way up takes the shortest ramp."""
    order = replace(run.orders[channel], ramp_up_ms=run.ceilings.min_ramp_ms)
    run.found[channel] = Found(felt_ua=run.found_of(channel).felt_ua)
    run.course = Course(order, period_of(order, run.ceilings, run.abilities), 0, calibrating=True)


def hold(run: Run, message: Hold) -> Reply:
    """Follow the patient's button."""
    fresh, run.held = message.down and not run.held, message.down
    course = run.course
    if course is None or not course.calibrating:
        return done()
    if not message.down:
        course.cut(Why.NOT_HELD)
        return done(course.channel)
    if not fresh or course.on:
        return done(course.channel)
    reasons = _rest(run, course.channel)
    if not reasons:
        _begin(run, course)
    return unless(reasons, course.channel)


def step(run: Run, message: StepUp) -> Reply:
    """Take one press: 1 mA more or less.

    A press too soon after another counts as going on with it, so a key that repeats itself is one step.
    """
    course = run.course
    if course is None or not course.calibrating:
        return refuse(Why.STATE)
    if message.channel != course.channel:
        return refuse(Why.CHANNEL)
    if not message.up:
        course.target_ua = max(0, course.target_ua - run.ceilings.max_step_ua)
        if course.target_ua == 0:
            course.cut(Why.DONE)
        return done(course.channel, course.target_ua)
    target_ua = course.target_ua + run.ceilings.max_step_ua
    most_ua, bounds = largest_ua(course.order, run.ceilings, run.abilities, run.external)
    reasons = bounds if target_ua > most_ua else ()
    if not course.on:
        reasons = (Why.NOT_HELD, *reasons)
    if course.pressed_ns is not None and run.since(course.pressed_ns) < STEP_GAP_MS:
        reasons = (Why.TOO_SOON, *reasons)
    course.pressed_ns = run.now_ns
    if not reasons:
        course.aim(target_ua)
    return Reply(bool(reasons), reasons, course.channel, 0, target_ua, course.target_ua)


def mark(run: Run, message: SetMark) -> Reply:
    """Make the present current a mark; TOLERATED is the patient's word, and ends the output."""
    course = run.course
    if course is None or not course.calibrating:
        return refuse(Why.STATE)
    if message.channel != course.channel:
        return refuse(Why.CHANNEL)
    if message.mark is Mark.TOLERATED and message.role is not Role.PATIENT:
        return refuse(Why.NOT_THE_PATIENT, channel=course.channel)
    if not course.on or course.level_ua == 0:
        return refuse(Why.NOT_HELD, channel=course.channel)
    new = calibration.marked(run.found_of(course.channel), message.mark, course.level_ua)
    if new is None:
        return refuse(Why.MARK_ORDER, channel=course.channel)
    run.found[course.channel] = new
    run.out.record("mark", {"channel": course.channel, "mark": message.mark.name, "ua": course.level_ua})
    if message.mark is Mark.TOLERATED:
        course.cut(Why.DONE)
    return done(course.channel, course.level_ua)


def _rest(run: Run, channel: int) -> tuple[Why, ...]:
    """Return why the button does not count now: an output is followed by a rest as long as itself."""
    memory = run.memory[channel]
    if not run.opened:
        return (Why.STATE,)
    if memory.level_ua:  # it was let go a moment ago, and 0 is still to be written
        return (Why.RESTING,)
    if memory.off_since_ns is None:
        return ()
    least_ms = max(run.ceilings.min_off_ms, memory.last_on_ms)
    return (Why.RESTING,) if run.since(memory.off_since_ns) < least_ms else ()


def _begin(run: Run, course: Course) -> None:
    """Let it come back from 0; what was granted before does not bind what comes."""
    course.limit_ms = limit_ms(run, course.channel)
    course.bound_ua = course.target_ua
    course.begin(run.now_ns)
    run.dose.reserve(course.limit_ms)
    run.out.spent = run.dose.spent(run.now_ns)
