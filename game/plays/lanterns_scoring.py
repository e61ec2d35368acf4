"""From measures to stars for Lanterns: lamps, silence between them, and an even effort.

Each star says its reason in plain words; help by stimulation never costs one.  Not here: how a measure is taken
(`game.plays.lanterns_trials`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from core.events import JsonValue
from core.muscles import Muscle
from game.plays import Outcome
from game.plays.lanterns_trials import LampResult
from game.plays.scoring import graded, home, mean, rounded
from game.texts import say

CALM_SHARE = 0.75
EVEN = 0.75

_TABLE: tuple[tuple[str, Callable[[LampResult], float | None]], ...] = (
    ("onset_s", lambda lamp: lamp.onset_s),
    ("relax_level", lambda lamp: lamp.relax_level),
    ("steady", lambda lamp: lamp.steady),
    ("other", lambda lamp: lamp.other),
)


def explain(lamps: Sequence[LampResult], goal: int, skipped: int, lines: Mapping[Muscle, float]) -> Outcome:
    """Judge a round so far: `goal` lamps asked for, `skipped` put aside; `lines`: where they are now."""
    own = sum(lamp.own for lamp in lamps)
    calm = mean(None if lamp.calm is None else float(lamp.calm) for lamp in lamps)
    even = mean(lamp.steady for lamp in lamps)
    judged = (home("lamps", own, goal), graded("calm", calm, CALM_SHARE), graded("even", even, EVEN))
    names = ("lamps", "calm", "even")
    measures: dict[str, JsonValue] = {"stars": {name: star for name, (star, _) in zip(names, judged, strict=True)},
                **_measures(lamps, goal, skipped, lines)}
    return Outcome(sum(star for star, _ in judged), tuple(reason for _, reason in judged), measures)


def explain_imagined(lamps: Sequence[LampResult], goal: int, skipped: int) -> Outcome:
    """Judge a round in which nothing is measured: a star for each third of the lamps."""
    done = len(lamps)
    stars = 3 * done // goal if goal else 0
    count = say("imagined.lamps", done=done, goal=goal) if goal else say("lamps.skipped")
    measures: dict[str, JsonValue] = {"stars": {"lamps": stars}, **_measures(lamps, goal, skipped, {})}
    return Outcome(stars, (count, say("imagined.paths"), say("imagined.rest")), measures)


def _measures(lamps: Sequence[LampResult], goal: int, skipped: int,
              lines: Mapping[Muscle, float]) -> dict[str, JsonValue]:
    attempts = sum(lamp.attempts for lamp in lamps)
    misses = sum(lamp.misses for lamp in lamps)
    voids = sum(lamp.voids for lamp in lamps)
    trains = sum(lamp.trains for lamp in lamps)
    judged = attempts - voids
    means: dict[str, JsonValue] = {name: rounded(mean(map(pick, lamps))) for name, pick in _TABLE}
    return {
        "done": len(lamps), "own": sum(lamp.own for lamp in lamps), "goal": goal, "skipped": skipped,
        "attempts": attempts, "misses": misses, "voids": voids,
        "trigger_success": rounded((judged - misses) / judged if judged > 0 else None),
        "trains": trains, "assist_share": rounded(trains / len(lamps) if lamps else None),
        "stimulated_s": round(sum(lamp.stimulated_s for lamp in lamps), 2),
        "thresholds": {str(muscle): round(line, 4) for muscle, line in lines.items()},
        "means": means, "lamps": [lamp.as_json() for lamp in lamps],
    }
