"""`surefoot preview`: from a plan to what a simulated patient makes of it, as text, JSON and pictures.

Not here: playing (`playing`), drawing (`stability_map`, `effort_picture`), words (`text`, `changes`).
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TextIO

from clinic import people
from clinic.coaching import folder_of
from clinic.people import file_of, open_person, person_id
from core.clock import Clock, SystemClock
from core.errors import ExitCode, InputError, StorageError
from game.difficulty.axes import Levels
from game.difficulty.grades import fitted
from levels.model import Grade, Level
from levels.model_lanterns import Grade as LanternsGrade
from levels.model_lanterns import LanternsLevel
from levels.model_shelf_reach import Grade as ShelfReachGrade
from levels.model_shelf_reach import ShelfReachLevel
from levels.planning import Laid, laid, read_plan, worth_knowing
from levels.reader import SUFFIXES
from station.coaching.making import Before, frame_of
from station.places import data_folder
from station.playtest.playing import measures
from station.playtest.pool import run
from station.playtest.progress import Progress
from station.preview.body import Portrait, portrait
from station.preview.changes import changes
from station.preview.effort_picture import EffortOf, effort_picture
from station.preview.geometry import MapOf, worries
from station.preview.ladder import PLACES, Rung, at_place, rest_of
from station.preview.playing import RoundSeen, VisitJob, visit
from station.preview.stability_map import stability_map
from station.preview.text import text_of
from station.preview.told import Told, success_of
from station.settings import load_settings

USUAL_SEEDS, MOST_SEEDS = 4, 50
ROUNDS = 2
"""Rounds of a visit: few, since a therapist waits for the answer."""
_HARDEST = Levels(1.0, 1.0, 1.0, 1.0)

Played = tuple[VisitJob, tuple[RoundSeen, ...]]


@dataclass(frozen=True, slots=True)
class PreviewOptions:
    """The words of the command; None where nothing was said.

    plan: the file.  patient, level, grade: instead of the plan's own.  seeds: how many visits are played.
    out: for what is found.  data: where patients are kept, None for where the settings say.
    """

    plan: Path
    patient: str | None = None
    level: str | None = None
    grade: int | None = None
    seeds: int = USUAL_SEEDS
    json: bool = False
    out: Path | None = None
    data: Path | None = None
    settings: Path | None = None


def preview(options: PreviewOptions, out: TextIO, clock: Clock | None = None, processes: int | None = None) -> int:
    """Play a plan with a body like the patient's and print what came of it.

    clock: tells the day.  processes: how many play; None for one for each core.
    Raises a SurefootError for what must be mended first.
    """
    if not 1 <= options.seeds <= MOST_SEEDS:
        raise InputError(f"--seeds: a number from 1 to {MOST_SEEDS}, not {options.seeds}.")
    planned = _planned(options)
    folder = options.data or data_folder(load_settings(options.settings))
    known = _known(options, planned, folder)
    if options.out is not None:
        _make(options.out)
    now = (clock or SystemClock()).utc()
    body = portrait(known, now, planned.written.plan.patient if options.patient is None else None)
    jobs = _jobs(planned, body, now, known, folder, options.seeds)
    told, picture = _told(planned, body, _play(jobs, processes or _cores()))
    if options.out is not None:
        told = replace(told, picture=str(options.out / f"{planned.entry.path.stem}.svg"))
        _keep(options.out, told, picture)
    out.write(json.dumps(told.as_json()) + "\n" if options.json else text_of(told))
    return ExitCode.DONE


# What is to be played.

def _planned(options: PreviewOptions) -> Laid:
    """Read the plan, with what was said instead."""
    written = read_plan(options.plan)
    said: dict[str, object] = {} if options.grade is None else {"grade": options.grade}
    if options.level is not None:
        path = options.level.endswith(SUFFIXES)  # seen from here, while a plan's own path is seen from the plan
        said["plan"] = str(Path(options.level).absolute()) if path else options.level
    return laid(replace(written, plan=written.plan.model_copy(update=said)))


def _known(options: PreviewOptions, planned: Laid, folder: Path) -> people.Person | None:
    """Return the patient, None for nobody.  A plan may be older than its patient's first visit."""
    own = planned.written.plan.patient
    if options.patient is None:
        return None if own is None or not _kept(folder, person_id(own)) else open_person(own, folder)
    found = person_id(options.patient)
    if found == people.GUEST:
        return None
    if own is not None and person_id(own) != found:
        raise InputError(f"{options.plan} is for patient {own}, not {options.patient}: leave --patient out, or "
                         "take `patient` out of the plan, then it is for all.")
    if not _kept(folder, found):
        raise InputError(f"Nothing is kept of patient {options.patient} in {folder}: measure or play first with "
                         f"--patient {options.patient}, or leave --patient out for a usual person.")
    return open_person(found, folder)


