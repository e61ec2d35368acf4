"""The device: getting to know it, and judging what it answers; what it says is believed over what we remember.

Not here: what is asked for when (`outputs`), waiting for answers (`exchange`), proving a stop (`stopping`).
"""

from __future__ import annotations

from stim_safety.drivers import Answer, Ask, Frame, Outcome
from stim_safety.machine import Event
from stim_safety.moves import go, incident, violate
from stim_safety.run import Run
from stim_safety.stopping import Stopping, is_quiet
from stim_safety.timing import PROOF_MS
from stim_safety.words import ACTIVE, LATCHED, State, Why

OUTPUT = frozenset({Ask.TRAINS, Ask.ZERO, Ask.KEEP_ALIVE})


def listen(run: Run) -> None:
    """Take in what the device has said."""
    for answer in run.driver.feed(run.inputs.wire):
        if run.stopping is not None:
            _while_stopping(run, run.stopping, answer)
        elif not _is_nothing_new(run, answer):
            _judge(run, answer)
    if run.exchange.overdue(run.now_ns):
        asked = run.exchange.outstanding
        run.exchange.drop()
        violate(run, Why.NO_ANSWER, "" if asked is None else asked.ask.value)


def ask(run: Run, frame: Frame) -> None:
    """Send a frame; where the device answers nothing, it counts as carried out."""
    run.out.frame(frame.data)
    if run.abilities.answers:
        run.exchange.sent(frame, run.now_ns)
    else:
        _carried_out(run, frame, Answer(Outcome.DONE, frame.ask, frame.number))


def introduce(run: Run) -> None:
    """Ask the next question of the opening; when all are answered, the device is known."""
    opening = run.abilities.opening
    if run.introduced < len(opening):
        ask(run, run.driver.frame(opening[run.introduced]))
        return
    run.identity = run.identity or run.abilities.name
    run.known = True
    run.out.record("device", {"identity": run.identity, "version": run.version})
    if run.incident:
        incident(run)
    else:
        go(run, Event.KNOWN)


def _while_stopping(run: Run, stopping: Stopping, answer: Answer) -> None:
    """Look for the proof; an error that is none of the stop itself is an error."""
    stopping.take(answer)
    if answer.outcome is Outcome.FAULT and answer.ask is not Ask.STOP:
        violate(run, answer.why or Why.DEVICE_ERROR, answer.detail)


def _is_nothing_new(run: Run, answer: Answer) -> bool:
    """Whether an answer changes nothing: to stop frames of a moment ago, or of a device that is stopped anyway.

    A device that begins anew while its high voltage is off has lost nothing; it is asked again before it opens.
    """
    if answer.outcome is Outcome.FAULT:
        return answer.why is Why.DEVICE_RESET and run.state not in ACTIVE and run.state is not State.SELFTEST
    late_stop = answer.outcome is Outcome.DONE and answer.ask is Ask.STOP
    return run.state in LATCHED or (late_stop and run.since(run.stopped_ns) <= 2 * PROOF_MS)


def _judge(run: Run, answer: Answer) -> None:
    frame, why = run.exchange.judge(answer)
    if why is not None:
        violate(run, why, answer.detail)
    elif frame is not None:
        _carried_out(run, frame, answer)


def _carried_out(run: Run, frame: Frame, answer: Answer) -> None:
    """Go on after an ask that the device has carried out."""
    if run.state is State.SELFTEST:
        _introduced(run, frame, answer)
        return
    if frame.ask is Ask.STATUS and not is_quiet(answer, run.abilities):
        violate(run, Why.UNEXPECTED_OUTPUT, answer.detail)
    elif frame.ask is Ask.OPEN:
        run.opened = True
        run.kept_alive_ns = run.now_ns
    elif frame.ask is Ask.TRAINS:
        run.running = frozenset(train.channel for train in frame.trains)
    elif frame.ask is Ask.ZERO:
        run.running = frozenset()
        run.dose.silence(run.now_ns, run.utc_s)
        run.out.spent = run.dose.spent(run.now_ns)
    if frame.ask in OUTPUT:
        _compare(run, answer)


def _compare(run: Run, answer: Answer) -> None:
    """Stop when the device does something else than it was told."""
    running = run.running if answer.running is None else answer.running
    if answer.open is False or answer.high_voltage is False:
        violate(run, Why.DEVICE_RESET, answer.detail)
    elif running - run.running:
        violate(run, Why.UNEXPECTED_OUTPUT, f"channels {sorted(running - run.running)}")
    elif run.running - running:
        violate(run, Why.MISSING_OUTPUT, f"channels {sorted(run.running - running)}")


def _introduced(run: Run, frame: Frame, answer: Answer) -> None:
    """Take in an answer of the opening; a device that is not quiet is stopped, and people must look."""
    run.introduced += 1
    run.identity = answer.identity or run.identity
    run.version = answer.version or run.version
    if frame.ask is Ask.STATUS and not is_quiet(answer, run.abilities):
        run.incident = True
