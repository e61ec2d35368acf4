"""The four stages of learning as measured gates: from numbers to advice with reasons.

1 does not know the errors yet, 2 knows them, 3 can do it with attention, 4 does it without.  The limits are this
house's own proposals and can all be changed; a stage is advice until a therapist accepts it.
Not here: how anything is measured, or who changes a stage.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from enum import IntEnum, StrEnum

from core.errors import InputError
from game.difficulty.reading import within

SESSIONS = 2
"""So many sessions in a row must pass a gate."""


class Stage(IntEnum):
    """How far a person has learned a task."""

    UNCONSCIOUS_INCOMPETENCE = 1
    CONSCIOUS_INCOMPETENCE = 2
    CONSCIOUS_COMPETENCE = 3
    UNCONSCIOUS_COMPETENCE = 4


@dataclass(frozen=True, slots=True)
class Measured:
    """What one session measured; None where it did not.  Shares are 0..1.

    success: of tries.  guess_error: own guess of the score against the score, share of the score.  load_error:
    guess of the load on a foot against the load, share of body weight.  assist: mean help.  symptoms: whether any
    came.  feedback_drop: by how much success falls without feedback.  dual_cost: (single - dual) / single.  clean:
    share of repetitions without compensation.  variability: coefficient of variation, and variability_start at the
    first session.  retention_day, retention_week: score without feedback at least 24 hours, at least 7 days later,
    as a share of the last score (1 = nothing lost; above 1 = better).  untrained: score of an untrained variant as
    a share of the trained one.  effort: muscle work per clean task, and effort_start at the first session.
    safety_events: step-offs and near-falls.  probe_drop: how far a monthly probe fell, mdc: this person's own
    minimal detectable change, in one unit.
    """

    success: float | None = None
    guess_error: float | None = None
    load_error: float | None = None
    assist: float | None = None
    symptoms: bool | None = None
    feedback_drop: float | None = None
    dual_cost: float | None = None
    clean: float | None = None
    variability: float | None = None
    variability_start: float | None = None
    retention_day: float | None = None
    retention_week: float | None = None
    untrained: float | None = None
    effort: float | None = None
    effort_start: float | None = None
    safety_events: int | None = None
    probe_drop: float | None = None
    mdc: float | None = None

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if value is not None and each.name != "symptoms":
                low, high = (0.0, 1.0) if each.name in _SHARES else (-1e6, 1e6)
                within(each.name, value, low, high)


_SHARES = frozenset({"success", "assist", "clean", "load_error"})


@dataclass(frozen=True, slots=True)
class Limits:
    """Where the gates stand; raises InputError outside 0..1.

    guess_error .. economy: as in `Measured`.  retention: how much of the last score may be lost.
    """

    low_success: float = 0.50
    blind_guess: float = 0.20
    blind_load: float = 0.10
    guess_error: float = 0.15
    success: float = 0.75
    assist: float = 0.25
    drop: float = 0.10
    big_drop: float = 0.15
    cost: float = 0.15
    big_cost: float = 0.20
    clean: float = 0.80
    retention: float = 0.10
    untrained: float = 0.80

    def __post_init__(self) -> None:
        for each in fields(self):
            within(f"the limit {each.name}", getattr(self, each.name), 0.0, 1.0)


class Gate(StrEnum):
    """What is asked for before a stage is left, or for the fourth to be shown."""

    GUESS = "guess"
    LOAD_GUESS = "load_guess"
    SUCCESS = "success"
    LITTLE_HELP = "little_help"
    NO_SYMPTOM = "no_symptom"
    WITHOUT_FEEDBACK = "without_feedback"
    DUAL_TASK = "dual_task"
    CLEAN = "clean"
    STEADIER = "steadier"
    RETAINED_DAY = "retained_day"
    RETAINED_WEEK = "retained_week"
    TRANSFER = "transfer"
    ECONOMY = "economy"
    SAFE = "safe"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Check:
    """One gate in one session.

    session: 1 the last one, 2 the one before.  value against limit; met: None where it was not measured.
    """

    gate: Gate
    session: int
    value: float | None
    limit: float | None
    met: bool | None


class Advised(StrEnum):
    """STAY: something is not reached, or not measured.  GO_ON: to the next stage.  BACK: to the third."""

    STAY = "stay"
    GO_ON = "go_on"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do, with every check behind it, and what is still to be measured.

    stage: the advised one.  too_few: how many sessions are still wanted, 0 for none.
    """

    stage: Stage
    advised: Advised
    checks: tuple[Check, ...]
    too_few: int = 0

    @property
    def unmeasured(self) -> tuple[Gate, ...]:
        """The gates of which nothing is known, each once."""
        return tuple(dict.fromkeys(check.gate for check in self.checks if check.met is None))


_Test = Callable[[Measured, Limits], tuple[float | None, float | None, bool | None]]


