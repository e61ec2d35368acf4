"""`surefoot playtest`: from the words of the command line to table, JSON and pictures.

Not here: playing (`playing`), many processes (`pool`), judging (`gates`).
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from pathlib import Path
from random import Random
from typing import TextIO

from core.clock import SystemClock
from core.errors import ExitCode, InputError, StorageError
from levels.reader import find, shipped
from station.levels import read_entry
from station.playtest.gates import Failure, judge, judge_falls, judge_unplugged
from station.playtest.heatmap import heat_map
from station.playtest.ledger import Ledger, plan_of
from station.playtest.plan import (
    USUAL_ABILITIES,
    USUAL_GRADES,
    USUAL_SEEDS,
    Job,
    Plan,
    parse_abilities,
    parse_grades,
)
from station.playtest.playing import Alone, Unplugged, play_one, play_unplugged, stand_alone
from station.playtest.pool import run
from station.playtest.progress import Progress
from station.playtest.result import Cell, Result, cells_of, times_real
from station.playtest.seat import cables
from station.playtest.table import table

MOST_JOBS = 256
UNPLUG_AFTER_S = 4.0
GATE_GRADES = (1, 4, 7, 10)
GATE_SEEDS = 4
SHUFFLE = 1


@dataclass(frozen=True, slots=True)
class PlaytestOptions:
    """The words of the command; None where nothing was said.  go_on: --continue."""

    levels: Sequence[str] = ()
    grades: str | None = None
    abilities: str | None = None
    seeds: int | None = None
    jobs: int | None = None
    out: Path | None = None
    json: bool = False
    go_on: bool = False
    gates: bool = False


def playtest(options: PlaytestOptions, out: TextIO) -> int:
    """Play, print, and keep what was asked for.  Raises a SurefootError for what must be mended first."""
    jobs = _jobs(options.jobs)
    plan = _plan(options)
    ledger = _ledger(options, plan)
    results: list[Result] = [] if ledger is None else ledger.results
    try:
        _play(plan, ledger, results, jobs)
    except KeyboardInterrupt:
        return _stopped(options, plan, results, out)
    finally:
        if ledger is not None:
            ledger.close()
    cells = cells_of(sorted(results, key=lambda result: plan.levels.index(result.level)))
    failures = _gates(cells, jobs) if options.gates else None
    text = table(cells) + ("" if failures is None else _verdict(failures))
    plain = json.dumps(_plain(cells, failures))
    if options.out is not None:
        _keep(options.out, cells, text, plain)
    out.write(plain + "\n" if options.json else text)
    return ExitCode.CHECK_FAILED if failures else ExitCode.DONE


def _jobs(wanted: int | None) -> int:
    """Return how many processes play: one for each core that we may use, unless somebody said."""
    if wanted is not None and not 1 <= wanted <= MOST_JOBS:
        raise InputError(f"--jobs: a number from 1 to {MOST_JOBS}, not {wanted}.")
    if wanted is not None:
        return wanted
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _plan(options: PlaytestOptions) -> Plan:
    """Put the plan together: what was said, else what is continued, else the usual; all levels are read first."""
    if options.go_on and options.out is None:
        raise InputError("--continue needs --out: the folder of the play-test that was stopped.")
    if options.go_on and options.out is not None:
        base = plan_of(options.out)
    else:
        every = tuple(entry.id for entry in shipped())
        base = Plan(every, GATE_GRADES, USUAL_ABILITIES, GATE_SEEDS) if options.gates else Plan(
            every, USUAL_GRADES, USUAL_ABILITIES, USUAL_SEEDS)
    plan = replace(
        base, levels=tuple(dict.fromkeys(map(_name, options.levels))) or base.levels,
        grades=parse_grades(options.grades) if options.grades is not None else base.grades,
        abilities=parse_abilities(options.abilities) if options.abilities is not None else base.abilities,
        seeds=base.seeds if options.seeds is None else options.seeds)
    for level in plan.levels:
        read_entry(find(level))  # every mistake in a file is told before hours of play
    return plan


def _name(word: str) -> str:
    """Return the id of a shipped level, the path of any other."""
    entry = find(word)
    return entry.id if entry in shipped() else str(entry.path)


def _ledger(options: PlaytestOptions, plan: Plan) -> Ledger | None:
    if options.out is None:
        return None
    return Ledger.resume(options.out, plan) if options.go_on else Ledger.begin(options.out, plan)


def _play(plan: Plan, ledger: Ledger | None, results: list[Result], processes: int) -> None:
    """Play what is not played yet, mixed, so that the time left can be told from what is done."""
    played = {result.job for result in results}
    jobs = [job for job in plan.jobs() if job not in played]
    Random(SHUFFLE).shuffle(jobs)
    progress = Progress(plan.sessions, len(results), SystemClock(), sys.stderr)

    def take(result: Result) -> None:
        (results.append if ledger is None else ledger.add)(result)
        progress.step()

    try:
        run(play_one, jobs, min(processes, max(1, len(jobs))), take)
    finally:
        progress.end()


def _stopped(options: PlaytestOptions, plan: Plan, results: Sequence[Result], out: TextIO) -> int:
    kept = "nothing is kept without --out" if options.out is None else (
        f"go on with: surefoot playtest --continue --out {options.out}")
    told = f"Stopped after {len(results)} of {plan.sessions} sessions; {kept}."
    if options.json:
        out.write(json.dumps({"stopped": told, **_plain(cells_of(results), None)}) + "\n")
    else:
        print(told, file=sys.stderr)
    return ExitCode.DONE


def _gates(cells: Sequence[Cell], processes: int) -> list[Failure]:
    """Judge the cells, pull plugs, and let bodies that fell stand alone."""
    levels = dict.fromkeys(cell.level for cell in cells if cell.measured)
    plugs = [(Job(level, 1, 1.0, 1), which) for level in levels for which in range(cables(level))]
    unplugged: list[Unplugged] = []
    run(_unplug, plugs, min(processes, max(1, len(plugs))), unplugged.append)
    unplugged.sort(key=lambda each: (each.level, each.sensor))
    return [*judge(cells), *judge_unplugged(unplugged), *judge_falls(cells, _alone)]


def _unplug(plug: tuple[Job, int]) -> Unplugged:
    return play_unplugged(*plug, UNPLUG_AFTER_S)


def _alone(cell: Cell) -> Alone:
    """Let each body of a cell stand as long as it played."""
    stood = [stand_alone(result.job, max(result.play_s, 10.0)) for result in cell.results]
    return Alone(sum(each.seconds for each in stood), sum(each.falls for each in stood),
                 sum(each.near_falls for each in stood))


def _verdict(failures: Sequence[Failure]) -> str:
    if not failures:
        return "\nAll gates are passed.\n"
    lines = [f"  {failure.gate}: {failure.level}: {failure.told}" for failure in failures]
    return "\n".join([f"\n{len(failures)} gates are not passed:", *lines]) + "\n"


def _plain(cells: Sequence[Cell], failures: Sequence[Failure] | None) -> dict[str, object]:
    results = [result for cell in cells for result in cell.results]
    plain: dict[str, object] = {"cells": [cell.as_json() for cell in cells], "sessions": len(results),
                                "times_real": round(times_real(results), 1)}
    return plain if failures is None else plain | {"failures": [failure.as_json() for failure in failures]}


def _keep(folder: Path, cells: Sequence[Cell], text: str, plain: str) -> None:
    """Write table, JSON and a picture of each level.  Raises StorageError."""
    write = partial(Path.write_text, encoding="utf-8")
    try:
        write(folder / "table.txt", text)
        write(folder / "cells.json", plain + "\n")
        for level, own in groupby(cells, key=lambda cell: cell.level):
            write(folder / f"{find(level).id.replace('/', '_')}.svg", heat_map(list(own)))
    except OSError as error:
        raise StorageError(f"{folder} could not be written: {error.strerror}.") from error
