"""What every shipped level must hold to, judged from play-test results.

Not here: how the results came about (`playing`), running the extra sessions (`command`).

Two shares are told apart by their binomial error: `Z` standard errors of the difference, pooled (help after a miss
ties the items of one session to each other, so `Z` is wide).  The difficulty engine aims for a success that a
therapist sets; every body must find it between grade 1 and 10, so the weakest reaches the lowest target at
grade 1, and the strongest does not stay above the highest target at grade 10.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from math import sqrt

from core.events import JsonValue
from game.difficulty.settings import TARGETS
from levels.model import GRADES
from station.playtest.playing import Alone, Unplugged
from station.playtest.result import Cell

Z = 3.0
"""One in 740 honest pairs fails by chance."""


class Gate(StrEnum):
    """The gates.

    GRADE: success does not rise with the grade.  ABILITY: it does not fall as ability rises.  WINNABLE: grade 1
    for the weakest.  NOT_TRIVIAL: grade 10 for the strongest.  PRESCRIBED: never more current than prescribed, nor
    for longer.  CONNECTED: nothing scores on a sensor that was unplugged.  UPRIGHT: no more falls than without the
    game.
    """

    GRADE = "grade"
    ABILITY = "ability"
    WINNABLE = "winnable"
    NOT_TRIVIAL = "not_trivial"
    PRESCRIBED = "prescribed"
    CONNECTED = "connected"
    UPRIGHT = "upright"


@dataclass(frozen=True, slots=True)
class Failure:
    """One gate that a level does not pass, and the numbers."""

    gate: Gate
    level: str
    told: str

    def as_json(self) -> dict[str, JsonValue]:
        """Return it as plain data."""
        return {"gate": str(self.gate), "level": self.level, "told": self.told}


def judge(cells: Sequence[Cell]) -> list[Failure]:
    """Judge everything that the cells alone tell."""
    measured = [cell for cell in cells if cell.measured]
    return [*_monotone(measured), *_winnable(measured), *_not_trivial(measured), *_prescribed(cells)]


def apart(less: Cell, more: Cell) -> bool:
    """Whether `more` succeeds more often than `less` by more than the binomial error."""
    items = less.items + more.items
    pooled = (less.clean + more.clean) / items
    error = sqrt(pooled * (1.0 - pooled) * (1.0 / less.items + 1.0 / more.items))
    return more.success - less.success > Z * error


def _monotone(cells: Sequence[Cell]) -> Iterable[Failure]:
    for cell, other in combinations(cells, 2):
        if cell.level != other.level:
            continue
        if cell.ability == other.ability:
            easier, harder = sorted((cell, other), key=lambda each: each.grade)
            if apart(easier, harder):
                yield Failure(Gate.GRADE, cell.level, f"success rises with the grade: {_both(easier, harder)}")
        elif cell.grade == other.grade:
            weaker, stronger = sorted((cell, other), key=lambda each: each.ability)
            if apart(stronger, weaker):
                yield Failure(Gate.ABILITY, cell.level, f"success falls with ability: {_both(weaker, stronger)}")


def _winnable(cells: Sequence[Cell]) -> Iterable[Failure]:
    weakest = min((cell.ability for cell in cells), default=0.0)
    for cell in cells:
        if (cell.grade, cell.ability) == (1, weakest) and cell.success < TARGETS[0]:
            yield Failure(Gate.WINNABLE, cell.level, f"{_of(cell)}, below {TARGETS[0]:.0%}")


def _not_trivial(cells: Sequence[Cell]) -> Iterable[Failure]:
    strongest = max((cell.ability for cell in cells), default=1.0)
    for cell in cells:
        if (cell.grade, cell.ability) == (GRADES, strongest) and cell.success > TARGETS[1]:
            yield Failure(Gate.NOT_TRIVIAL, cell.level, f"{_of(cell)}, above {TARGETS[1]:.0%}")


def _prescribed(cells: Sequence[Cell]) -> Iterable[Failure]:
    for cell in cells:
        if over := cell.total("over"):
            yield Failure(Gate.PRESCRIBED, cell.level,
                          f"{_of(cell)}: beyond the prescription in {over} ticks of 10 ms")


def judge_unplugged(sessions: Iterable[Unplugged]) -> list[Failure]:
    """Judge sessions in which a plug was pulled: nothing scored after it, and the round paused."""
    return [Failure(Gate.CONNECTED, each.level,
                    f"{each.sensor} unplugged: {each.scored_after} scored after it, "
                    f"{'paused' if each.paused else 'not paused'}")
            for each in sessions if each.scored_after or not each.paused]


def judge_falls(cells: Sequence[Cell], alone: Callable[[Cell], Alone]) -> list[Failure]:
    """Judge falls, by the minute, against those of the same body left `alone` (asked for only where it fell)."""
    failures = []
    for cell in cells:
        falls = cell.total("falls")
        if not falls:
            continue
        seconds = sum(result.play_s for result in cell.results)
        still = alone(cell)
        if falls / max(seconds, 1.0) > still.falls / max(still.seconds, 1.0):
            failures.append(Failure(Gate.UPRIGHT, cell.level,
                                    f"{_of(cell)}: {falls} falls in {seconds:.0f} s of play, {still.falls} in "
                                    f"{still.seconds:.0f} s without it"))
    return failures


def _both(one: Cell, other: Cell) -> str:
    return f"{_of(one)}; {_of(other)}"


def _of(cell: Cell) -> str:
    return f"grade {cell.grade}, ability {cell.ability:g}: {cell.success:.0%} ({cell.clean} of {cell.items} items)"
