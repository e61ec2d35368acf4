"""Which plan holds for a level and a person: one that was named, the person's own, or the one for all.

    plans/LEVEL.yaml            for everybody at this station, LEVEL such as side_shelf
    plans/ID/LEVEL.yaml         for one person; wins over the one for everybody

A plan that was named on the command line wins over both.  A plan with mistakes holds its level back: half a plan
is not played.  Not here: what a plan may say (`levels.plan`), laying it over (`levels.planning`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from clinic.people import GUEST
from core.errors import InputError
from core.problems import FileErrors
from levels.model import Level
from levels.plan import Plan
from levels.planning import Laid, WrittenPlan, level_entry, read_laid, read_plan
from levels.reader import SUFFIXES, LevelEntry
from station.levels import read_entry

FOLDER = "plans"


@dataclass(frozen=True, slots=True)
class Planned:
    """A level as it is to be played.

    level: with the plan laid over, else as it is shipped.  level_text: as it is shipped.  written: the plan, None
    without one.  trouble: why the plan cannot be used, "" where it can; then `level` is not to be played.
    """

    entry: LevelEntry
    level: Level
    level_text: str
    written: WrittenPlan | None = None
    trouble: str = ""

    @property
    def plan(self) -> Plan | None:
        """What the therapist set, None without a plan."""
        return None if self.written is None else self.written.plan

    def to_play(self) -> Level:
        """Return the level; raises InputError with the trouble of its plan."""
        if self.trouble:
            raise InputError(self.trouble)
        return self.level


class PlanShelf:
    """Finds plans.  named: those of the command line.  folder: with the station's data, None for none."""

    def __init__(self, named: Sequence[Laid] = (), folder: Path | None = None, patient: str = GUEST) -> None:
        self._named = {laid.entry.id: laid for laid in named}
        self._folder = None if folder is None else folder / FOLDER
        self._patient = patient
        self._seen: dict[Path, tuple[tuple[int, int], Planned]] = {}

    @property
    def entries(self) -> tuple[LevelEntry, ...]:
        """The levels of the plans that were named."""
        return tuple(laid.entry for laid in self._named.values())

    def of(self, entry: LevelEntry) -> Planned:
        """Return the level with the plan that holds for it now.  Raises InputError for mistakes of the level."""
        level, text = read_entry(entry)
        laid = self._named.get(entry.id)
        if laid is not None:
            return Planned(entry, laid.level, text, laid.written)
        usual = Planned(entry, level, text)
        for path, own in self._places(entry):
            planned = self._at(path, own, usual)
            if planned is not None:
                return planned
        return usual

    def _places(self, entry: LevelEntry) -> list[tuple[Path, bool]]:
        """List where a plan may lie, the person's own first, each with whether it is their own."""
        if self._folder is None:
            return []
        mine = [] if self._patient == GUEST else _folders(self._folder, self._patient)
        folders = [*((folder, True) for folder in mine), (self._folder, False)]
        return [(folder / f"{entry.path.stem}{suffix}", own) for folder, own in folders for suffix in SUFFIXES]

    def _at(self, path: Path, own: bool, usual: Planned) -> Planned | None:
        """Return the level with the plan in a file, read anew only when it changed; None where there is none."""
        try:
            found = path.stat()
        except OSError:
            return None
        signature = (found.st_mtime_ns, found.st_size)
        seen = self._seen.get(path)
        if seen is None or seen[0] != signature:
            seen = self._seen[path] = (signature, _read(path, usual))
        plan = seen[1].plan
        whose = None if plan is None or plan.patient is None else plan.patient.lower()
        if whose in (None, self._patient):
            return seen[1]
        return _trouble(usual, path, f"is for patient {plan.patient if plan else ''}, but lies with patient "
                                     f"{self._patient.upper()}'s: move it.") if own else None


def read_named(files: Sequence[Path], patient: str) -> tuple[Laid, ...]:
    """Read plans that were named.  Raises InputError with every mistake, or why they cannot hold together."""
    found: dict[str, Laid] = {}
    for path in files:
        laid = read_laid(path)
        other = found.get(laid.entry.id)
        if other is not None:
            raise InputError(f"{other.written.name} and {laid.written.name} are both for {laid.entry.id}: name "
                             "one of them.")
        whose = laid.written.plan.patient
        if whose is not None and whose.lower() != patient:
            raise InputError(f"{laid.written.name} is for patient {whose}: name that patient with --patient "
                             f"{whose}, or take `patient` out of the plan, then it is for all.")
        found[laid.entry.id] = laid
    return tuple(found.values())


def _folders(plans: Path, patient: str) -> list[Path]:
    """Return the person's folders; an id is the same in capitals."""
    try:
        return sorted(path for path in plans.iterdir() if path.name.lower() == patient and path.is_dir())
    except OSError:
        return []


def _read(path: Path, usual: Planned) -> Planned:
    try:
        written = read_plan(path)
        meant = level_entry(written).id
        if meant != usual.entry.id:
            return _trouble(usual, path, f"is for the level {meant}, but named like {usual.entry.id}: give it the "
                                         "name of its level.")
        return Planned(usual.entry, written.over(usual.level_text), usual.level_text, written)
    except FileErrors as errors:
        first, more = errors.problems[0], len(errors.problems) - 1
        rest = f" It has {more} more; `surefoot check` lists them." if more else ""
        return Planned(usual.entry, usual.level, usual.level_text,
                       trouble=f"The plan for this level has a mistake, so it is not played: {first}{rest}")
    except InputError as error:
        return _trouble(usual, path, str(error))


def _trouble(usual: Planned, path: Path, why: str) -> Planned:
    return Planned(usual.entry, usual.level, usual.level_text,
                   trouble=f"The plan for this level cannot be used, so it is not played: {path} {why}")
