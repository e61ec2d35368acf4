"""What goes to the device in a step: stop frames, or at most one ordinary frame, through the fence.

Not here: what the output should be (`course`), what the device answers (`device`).
"""

from __future__ import annotations

from stim_safety import calibration
from stim_safety.course import Course
from stim_safety.device import ask, introduce
from stim_safety.drivers import Ask
from stim_safety.fence import fence, remember
from stim_safety.limits import openable, period_of
from stim_safety.machine import Event
from stim_safety.messages import Happened, Report
from stim_safety.moves import finish_stop, go, violate
from stim_safety.run import Run
from stim_safety.stopping import Need, Stopping
from stim_safety.words import State, Why

_SELFTEST = State.SELFTEST  # asked for in every step, looked up once


def write(run: Run) -> None:
    """Write what is due."""
    if run.stopping is not None:
        _stop(run, run.stopping)
    elif run.exchange.outstanding is not None:
        return
    elif run.state is _SELFTEST:
        introduce(run)
    elif run.to_open:
        _open(run)
    elif run.opened and not (run.course is not None and _course(run, run.course)):
        _keep_alive(run)


def _open(run: Run) -> None:
    """Ask whether the device is quiet, and then open it for every channel that it can serve."""
    asked, *rest = run.to_open
    run.to_open = tuple(rest)
    orders = run.orders.values() if asked is Ask.OPEN else ()
    try:
        frame = run.driver.frame(asked, tuple(
            run.driver.pulse(order.channel, order.width_us, period_of(order, run.ceilings, run.abilities), 0)
            for order in openable(orders, run.ceilings, run.abilities, run.external)))
    except ValueError as error:
        violate(run, Why.SHAPE, str(error))
        return
    ask(run, frame)


def _stop(run: Run, stopping: Stopping) -> None:
    """Stop, and ask for the proof."""
    if run.mute or run.inputs.wire_gone:
        finish_stop(run, stopping, proven=False)
        return
    if stopping.proven or stopping.failed(run.now_ns):
        finish_stop(run, stopping, proven=stopping.proven)
        return
    need = stopping.need(run.now_ns)
    if need is Need.STOP:
        run.stopped_ns = run.now_ns
        run.out.stop(run.driver.stop_frames)
    elif need is Need.QUESTION:
        run.out.frame(run.driver.frame(stopping.question).data)


def _keep_alive(run: Run) -> None:
    """Ask how it goes, which also feeds the device's watchdog; only a step that passed every check gets here."""
    every_ms = run.abilities.keep_alive_ms
    if every_ms is not None and run.since(run.kept_alive_ns) >= every_ms:
        run.kept_alive_ns = run.now_ns
        ask(run, run.driver.frame(Ask.KEEP_ALIVE))


def _course(run: Run, course: Course) -> bool:
    """Write what the output needs; False when it needs nothing now."""
    level_ua = course.move(run.now_ns, run.ceilings, run.abilities)
    if level_ua == 0:
        return _silence(run, course)
    if level_ua == course.level_ua and not course.is_due(run.now_ns, run.abilities):
        return False
    return _train(run, course, level_ua)


def _silence(run: Run, course: Course) -> bool:
    """Write 0 if anything flows; a train that has ended is over."""
    flowed = course.level_ua > 0
    if flowed:
        ask(run, run.driver.frame(Ask.ZERO))
        _note(run, course, 0, Happened.FINISH)
    elif not course.on:
        run.dose.reserve(0)
    if not course.on and not course.calibrating:
        run.course = None
        run.resting = course.channel
        go(run, Event.TRAIN_OVER, course.why)
    return flowed


def _train(run: Run, course: Course, level_ua: int) -> bool:
    """Write the train with this level, if the fence lets the very numbers of the frame pass."""
    order = run.orders[course.channel]
    try:
        train = run.driver.pulse(order.channel, order.width_us, course.period_us, level_ua)
        frame = run.driver.frame(Ask.TRAINS, (train,))
    except ValueError as error:
        violate(run, Why.SHAPE, str(error))
        return True
    refused = fence(frame.trains, run.orders, run.ceilings, run.abilities, {order.channel: course.bound_ua},
                    run.memory, run.now_ns, course.calibrating)
    if refused:
        violate(run, refused[0], " ".join(why.name for why in refused))
        return True
    run.dose.flows(frame.trains[0], run.now_ns, run.abilities.pulse_each_frame)
    ask(run, frame)
    if level_ua == course.level_ua:
        course.wrote(level_ua, run.now_ns)
    else:
        _note(run, course, level_ua, Happened.START if course.began_ns is None else Happened.LEVEL)
    return True


def _note(run: Run, course: Course, level_ua: int, happened: Happened) -> None:
    """Remember and tell what was written."""
    channel = course.channel
    if happened is Happened.START and not course.calibrating:
        run.trains += 1
    course.wrote(level_ua, run.now_ns)
    run.memory[channel] = remember(run.memory[channel], level_ua, run.now_ns)
    run.found[channel] = calibration.felt(run.found_of(channel), level_ua)
    why = course.why if happened is Happened.FINISH else None
    run.out.tell(Report(happened, run.now_ns, channel, level_ua, course.order.width_us, course.period_us, why))
    if happened is not Happened.LEVEL:
        run.out.record("output", {"what": happened.name.lower(), "channel": channel, "ua": level_ua,
                                  "why": None if why is None else why.name})
        run.out.spent = run.dose.spent(run.now_ns)
