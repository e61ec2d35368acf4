"""What a preview tells: success with its spread, time, repetitions, what went wrong, where difficulty rests.

Not here: how it is written for people (`text`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from core.events import JsonValue
from game.difficulty.settings import Settings
from levels.planning import grade_at
from station.preview.body import Portrait
from station.preview.changes import Change
from station.preview.ladder import Rest, Rests, Rung
from station.preview.playing import RoundSeen

CLOSE = 0.06
"""Success this near to the aim is as aimed; so near the engine holds it."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean, least and most over the seeds."""

    mean: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Told:
    """A preview.

    level, title, who, grade, plan: what was played, for whom, under which file.  visits: rounds by seed, at least
    one of each.  measured: False where a level measures nothing.  rungs: success by place of the ladder, () where
    nothing may move.  settings: of difficulty in the first round.  changes, worth: of the plan.  worries: targets
    that lie out of reach.  said: what was decided about the round.  picture: where it is kept, "" for nowhere.
    """

    level: str
    title: str
    plan: str
    grade: int
    body: Portrait
    visits: tuple[tuple[RoundSeen, ...], ...]
    measured: bool
    settings: Settings
    rungs: tuple[Rung, ...]
    rest: Rest
    changes: tuple[Change, ...]
    worth: tuple[str, ...]
    worries: tuple[str, ...]
    picture: str = ""

    @property
    def success(self) -> Spread:
        """Share of tries that succeed in a visit."""
        return _spread([success_of(visit) for visit in self.visits])

    @property
    def rounds(self) -> int:
        """Rounds in a visit."""
        return len(self.visits[0])

    @property
    def said(self) -> tuple[str, ...]:
        """What was decided about the first round."""
        return self.visits[0][0].said

    def each(self, value: Callable[[RoundSeen], float]) -> Spread:
        """Return a value of a round, its mean in a visit, over the seeds."""
        return _spread([sum(map(value, visit)) / len(visit) for visit in self.visits])

    def total(self, value: Callable[[RoundSeen], int]) -> int:
        """Return a count over everything that was played."""
        return sum(value(seen) for visit in self.visits for seen in visit)

    def grades(self, *, after: bool) -> dict[str, float]:
        """Return where each axis stands before or after a visit, as grades; the mean over the seeds."""
        states = [visit[-1].after if after else visit[0].before for visit in self.visits]
        return {str(axis): grade_at(sum(state.levels.of(axis) for state in states) / len(states))
                for axis in self.settings.axes}

    def rest_grades(self) -> dict[str, float]:
        """Return where each axis comes to rest, as grades, were they to move alike."""
        return {str(axis): grade_at(lock.low + self.rest.place * (lock.high - lock.low))
                for axis in self.settings.axes for lock in [self.settings.lock(axis)]}

    @property
    def verdict(self) -> str:
        """The one sentence to read when there is no time."""
        if not self.measured:
            return "Nothing is measured in this level, so every try succeeds."
        success, aim = self.success.mean, self.settings.target
        if success < aim - CLOSE:
            return _harder(self.rest)
        if success <= aim + CLOSE:
            return "About as many tries succeed as aimed."
        return _easier(self.rest)

    def as_json(self) -> dict[str, JsonValue]:
        """Plain data: shares 0..1, seconds, grades 1..10; of a round where it is not said otherwise."""
        rest: dict[str, JsonValue] = {"how": str(self.rest.how), "place": round(self.rest.place, 3),
                                      "tries": self.rest.tries, "grades": dict[str, JsonValue](self.rest_grades())}
        return {
            "level": self.level, "title": self.title, "plan": self.plan, "grade": self.grade, "who": self.body.who,
            "ability": self.body.ability, "visits": len(self.visits), "rounds_per_visit": self.rounds,
            "verdict": self.verdict, "measured": self.measured, "target": self.settings.target,
            "success": _plain(self.success, 4) if self.measured else None,
            "play_s": _plain(self.each(lambda seen: seen.play_s)),
            "items": _plain(self.each(lambda seen: seen.items)),
            "clean": _plain(self.each(lambda seen: seen.clean)),
            "pauses": self.total(lambda seen: seen.pauses), "near_falls": self.total(lambda seen: seen.near_falls),
            "falls": self.total(lambda seen: seen.falls), "stim_s": _plain(self.each(lambda seen: seen.stim_s)),
            "trains": _plain(self.each(lambda seen: seen.trains)),
            "grades_before": dict[str, JsonValue](self.grades(after=False)),
            "grades_after": dict[str, JsonValue](self.grades(after=True)),
            "ladder": [{"place": rung.place, "success": round(rung.success, 4)} for rung in self.rungs],
            "rest": rest, "decided": list[JsonValue](self.said),
            "changes": [dict[str, JsonValue](asdict(change)) for change in self.changes],
            "worth_knowing": list[JsonValue](self.worth), "worries": list[JsonValue](self.worries),
            "known": list[JsonValue](self.body.known), "assumed": list[JsonValue](self.body.assumed),
            "picture": self.picture}


def _harder(rest: Rest) -> str:
    if rest.how is Rests.EASIEST:
        return "Too hard: even the easiest that the locks allow succeeds less often than aimed."
    if rest.how is Rests.NOWHERE:
        return "Harder than aimed, and nothing may move: choose an easier grade."
    return "Harder than aimed at first; difficulty comes down to meet the person."


def _easier(rest: Rest) -> str:
    if rest.how is Rests.HARDEST:
        return "Too easy: even the hardest that the locks allow succeeds more often than aimed."
    if rest.how is Rests.NOWHERE:
        return "Easier than aimed, and nothing may move: choose a harder grade."
    return "Easier than aimed at first; difficulty goes up to meet the person."


def success_of(rounds: Sequence[RoundSeen]) -> float:
    """Return the share of tries that succeeded, 0 without any."""
    tries = sum(seen.told.tries.of for seen in rounds)
    return sum(seen.told.tries.well for seen in rounds) / tries if tries else 0.0


def _spread(values: Sequence[float]) -> Spread:
    return Spread(sum(values) / len(values), min(values), max(values))


def _plain(spread: Spread, digits: int = 2) -> dict[str, JsonValue]:
    return {"mean": round(spread.mean, digits), "least": round(spread.least, digits),
            "most": round(spread.most, digits)}