def _kept(folder: Path, patient: str) -> bool:
    try:
        return file_of(folder, patient).exists() or folder_of(folder, patient).is_dir()
    except OSError:
        return False


def _jobs(planned: Laid, body: Portrait, now: datetime, known: people.Person | None, folder: Path,
          seeds: int) -> list[VisitJob]:
    """List visits under the plan, and one round of each seed at each place of the ladder."""
    patient = None if known is None else known.id
    visits = [VisitJob(planned, body.person, body.ability, ROUNDS, seed, now, patient, folder)
              for seed in range(1, seeds + 1)]
    plan = planned.written.plan
    settings = frame_of(planned.level, plan.grade or 1, plan, Before()).settings
    if not settings.movable or not measures(planned.level):
        return visits
    for place in PLACES:
        fixed = replace(planned, written=replace(planned.written, plan=at_place(plan, settings, place)))
        visits += [replace(job, planned=fixed, rounds=1, place=place) for job in visits[:seeds]]
    return visits


def _play(jobs: Sequence[VisitJob], processes: int) -> list[Played]:
    progress = Progress(len(jobs), 0, SystemClock(), sys.stderr)
    played: list[Played] = []

    def take(one: Played) -> None:
        played.append(one)
        progress.step()

    try:
        run(_visit, jobs, min(processes, len(jobs)), take)
    finally:
        progress.end()
    return sorted(played, key=lambda one: one[0].seed)


def _visit(job: VisitJob) -> Played:
    return job, visit(job)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


# What came of it.

def _told(planned: Laid, body: Portrait, played: Sequence[Played]) -> tuple[Told, str]:
    """Sum it up; return it with the picture."""
    visits = tuple(rounds for job, rounds in played if job.place is None)
    first, level = visits[0][0], planned.level
    by_place = {place: [seen for job, rounds in played if job.place == place for seen in rounds]
                for place in PLACES}
    rungs = tuple(Rung(place, success_of(rounds)) for place, rounds in by_place.items() if rounds)
    settings = first.before.settings
    grades = (fitted(level, first.grade, first.before.levels),
              fitted(level, first.grade, settings.clamp(_HARDEST)))
    beyond, picture = _drawn(level, body, *grades)
    measured = measures(level) and any(seen.told.tries.of for rounds in visits for seen in rounds)
    told = Told(planned.entry.id, level.text("title"), planned.written.name, first.grade, body, visits, measured,
                settings, rungs, rest_of(rungs, first.before), changes(planned, first.grade),
                worth_knowing(planned), beyond)
    return told, picture


def _drawn(level: Level, body: Portrait, first: Grade, hardest: Grade) -> tuple[tuple[str, ...], str]:
    """Draw what is asked for; return what lies out of reach, and the picture."""
    title = level.text("title")
    if (isinstance(level, ShelfReachLevel) and isinstance(first, ShelfReachGrade)
            and isinstance(hardest, ShelfReachGrade)):
        of = MapOf(title, body.who, level, body.reach, first, hardest, body.farthest)
        return worries(of), stability_map(of)
    if (isinstance(level, LanternsLevel) and isinstance(first, LanternsGrade)
            and isinstance(hardest, LanternsGrade)):
        return (), effort_picture(EffortOf(title, body.who, level, first, hardest))
    raise AssertionError(f"{title} is of a game without a picture")


# What is kept.

def _make(folder: Path) -> None:
    """Make the folder, before anything is played for nothing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, error) from error


def _keep(folder: Path, told: Told, picture: str) -> None:
    try:
        Path(told.picture).write_text(picture, encoding="utf-8")
        (folder / "preview.txt").write_text(text_of(told), encoding="utf-8")
        (folder / "preview.json").write_text(json.dumps(told.as_json(), indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise _unwritable(folder, error) from error


def _unwritable(folder: Path, error: OSError) -> StorageError:
    return StorageError(f"{folder} cannot be written: {error.strerror or error}. Choose another folder with "
                        "--out.")