def advise(stage: Stage, sessions: Sequence[Measured], limits: Limits | None = None) -> Advice:
    """Advise from the sessions so far, oldest first; the last two decide.  Raises InputError without any."""
    if not sessions:
        raise InputError("There is no session yet: play and measure one first.")
    limits = limits if limits is not None else Limits()
    checks = tuple(_check(gate, number, measured, limits)
                   for number, measured in enumerate(reversed(sessions[-SESSIONS:]), start=1)
                   for gate in GATES[stage])
    if stage is Stage.UNCONSCIOUS_COMPETENCE:
        lost = any(check.gate is Gate.KEPT and check.session == 1 and check.met is False for check in checks)
        back = Stage.CONSCIOUS_COMPETENCE
        return Advice(back, Advised.BACK, checks) if lost else Advice(stage, Advised.STAY, checks)
    too_few = max(0, SESSIONS - len(sessions))
    if too_few == 0 and all(check.met or (check.met is None and check.gate in OPTIONAL) for check in checks):
        return Advice(Stage(stage + 1), Advised.GO_ON, checks)
    return Advice(stage, Advised.STAY, checks, too_few)


def picture(measured: Measured, limits: Limits | None = None) -> Stage:
    """Return the stage that one session looks like; what was not measured never speaks for a higher stage."""
    limits = limits if limits is not None else Limits()
    blind = (_above(measured.guess_error, limits.blind_guess) or _above(measured.load_error, limits.blind_load))
    if measured.success is None or measured.success < limits.low_success or blind:
        return Stage.UNCONSCIOUS_INCOMPETENCE
    if measured.success < limits.success:
        return Stage.CONSCIOUS_INCOMPETENCE
    leans = _above(measured.feedback_drop, limits.big_drop) or _above(measured.dual_cost, limits.big_cost)
    last = (_check(gate, 1, measured, limits).met for gate in GATES[Stage.UNCONSCIOUS_COMPETENCE]
            if gate is not Gate.KEPT)
    return Stage.UNCONSCIOUS_COMPETENCE if not leans and all(last) else Stage.CONSCIOUS_COMPETENCE


def _check(gate: Gate, session: int, measured: Measured, limits: Limits) -> Check:
    return Check(gate, session, *TESTS[gate](measured, limits))


def _above(value: float | None, limit: float) -> bool:
    return value is not None and abs(value) > limit


def _most(value: float | None, limit: float | None) -> tuple[float | None, float | None, bool | None]:
    """Pass at `limit` or below."""
    return value, limit, None if value is None or limit is None else value <= limit


def _least(value: float | None, limit: float) -> tuple[float | None, float | None, bool | None]:
    """Pass at `limit` or above."""
    return value, limit, None if value is None else value >= limit


def _below(value: float | None, limit: float | None) -> tuple[float | None, float | None, bool | None]:
    """Pass strictly below `limit`."""
    return value, limit, None if value is None or limit is None else value < limit


def _steadier(value: float | None, start: float | None) -> tuple[float | None, float | None, bool | None]:
    """Pass below the start; who does not vary at all cannot get any steadier."""
    return _most(value, start) if value == 0.0 else _below(value, start)


def _size(value: float | None) -> float | None:
    return None if value is None else abs(value)


TESTS: dict[Gate, _Test] = {
    Gate.GUESS: lambda m, at: _most(_size(m.guess_error), at.guess_error),
    Gate.LOAD_GUESS: lambda m, at: _most(m.load_error, at.blind_load),
    Gate.SUCCESS: lambda m, at: _least(m.success, at.success),
    Gate.LITTLE_HELP: lambda m, at: _most(m.assist, at.assist),
    Gate.NO_SYMPTOM: lambda m, _: _most(None if m.symptoms is None else float(m.symptoms), 0.0),
    Gate.WITHOUT_FEEDBACK: lambda m, at: _most(m.feedback_drop, at.drop),
    Gate.DUAL_TASK: lambda m, at: _most(m.dual_cost, at.cost),
    Gate.CLEAN: lambda m, at: _least(m.clean, at.clean),
    Gate.STEADIER: lambda m, _: _steadier(m.variability, m.variability_start),
    Gate.RETAINED_DAY: lambda m, at: _least(m.retention_day, 1.0 - at.retention),
    Gate.RETAINED_WEEK: lambda m, at: _least(m.retention_week, 1.0 - at.retention),
    Gate.TRANSFER: lambda m, at: _least(m.untrained, at.untrained),
    Gate.ECONOMY: lambda m, _: _below(m.effort, m.effort_start),
    Gate.SAFE: lambda m, _: _most(m.safety_events, 0.0),
    Gate.KEPT: lambda m, _: _most(m.probe_drop, m.mdc),
}

GATES: dict[Stage, tuple[Gate, ...]] = {
    Stage.UNCONSCIOUS_INCOMPETENCE: (Gate.GUESS, Gate.LOAD_GUESS),
    Stage.CONSCIOUS_INCOMPETENCE: (Gate.SUCCESS, Gate.LITTLE_HELP, Gate.NO_SYMPTOM),
    Stage.CONSCIOUS_COMPETENCE: (Gate.WITHOUT_FEEDBACK, Gate.DUAL_TASK, Gate.CLEAN, Gate.STEADIER),
    Stage.UNCONSCIOUS_COMPETENCE: (Gate.RETAINED_DAY, Gate.RETAINED_WEEK, Gate.DUAL_TASK, Gate.TRANSFER,
                                   Gate.ECONOMY, Gate.SAFE, Gate.KEPT),
}
"""What is asked for to leave each stage; for the fourth, what shows that it is reached and kept."""
OPTIONAL = frozenset({Gate.LOAD_GUESS})
"""A guess of the load needs a board; without one it is not asked for."""
