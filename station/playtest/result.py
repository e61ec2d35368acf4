"""How one play-test session went, and how the sessions of one cell went together.

Success is the share of all items of the grade that went well at the first try: in Shelf reach, brought home
without a miss (a miss is patience running out, which brings help); in Lanterns, lit by the own effort without a
missed attempt.  What was not reached because the round ended early counts as not done.
Not here: playing (`playing`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from core.errors import InputError
from core.events import JsonValue
from station.playtest.plan import Job

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Result:
    """One session.

    measured: False where a level measures nothing (imagining), so that success says nothing of difficulty.
    items: asked for by the grade.  clean: of these, done without a miss.  done: done at all, also with help.
    misses: in all.  ending: of the round, "stopped" where the bound of time ended it.
    seconds: of the session.  play_s: from the gate to the results.  cpu_s: what the session cost.
    work_s: effort in seconds at the own maximum: lean as a share of the own reach plus activation of the level's
    muscles as a share of their maximum, summed over play.  path: way of the lean in play, in own reaches.
    pauses: by reason.  stops: safe ends and stops, by reason.  falls: the load left the board unasked.
    near_falls: noted by the round.  trains: begun in play.  stim_s: with current in play.  charge_uc: of one
    phase of all pulses in play, microcoulomb.  wishes: answered in play.  refused: wishes refused, by reason.
    peak_ua: largest current at any time.  over: ticks with more current than was prescribed, or in a train that
    was longer than prescribed.
    """

    level: str
    grade: int
    ability: float
    seed: int
    measured: bool
    items: int
    clean: int
    done: int
    misses: int
    stars: int
    ending: str
    seconds: float
    play_s: float
    cpu_s: float
    work_s: float
    path: float
    pauses: Counts = field(default_factory=dict)
    stops: Counts = field(default_factory=dict)
    falls: int = 0
    near_falls: int = 0
    trains: int = 0
    stim_s: float = 0.0
    charge_uc: float = 0.0
    wishes: int = 0
    refused: Counts = field(default_factory=dict)
    peak_ua: int = 0
    over: int = 0

    @property
    def job(self) -> Job:
        """Which session of a plan this is."""
        return Job(self.level, self.grade, self.ability, self.seed)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)

    @classmethod
    def from_json(cls, plain: object) -> Result:
        """Take plain data back.  Raises InputError for anything else."""
        names = {each.name for each in fields(cls)}
        if not isinstance(plain, dict) or set(plain) != names:
            raise InputError("is no result of a play-test session.")
        kinds = {each.name: str(each.type) for each in fields(cls)}
        wrong = [name for name, value in plain.items() if not _fits(kinds[name], value)]
        if wrong:
            raise InputError(f"is no result of a play-test session: {wrong[0]} is wrong.")
        return cls(**plain)


def _fits(kind: str, value: object) -> bool:
    if kind == "Counts":
        return isinstance(value, dict) and all(type(count) is int for count in value.values())
    if kind == "float":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return type(value).__name__ == kind


@dataclass(frozen=True, slots=True)
class Cell:
    """All sessions of one level, grade and ability."""

    level: str
    grade: int
    ability: float
    results: tuple[Result, ...]

    @property
    def items(self) -> int:
        """Items in all sessions."""
        return sum(result.items for result in self.results)

    @property
    def clean(self) -> int:
        """Items that went well at the first try."""
        return sum(result.clean for result in self.results)

    @property
    def success(self) -> float:
        """Share of items that went well at the first try, 0..1."""
        return self.clean / self.items if self.items else 0.0

    @property
    def measured(self) -> bool:
        """Whether success says something of difficulty."""
        return all(result.measured for result in self.results)

    def mean(self, name: str) -> float:
        """Average a number over the sessions."""
        return sum(float(getattr(result, name)) for result in self.results) / len(self.results)

    def total(self, name: str) -> int:
        """Sum a count over the sessions."""
        return sum(int(getattr(result, name)) for result in self.results)

    def counts(self, name: str) -> dict[str, int]:
        """Sum counts by reason over the sessions."""
        summed: Counter[str] = Counter()
        for result in self.results:
            summed.update(getattr(result, name))
        return dict(sorted(summed.items()))

    def as_json(self) -> dict[str, JsonValue]:
        """Return the cell as plain data: means of one session, counts of all."""
        plain: dict[str, JsonValue] = {
            "level": self.level, "grade": self.grade, "ability": self.ability, "seeds": len(self.results),
            "success": round(self.success, 4), "measured": self.measured, "items": self.items, "clean": self.clean}
        for name in ("done", "stars", "misses", "play_s", "work_s", "path", "stim_s", "charge_uc"):
            plain[name] = round(self.mean(name), 3)
        for name in ("falls", "near_falls", "trains", "wishes", "over"):
            plain[name] = self.total(name)
        for name in ("pauses", "stops", "refused"):
            plain[name] = dict[str, JsonValue](self.counts(name))
        plain["endings"] = dict[str, JsonValue](Counter(result.ending for result in self.results))
        plain["peak_ma"] = max(result.peak_ua for result in self.results) / 1000
        plain["times_real"] = round(times_real(self.results), 1)
        return plain


def cells_of(results: Iterable[Result]) -> list[Cell]:
    """Gather results into cells: levels as they came, grades and abilities rising."""
    gathered: dict[tuple[str, int, float], list[Result]] = {}
    levels: dict[str, int] = {}
    for result in results:
        levels.setdefault(result.level, len(levels))
        gathered.setdefault((result.level, result.grade, result.ability), []).append(result)
    order = sorted(gathered, key=lambda key: (levels[key[0]], *key[1:]))
    return [Cell(*key, tuple(sorted(gathered[key], key=lambda result: result.seed))) for key in order]


def times_real(results: Sequence[Result]) -> float:
    """How much faster than real time a core played: simulated seconds by seconds of the processor."""
    spent_s = sum(result.cpu_s for result in results)
    return sum(result.seconds for result in results) / spent_s if spent_s > 0 else 0.0
