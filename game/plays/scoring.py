"""From measures to stars, each with its reason in plain words: quality before force, nothing taken away.

Three stars: what was brought home, how straight the way was, how still the hold was.  Where each star begins
follows from the usual aim of therapy games, success in about three of four tries.  Not here: how a measure
is taken (`game.plays.trials`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from core.events import JsonValue
from game.plays import Outcome
from game.plays.trials import TrialResult
from game.texts import say

HOME_SHARE = 0.75
STRAIGHT = 0.70
STILL = 0.75

_TABLE: tuple[tuple[str, Callable[[TrialResult], float | None]], ...] = (
    ("reaction_s", lambda trial: trial.reaction_s),
    ("grasp_s", lambda trial: trial.grasp_s),
    ("home_s", lambda trial: trial.home_s),
    ("path", lambda trial: trial.path),
    ("directness", lambda trial: trial.directness),
    ("excursion", lambda trial: trial.excursion),
    ("overshoot", lambda trial: trial.overshoot),
    ("accuracy", lambda trial: trial.accuracy),
    ("still", lambda trial: trial.still),
)


def explain(trials: Sequence[TrialResult], done: int, goal: int, skipped: int) -> Outcome:
    """Judge a round so far: `done` of `goal` items home, `skipped` put aside beside them."""
    directness = mean(trial.directness for trial in trials)
    still = mean(trial.still for trial in trials)
    judged = (home("home", done, goal), graded("straight", directness, STRAIGHT), graded("steady", still, STILL))
    means: dict[str, JsonValue] = {name: rounded(mean(map(pick, trials))) for name, pick in _TABLE}
    measures: dict[str, JsonValue] = {
        "done": done, "goal": goal, "skipped": skipped,
        "misses": sum(trial.misses for trial in trials), "helped": sum(trial.helped for trial in trials),
        "stars": {name: star for name, (star, _) in zip(("home", "straight", "steady"), judged, strict=True)},
        "means": means, "by_direction": by_direction(trials),
        "trials": [trial.as_json() for trial in trials],
    }
    return Outcome(sum(star for star, _ in judged), tuple(reason for _, reason in judged), measures)


def by_direction(trials: Sequence[TrialResult]) -> list[JsonValue]:
    """One row per direction in order of first use, with the mean of each measure."""
    rows: list[JsonValue] = []
    for direction in dict.fromkeys(trial.direction for trial in trials):
        own = [trial for trial in trials if trial.direction is direction]
        row: dict[str, JsonValue] = {"direction": str(direction), "tried": len(own),
                                     "done": sum(trial.done for trial in own),
                                     "misses": sum(trial.misses for trial in own)}
        row |= {name: rounded(mean(map(pick, own))) for name, pick in _TABLE}
        rows.append(row)
    return rows


def mean(values: Iterable[float | None]) -> float | None:
    """Average of what is there; None when nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def home(name: str, done: int, goal: int) -> tuple[bool, str]:
    """Judge how much of what was asked for is done, in the words under `name`."""
    if goal == 0:
        return False, say(f"{name}.skipped")
    key = {0: "none", 1: "one"}.get(done, "all" if done == goal else "some")
    return done >= HOME_SHARE * goal, say(f"{name}.{key}", done=done, goal=goal)


def graded(name: str, value: float | None, aim: float) -> tuple[bool, str]:
    """Judge a share by its aim, in the words under `name`."""
    if value is None:
        return False, say(f"{name}.none")
    earned = value >= aim
    return earned, say(f"{name}.{'yes' if earned else 'no'}", percent=int(100 * value + 1e-9))


def rounded(value: float | None) -> float | None:
    """Round a measure to what it can bear."""
    return None if value is None else round(value, 4)
