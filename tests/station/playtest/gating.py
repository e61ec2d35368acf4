"""A shipped level before the gates, in as few sessions as tell something (all: `surefoot playtest --gates`)."""

from __future__ import annotations

from collections.abc import Sequence

from station.playtest.gates import Failure, judge, judge_falls
from station.playtest.plan import Job
from station.playtest.playing import Alone, play_one, stand_alone
from station.playtest.result import Cell, cells_of

EASIEST, HARDEST, WEAKEST, STRONGEST = 1, 10, 0.0, 1.0
MOST_S = 220.0
"""Who is far from done by then has not succeeded; everybody else is done."""
BEYOND_S = 80.0
"""The weakest at the hardest grade is not done by far; so long is enough to see whether it goes too well."""


def cells(level: str) -> list[Cell]:
    """Let the weakest and the strongest body play the easiest and the hardest grade, once each."""
    return cells_of(
        play_one(Job(level, grade, ability, 1), BEYOND_S if (grade, ability) == (HARDEST, WEAKEST) else MOST_S)
        for grade in (EASIEST, HARDEST) for ability in (WEAKEST, STRONGEST))


def failures(played: Sequence[Cell]) -> list[Failure]:
    """Judge what was played by every gate but that of pulled plugs."""
    return [*judge(played), *judge_falls(played, _alone)]


def _alone(cell: Cell) -> Alone:
    stood = [stand_alone(result.job, max(result.play_s, 10.0)) for result in cell.results]
    return Alone(sum(each.seconds for each in stood), sum(each.falls for each in stood), 0)
