"""Reads plans, finds their levels, and lays them over.

Laying over is merging: groups of `set` are merged into the level's groups, lists and values take the place of
the level's, and null takes a key away, so that what holds without it holds.  Then the whole is read as a level,
and what is wrong with it is told at its place in the plan.
Not here: what a plan may hold (`levels.plan`), the rules (`levels.rules_plan`, `levels.rules_planned`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath

from core import yaml_reader
from core.complaints import Complaint, Path
from core.errors import InputError
from core.events import JsonValue
from core.problems import FileErrors, Problem, path_text
from core.yaml_text import clean_text, read_text
from core.yaml_tree import Fault, Mark, Tree, read_tree
from levels import plays
from levels.model import GRADES, Level
from levels.model_lanterns import LanternsLevel
from levels.plan import Plan
from levels.reader import SUFFIXES, LevelEntry, find, level_id
from levels.rules_planned import AXES, axes_alike, can_be_seen, locks_fit, no_more_dose, only_safer

_START: Mark = (1, 1)


@dataclass(frozen=True, slots=True)
class AxisLock:
    """What a plan allows on one axis: from `low` to `high`, both 0 (as grade 1) .. 1 (as grade 10)."""

    axis: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class WrittenPlan:
    """A plan as it was written.  text: all of it, as a session keeps it.  name: of the file, for problems."""

    plan: Plan
    text: str
    name: str

    def over(self, level_text: str) -> Level:
        """Lay it over a level; see `lay_over`."""
        return lay_over(level_text, self.plan, self.text, self.name)


@dataclass(frozen=True, slots=True)
class Laid:
    """A plan with its level.  entry: the level's file.  shipped: the level as it is there.  level: as planned."""

    written: WrittenPlan
    entry: LevelEntry
    level_text: str
    shipped: Level
    level: Level


def read_plan(path: FilePath) -> WrittenPlan:
    """Read a plan, not its level; raise `core.problems.FileErrors` with every problem of the file."""
    return parse_plan(read_text(path), str(path))


def parse_plan(text: str | bytes, name: str) -> WrittenPlan:
    """Read a plan from text that came from elsewhere; `name` stands for the file in problems."""
    clean = clean_text(text.encode(errors="surrogatepass") if isinstance(text, str) else text, name)
    return WrittenPlan(yaml_reader.parse(clean, name, Plan), clean, name)


def read_laid(path: FilePath) -> Laid:
    """Read a plan and its level, and lay one over the other.  Raises FileErrors with every problem of the plan."""
    return laid(read_plan(path))


def laid(written: WrittenPlan) -> Laid:
    """Find the level of a plan and lay the plan over it.  Raises FileErrors with every problem of the plan."""
    entry = level_entry(written)
    try:
        text = read_text(entry.path)
        shipped = plays.parse(text, str(entry.path))
    except FileErrors as errors:
        first, more = errors.problems[0], len(errors.problems) - 1
        rest = f" (and {more} more: surefoot check {entry.path})" if more else ""
        raise _refused(written, ("plan",), f"its level has mistakes: {first}{rest}") from errors
    return Laid(written, entry, text, shipped, written.over(text))


def level_entry(written: WrittenPlan) -> LevelEntry:
    """Find the level of a plan: by name, or by a path seen from the plan's own folder.  Raises FileErrors."""
    named = written.plan.plan
    if named.endswith(SUFFIXES):
        path = FilePath(written.name).parent / named
        return LevelEntry(level_id(path), path)
    try:
        return find(named)
    except InputError as error:
        raise _refused(written, ("plan",), str(error)) from error


def locks_of(plan: Plan) -> tuple[AxisLock, ...]:
    """Return the locks of a plan, at most one for each axis; an axis without one is free."""
    found = []
    for axis in AXES:
        lock = getattr(plan.axes, axis)
        if lock is not None:
            low = lock.fixed if lock.fixed is not None else lock.min if lock.min is not None else 1.0
            high = lock.fixed if lock.fixed is not None else lock.max if lock.max is not None else float(GRADES)
            found.append(AxisLock(axis, place_of(low), place_of(high)))
    return tuple(found)


def place_of(grade: float) -> float:
    """Return a grade of 1 to 10, also one in between, as 0 to 1."""
    return (grade - 1.0) / (GRADES - 1.0)


def grade_at(place: float) -> float:
    """Return 0 to 1 as a grade of 1 to 10, to a hundredth."""
    return round(1.0 + place * (GRADES - 1.0), 2)


def worth_knowing(planned: Laid) -> tuple[str, ...]:
    """Return what is no mistake of a plan and yet worth knowing, a sentence each."""
    return tuple(_worth_knowing(planned))


