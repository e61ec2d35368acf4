"""How the controller gets from state to state: gentle ends, stops, latches, and the way back.

A stop drops everything that was under way; what comes after it begins at 0.  Not here: the table of states
(`machine`), who asks for a move (`controller`, `requests`).
"""

from __future__ import annotations

from stim_safety.calibration import Found
from stim_safety.fence import remember
from stim_safety.machine import Event, follow
from stim_safety.messages import Happened, Report
from stim_safety.run import Intent, Run
from stim_safety.stopping import Stopping
from stim_safety.words import ACTIVE, LATCHED, State, Why

WHILE_ACTIVE = frozenset({
    Why.LATE, Why.SUSPENDED, Why.GAME_SILENT, Why.STALE, Why.FUTURE, Why.WRONG_ECHO, Why.LOG})
"""These are wrong only while the high voltage may be on; without it nothing can come of them but a refusal."""
FOR_GOOD = frozenset({
    Why.PORT_LOST, Why.GUARDIAN_LOST, Why.GUARDIAN_TRIPPED, Why.GAME_LOST, Why.PRESCRIPTION_CHANGED,
    Why.WRONG_DEVICE})
"""What no reset mends: the program must be started again."""
SYNCED = LATCHED | {State.CALIB, State.ARMED, State.STIM}


def go(run: Run, event: Event, why: Why | None = None, *, recorded: bool = False) -> None:
    """Follow the table.  recorded: it was written down before."""
    target = follow(run.state, event)
    if not recorded:
        _record(run, target, why)
    _arrive(run, target, why)


def intend(run: Run, event: Event, channel: int | None = None) -> None:
    """Write down a move to a state with current; it is made once that is on disk."""
    run.intent = Intent(event, _record(run, follow(run.state, event), None), channel)


def violate(run: Run, why: Why, detail: str = "") -> None:
    """Something is wrong: stop, and latch."""
    idle = run.state not in ACTIVE and run.state is not State.STOPPING
    if (idle and why in WHILE_ACTIVE) or why in run.spoilt:
        return
    run.failed = True
    if why is not run.violated:  # what goes on and on is one line, lest a flood fills the log
        run.violated = why
        run.out.record("violation", {"why": why.name, "detail": detail, "state": run.state.name})
    if why in FOR_GOOD:
        run.spoilt.append(why)
    if why is Why.ELECTRODE:
        pads_moved(run, None if run.course is None else run.course.channel)
    if run.state in LATCHED:
        run.latched_ns = run.now_ns
    elif run.stopping is None:
        _stop(run, Event.VIOLATION, State.FAULT, why)
    elif run.stopping.target is not State.ESTOP:
        run.stopping.target, run.stopping.why = State.FAULT, why


def person(run: Run, why: Why) -> None:
    """Somebody stopped."""
    if run.state is State.READY:
        run.stop_pressed = True
    if run.stopping is not None:
        run.stopping.target, run.stopping.why = State.ESTOP, why
        run.out.stop(run.driver.stop_frames)
    else:
        _stop(run, Event.PERSON, State.ESTOP, why)


def close(run: Run, why: Why) -> None:
    """Switch the high voltage off without a fault."""
    _stop(run, Event.CLOSE, State.IDLE, why)


def reset(run: Run) -> None:
    """Leave a latch: stop once more and prove it, so that READY is what it says."""
    _stop(run, Event.RESET, State.IDLE, None)
    run.why = run.violated = None
    run.lease.forgive()


def incident(run: Run) -> None:
    """Stop what an earlier run may have left on, and latch until people have looked."""
    run.out.tell(Report(Happened.INCIDENT, run.now_ns, None, 0, 0, 0, Why.INCIDENT))
    _stop(run, Event.PERSON, State.ESTOP, Why.INCIDENT)


def finish_stop(run: Run, stopping: Stopping, *, proven: bool) -> None:
    """End a stop: go where it leads, or to FAULT when the device has not said that it is quiet."""
    run.stopping, run.quiet = None, proven
    run.dose.silence(run.now_ns, run.utc_s, proven=proven)
    run.out.spent = run.dose.spent(run.now_ns)
    if not proven:
        why = run.spoilt[0] if run.spoilt else Why.NO_ANSWER
        _record(run, State.FAULT, why)
        _arrive(run, State.FAULT, why)
        return
    target = stopping.target
    if target is State.IDLE and not run.known:
        run.introduced, target = 0, State.SELFTEST
    if target is State.IDLE and run.stop_pressed:
        run.stop_pressed, run.stop_tested = False, True
    _record(run, target, stopping.why)
    _arrive(run, target, stopping.why)


def pads_moved(run: Run, channel: int | None) -> None:
    """Forget what was found and confirmed for the pads of a channel, of all for None."""
    for each in run.orders if channel is None else (channel,):
        run.therapist.pads.discard(each)
        run.found[each] = Found()


def _stop(run: Run, event: Event, target: State, why: Why | None) -> None:
    """Drop everything and begin to stop."""
    go(run, event, why)
    run.stopping = Stopping(target, why, run.now_ns, run.abilities)
    run.out.flush = run.exchange.outstanding is not None
    run.exchange.drop()
    run.intent = run.wanted = run.course = run.resting = run.reset_ns = None
    run.opened = run.quiet = False
    run.to_open = ()
    run.running = frozenset()
    for channel, memory in run.memory.items():
        run.memory[channel] = remember(memory, 0, run.now_ns)
    run.out.tell(Report(Happened.STOP, run.now_ns, None, 0, 0, 0, why))


def _record(run: Run, target: State, why: Why | None) -> int:
    return run.out.record("state", {
        "from": run.state.name, "to": target.name, "why": None if why is None else why.name}, target in SYNCED)


def _arrive(run: Run, target: State, why: Why | None) -> None:
    run.state, run.moved_ns, run.intent = target, run.now_ns, None
    run.status_due = True
    if target in LATCHED:
        run.latched_ns = run.now_ns
        run.out.tell(Report(Happened.LATCHED, run.now_ns, None, 0, 0, 0, why))
    if why is not None or target is State.ARMED:
        run.why = why
