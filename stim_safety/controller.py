"""The controller: one step from inputs to outputs, pure; the heart of the safety program.

Every step looks first at what could be wrong and last at what is wished for: clocks, guardian, stops from outside,
the lines, messages, the device, budgets, the heartbeat; then what time brings, then at most one ordinary frame.
It opens nothing, waits for nothing, and knows no other time than that of its inputs, so a run can be replayed.
Not here: gathering inputs and carrying outputs out (`process`).
"""

from __future__ import annotations

from stim_safety.device import listen
from stim_safety.drivers import Driver
from stim_safety.machine import Event
from stim_safety.moves import go, person, violate
from stim_safety.outputs import write
from stim_safety.progress import progress
from stim_safety.requests import take
from stim_safety.run import Run
from stim_safety.start import Start
from stim_safety.step import GuardianNews, Inputs, Outputs
from stim_safety.telling import tell
from stim_safety.words import ACTIVE, LATCHED, State, Why

# Members that are asked for in every step, looked up once.
_END = State.END
_BEAT, _GONE, _TRIPPED = GuardianNews.BEAT, GuardianNews.GONE, GuardianNews.TRIPPED


class Controller:
    """Life: `step` at least every 20 ms, and whenever something arrives, until its outputs say `over`.

    An exception in a step is a defect: whoever called it writes the driver's stop frames and calls no more.
    """

    def __init__(self, driver: Driver, start: Start) -> None:
        self._run = Run(driver, start)

    @property
    def state(self) -> State:
        """Where it stands."""
        return self._run.state

    def step(self, inputs: Inputs) -> Outputs:
        """Take one step."""
        run = self._run
        if run.state is _END:
            return Outputs(over=True)
        run.begin(inputs)
        if run.is_first:
            _first(run)
        _clocks(run)
        _guardian(run)
        _outside(run)
        take(run, inputs.messages)
        listen(run)
        _standing(run)
        progress(run)
        _write(run)
        return _end(run)


def _first(run: Run) -> None:
    """Write down with what the run begins; the log is proven by it.

    The budget is kept at once: whom the log tells of must have one, also when no current ever flows.
    """
    run.out.spent = run.dose.spent(run.now_ns)
    prescription = run.prescription
    run.out.record("begin", {
        "patient": None if prescription is None else prescription.patient,
        "digest": None if prescription is None else prescription.digest,
        "device": run.abilities.name, "refusal": run.start.refusal,
        "incident": None if run.start.incident is None else run.start.incident.name}, sync=True)


def _clocks(run: Run) -> None:
    """Look at the clocks: a late tick is told, a very late one stops."""
    tick = run.ticks.look(run.now_ns, run.inputs.boot_ns)
    if tick.late_ms:
        run.out.record("late", {"ms": tick.late_ms})
    if tick.why is not None:
        violate(run, tick.why, f"{tick.late_ms} ms")


def _guardian(run: Run) -> None:
    """Look at the guardian: once it has taken the wire over, nothing is written any more."""
    news = run.inputs.guardian
    if news is _BEAT:
        run.guardian_ns = run.now_ns
    elif news is _TRIPPED:
        run.mute = True
        violate(run, Why.GUARDIAN_TRIPPED)
    if news is _GONE or (run.state in ACTIVE and not run.guarded()):
        violate(run, Why.GUARDIAN_LOST)


def _outside(run: Run) -> None:
    """Look at stops from outside the game, and at the lines to wire, log and game."""
    inputs = run.inputs
    if inputs.stop is not None:
        person(run, inputs.stop)
    if inputs.wire_gone:
        violate(run, Why.PORT_LOST, inputs.wire_gone)
    if not inputs.written:
        violate(run, Why.WRITE)
        run.out.flush = True
    if inputs.log_gone or run.out.overdue():
        violate(run, Why.LOG, inputs.log_gone)
    if inputs.game_gone:
        run.ending = True
        violate(run, Why.GAME_LOST)


def _standing(run: Run) -> None:
    """Look at what current depends on while it may flow: the prescription's file and the game's heartbeat."""
    prescription, digest = run.prescription, run.inputs.digest
    if prescription is not None and digest is not None and digest != prescription.digest:
        violate(run, Why.PRESCRIPTION_CHANGED)
    if run.state in ACTIVE and run.lease.silent(run.now_ns):
        violate(run, Why.GAME_SILENT)


def _write(run: Run) -> None:
    """Write what is due; a stop that begins there begins in this very step."""
    before = run.stopping
    write(run)
    if run.stopping is not None and run.stopping is not before:
        write(run)


def _end(run: Run) -> Outputs:
    """Close the step; a program that is ending is over after its last stop.

    The guardian hears no beat while nobody knows whether the device is quiet: then it stops it as well.
    """
    over = run.ending and run.stopping is None and run.state not in ACTIVE
    if over:
        go(run, Event.OVER)
    if over and run.quiet:
        run.out.record("end", {"why": None if run.why is None else run.why.name}, sync=True)
    tell(run)
    unproven = run.state in LATCHED and not run.quiet
    return run.out.take(mute=run.mute, beat=not (run.failed or unproven), release=over and run.quiet, over=over)