def _worth_knowing(planned: Laid) -> Iterator[str]:
    plan = planned.written.plan
    if not plan.adapt and any(lock.low < lock.high for lock in locks_of(plan)):
        yield "adapt is false, so nothing moves inside the locks; everything stays where it begins."
    if plan.feedback.summary and plan.few_words is None and plan.stage in (None, 1, 2):
        yield ("in stages 1 and 2 results come one by one, with few words; for five together there too, write "
               "few_words: false.")
    if plan.order is not None and isinstance(planned.level, LanternsLevel):
        yield "lanterns have no order of targets, so order changes nothing."
    for lock in locks_of(plan):
        if lock.axis in axes_alike(planned.level):
            yield f"{lock.axis} is the same at every grade of this level, so its lock changes nothing."
        elif plan.grade is not None and lock.low < lock.high and not (
                lock.low <= place_of(plan.grade) <= lock.high):
            end = lock.low if place_of(plan.grade) < lock.low else lock.high
            yield f"grade {plan.grade} lies outside the lock of {lock.axis}, which begins at {grade_at(end):g}."


def lay_over(level_text: str, plan: Plan, plan_text: str = "", name: str = "plan") -> Level:
    """Return the level in `level_text` with everything otherwise that `plan` sets.

    plan_text, name: the plan as it was written, for the places of mistakes; without it they are told at 1:1.
    Raises FileErrors with all mistakes, of the plan in its own file, and of the level where that has some itself.
    """
    shipped = plays.parse(level_text, plan.plan)
    places = read_tree(plan_text) if plan_text else Tree()
    data = read_tree(clean_text(level_text.encode(), plan.plan)).data
    merged = _merged_tree(data, plan.set, places)
    planned, wrong = yaml_reader.check(merged, type(shipped))
    complaints = [*locks_fit(plan, shipped), *only_safer(plan, shipped), *_nowhere(dict(plan.set), data)]
    if planned is not None:
        complaints += [*no_more_dose(shipped, planned), *can_be_seen(plan, planned)]
    faults = [_fault(complaint, places) for complaint in complaints]
    told = {fault.path for fault in faults}
    faults += [fault for fault in (_in_plan(each, merged, places) for each in wrong) if fault.path not in told]
    if planned is None or faults:
        raise FileErrors(Problem(name, *fault.mark, path_text(fault.path), fault.message) for fault in faults)
    return planned


def _merged_tree(data: JsonValue, changes: Mapping[str, JsonValue], places: Tree) -> Tree:
    """Lay changes over a level's data; only what was set has a place."""
    tree = Tree(_merged(data, dict(changes)), values=dict.fromkeys(_paths(dict(changes)), _START), whole=True)
    for source, into in ((places.keys, tree.keys), (places.values, tree.values)):
        into.update({path[1:]: mark for path, mark in source.items() if path[:1] == ("set",)})
    return tree


def _paths(value: JsonValue, path: Path = ()) -> Iterator[Path]:
    """Yield the place of a value and of everything in it."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from _paths(each, (*path, key))


def _merged(base: JsonValue, change: JsonValue) -> JsonValue:
    if not isinstance(change, dict):
        return change
    out = dict(base) if isinstance(base, dict) else {}
    for key, value in change.items():
        if value is None:
            out.pop(key, None)
        else:
            out[key] = _merged(out.get(key), value)
    return out


def _nowhere(changes: JsonValue, data: JsonValue, path: Path = ("set",)) -> Iterator[Complaint]:
    """Tell what is to be taken away and is not there."""
    if not isinstance(changes, dict):
        return
    there = data if isinstance(data, dict) else {}
    for key, value in changes.items():
        if value is None and key not in there:
            yield Complaint((*path, key), "is not in the level's file, so it cannot be taken away; remove it.")
        yield from _nowhere(value, there.get(key), (*path, key))


def _in_plan(fault: Fault, merged: Tree, places: Tree) -> Fault:
    """Tell a mistake of the merged level at what was set there, or at the nearest thing that was set around it."""
    if fault.path in merged.values:
        return Fault(fault.mark, ("set", *fault.path), fault.message)
    around = next(fault.path[:length] for length in range(len(fault.path), -1, -1)
                  if not length or fault.path[:length] in merged.values)
    where = f"{path_text(fault.path)}: " if fault.path else ""
    return Fault(_mark(places, ("set", *around)), ("set", *around),
                 f"the level would no longer fit together: {where}{fault.message}")


def _fault(complaint: Complaint, places: Tree) -> Fault:
    return Fault(_mark(places, complaint.path), complaint.path, complaint.message)


def _mark(places: Tree, path: Path) -> Mark:
    """Return where the value at `path` stands, or the nearest around it."""
    around = (path[:length] for length in range(len(path), 0, -1))
    return next((places.values[each] for each in around if each in places.values), _START)


def _refused(written: WrittenPlan, path: Path, message: str) -> FileErrors:
    mark = _mark(read_tree(written.text), path)
    return FileErrors([Problem(written.name, *mark, path_text(path), message)])
