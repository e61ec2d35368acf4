"""How much faster than real time a play-test runs, for each kind of level: body, bytes, driver, signals, game.

Measured in processor time of one process, as `surefoot playtest` tells it.  Not here: what the sessions showed.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from station.benchmarks.figures import Figure, percentile
from station.playtest.plan import Job
from station.playtest.playing import play_one

KINDS: Mapping[str, str] = MappingProxyType({
    "board": "shelf_reach/first_shelf", "EMG": "lanterns/first_light", "stimulation": "lanterns/light_with_help",
})
"""One level of each kind of chain: a board; electrodes; electrodes, stimulator and safety program."""
GRADE, ABILITY = 5, 1.0
ROUNDS = 5
GOAL = 100.0


def measure(kinds: Mapping[str, str] = KINDS, rounds: int = ROUNDS) -> list[Figure]:
    """Play `rounds` sessions of each kind, after one that only loads what they need."""
    return [_figure(kind, level, rounds) for kind, level in kinds.items()]


def _figure(kind: str, level: str, rounds: int) -> Figure:
    play_one(Job(level, GRADE, ABILITY, 0))
    results = [play_one(Job(level, GRADE, ABILITY, seed)) for seed in range(1, rounds + 1)]
    ratios = [result.seconds / result.cpu_s for result in results]
    played_s = sum(result.seconds for result in results)
    return Figure(f"play-test, {kind}", percentile(ratios, 0.5), "x real", GOAL,
                  f"median of {rounds} sessions of {level} on one core, {played_s:.0f} s played in all; "
                  f"best {max(ratios):.0f}", more=True)
