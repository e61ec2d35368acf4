"""What a plan changes against the level as it is shipped, in words.

Not here: what comes of it in play (`playing`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from game.difficulty.axes import DifficultyAxis, Levels
from game.difficulty.grades import fitted
from levels.model import Level
from levels.plan import AxisPlan, FeedbackPlan, Plan
from levels.planning import Laid, grade_at, locks_of
from levels.rules_plan import ERRORLESS_PERCENT
from levels.rules_planned import AXES
from station.coaching.words import percent

NOTHING = "nothing; the level is played as it is shipped"
LISTS: Mapping[str, tuple[str, str]] = {
    "size": ("radius of targets", " of own reach"), "range": ("how far targets lie", " of own reach"),
    "band": ("width of the band", " of own maximum"), "time_s": ("time for one try", " s"),
    "settle_s": ("rest in the middle", " s"), "pace_s": ("rest between lamps", " s"),
    "hold_s": ("how long to stay", " s")}
"""What each list of a level is, and its unit."""
SECOND = {"count": "counting marks", "colours": "counting one colour"}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise: what, how it was, how it is."""

    what: str
    was: str
    now: str

    def __str__(self) -> str:
        return f"{self.what}: {self.was} -> {self.now}"


def changes(planned: Laid, chosen: int) -> tuple[Change, ...]:
    """Return everything that a plan makes otherwise; `chosen` is the grade that is played."""
    plan = planned.written.plan
    before, after = (level.model_dump(mode="json", by_alias=True) for level in (planned.shipped, planned.level))
    return (*_set(before, after), *_locked(planned, chosen), *_progress(plan, chosen), *_feedback(plan.feedback))


# What `set` says.

def _set(before: Mapping[str, object], after: Mapping[str, object], path: str = "") -> Iterator[Change]:
    for key in dict.fromkeys([*before, *after]):
        was, now, name = before.get(key), after.get(key), f"{path}{key}"
        if isinstance(was, dict) and isinstance(now, dict):
            yield from _set(was, now, f"{name}.")
        elif was != now:
            yield Change(name, _said(was), _said(now))


def _said(value: object) -> str:
    if value is None or isinstance(value, bool):
        return {None: "none", True: "yes", False: "no"}[value]
    if isinstance(value, list):
        ten = len(value) > 1 and all(isinstance(each, int | float) for each in value)
        return f"{value[0]:g} to {value[-1]:g}" if ten else ", ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{key} {_said(each)}" for key, each in value.items() if each is not None)
    return f"{value:g}" if isinstance(value, float) else str(value)


# What locks say.

def ends(plan: Plan) -> tuple[Levels, Levels]:
    """Return the easiest and the hardest that the locks of a plan allow."""
    easy, hard = Levels(), Levels(1.0, 1.0, 1.0, 1.0)
    for lock in locks_of(plan):
        axis = DifficultyAxis(lock.axis)
        easy, hard = easy.put(axis, lock.low), hard.put(axis, lock.high)
    return easy, hard


def _locked(planned: Laid, chosen: int) -> Iterator[Change]:
    plan, level = planned.written.plan, planned.level
    easy, hard = (fitted(level, chosen, levels) for levels in ends(plan))
    for lock in locks_of(plan):
        axis: AxisPlan = getattr(plan.axes, lock.axis)
        for name in AXES[lock.axis]:
            if _list(level, name):
                word, unit = LISTS[name]
                yield Change(f"{lock.axis}, {word}", _span(_list(planned.shipped, name)), _bounds(
                    axis, (getattr(easy, name), getattr(hard, name)), unit, (lock.low, lock.high)))


def _list(level: Level, name: str) -> Sequence[float]:
    return getattr(getattr(level, "difficulty", None), name, None) or ()


def _span(ten: Sequence[float]) -> str:
    return f"{ten[0]:.3g} to {ten[-1]:.3g}" if ten else "none"


def _bounds(axis: AxisPlan, values: tuple[float, float], unit: str, places: tuple[float, float]) -> str:
    """Say what a lock leaves, from the easiest to the hardest; of sizes and times the harder end is smaller."""
    easy, hard = values
    grades, rising = [grade_at(place) for place in places], hard >= easy
    if axis.fixed is not None or grades[0] == grades[1]:
        return f"stays at {easy:.3g}{unit} (grade {grades[0]:g})"
    if axis.min is None:
        return f"{'at most' if rising else 'at least'} {hard:.3g}{unit} (grade {grades[1]:g})"
    if axis.max is None:
        return f"{'at least' if rising else 'at most'} {easy:.3g}{unit} (grade {grades[0]:g})"
    return f"{easy:.3g} to {hard:.3g}{unit} (grades {grades[0]:g} to {grades[1]:g})"


# What the rest says.

def _progress(plan: Plan, chosen: int) -> Iterator[Change]:
    usual = Plan(schema=1, plan=plan.plan)
    if plan.grade is not None:
        yield Change("grade", "the one played last", str(plan.grade))
    if not plan.adapt:
        yield Change("difficulty", "follows the person", f"stays at grade {chosen}")
    if "target_percent" in plan.model_fields_set:
        yield Change("tries that should succeed",
                     f"{usual.target_percent} of 100, {ERRORLESS_PERCENT} in stages 1 and 2",
                     f"{plan.target_percent} of 100")
    if plan.block_tries != usual.block_tries:
        yield Change("the next axis has its turn", f"after {usual.block_tries} tries",
                     f"after {plan.block_tries} tries")
    if plan.most_percent_per_block != usual.most_percent_per_block:
        yield Change("an axis moves within a block", f"by at most {usual.most_percent_per_block} %",
                     f"by at most {plan.most_percent_per_block} %")
    if plan.stage is not None:
        yield Change("stage", "as the therapist accepted last", str(plan.stage))
    if plan.few_words is not None:
        yield Change("words", "few in stages 1 and 2", "always few" if plan.few_words else "as usual")
    if plan.order is not None:
        yield Change("order of targets", "by sessions and stage", str(plan.order))
    if plan.minutes is not None:
        yield Change("a round ends", "when all is done", f"when all is done, or after {plan.minutes} minutes")


def _feedback(feedback: FeedbackPlan) -> Iterator[Change]:
    usual = FeedbackPlan()
    if not feedback.fade:
        yield Change("feedback", "fades from session to session", "does not fade")
    if feedback.percent is not None:
        yield Change("tries with feedback to begin with", "as the stage has it", f"{feedback.percent} %")
    if feedback.band is not None:
        yield Change("told", "every result", f"only errors beyond {feedback.band:g} of a target")
    if feedback.summary:
        yield Change("told", "one by one", "five results together")
    if feedback.on_request:
        yield Change("who asks", "is not told more", "is told")
    if feedback.guess_every != usual.guess_every:
        yield Change("own guess first", _every(usual.guess_every), _every(feedback.guess_every))
    if feedback.probes != usual.probes:
        yield Change("tries that show nothing", percent(usual.probes), percent(feedback.probes))
    if feedback.second_task is not None:
        yield Change("beside it", "nothing",
                     f"{SECOND[feedback.second_task]}, in {percent(feedback.second_share)} of the tries")


def _every(number: int) -> str:
    return f"in one try of {number}" if number else "never"
