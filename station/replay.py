"""Replays that prove themselves against the recording.

samples: recorded blocks through a new assembler must give every recorded control frame, bit for bit.
frames: recorded frames and commands through new rounds must give every recorded event, bit for bit.
stim: the journal of the safety program through a new controller must give the same bytes to the stimulator.
Not here: reading files (`clinic.recording`).
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import TextIO

from clinic.recording.reader import Recording
from clinic.recording.records import (
    Calibrated,
    Record,
    Remark,
    RoundEvent,
    RoundStepped,
    Stimulated,
    encode,
)
from clinic.recording.session import RECORDING, RoundSheet, SessionSheet, read_sheet
from core.errors import ExitCode, InputError
from core.events import Event
from core.frames import ControlFrame
from core.samples import SampleBlock
from game.coaching.coach import LevelCoach
from game.coaching.start import CoachStart
from game.phases import Command
from game.round import Round
from levels.model import Level
from levels.planning import parse_plan
from levels.reader import parse_level
from signals.assembler import Assembler
from signals.calibration import Calibration
from signals.settings import SignalSettings
from station.engine import apply_note
from station.stimulation.keepsake import JOURNAL, repeat


class Seam(StrEnum):
    """Where a recording is cut open: what is fed in again, and what is compared."""

    SAMPLES = "samples"
    FRAMES = "frames"
    STIM = "stim"


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place where the replay went another way: what the record says, what came now."""

    tick: int
    recorded: str
    replayed: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a replay went.

    compared: frames or events compared.  differing: those that were not the same to the bit.
    complete: whether the recording has its end (False: it was cut off, which is no difference).
    """

    seam: Seam
    compared: int
    differing: int
    first: Difference | None
    complete: bool

    @property
    def same(self) -> bool:
        """Whether nothing differed."""
        return self.differing == 0


class _Comparison:
    """Counts what was compared and keeps the first difference."""

    def __init__(self) -> None:
        self.compared = 0
        self.differing = 0
        self.first: Difference | None = None
        self.unsettled: list[tuple[int, Event]] = []

    def check(self, tick: int, recorded: Record | None, replayed: Record | None) -> None:
        self.compared += 1
        old, new = _text(recorded), _text(replayed)
        if old != new:
            self.differing += 1
            self.first = self.first or Difference(tick, old, new)

    def settle(self) -> None:
        """Count what the replay answered and the record does not have."""
        for index, event in self.unsettled:
            self.check(event.tick, None, RoundEvent(index, event))
        self.unsettled = []


def replay(folder: Path, seam: Seam) -> Verdict:
    """Replay the session in `folder` at `seam`.  Raises InputError when it is no session."""
    sheet = read_sheet(folder)
    if seam is Seam.STIM:
        return _replay_stim(folder)
    recording = Recording(folder / RECORDING)
    comparison = _Comparison()
    _REPLAYS[seam](sheet, recording.records(), comparison)
    if recording.complete:  # a cut may fall between a step and its events; an end may not
        comparison.settle()
    return Verdict(seam, comparison.compared, comparison.differing, comparison.first, recording.complete)


def _replay_stim(folder: Path) -> Verdict:
    repeated = repeat(folder)
    if repeated is None:
        return Verdict(Seam.STIM, 0, 0, None, complete=True)
    first = next(iter(repeated.differences), None)
    return Verdict(Seam.STIM, repeated.steps, len(repeated.differences), None if first is None else Difference(
        first.step, " ".join(first.expected), " ".join(first.frames)), complete=True)


def _replay_samples(sheet: SessionSheet, records: Iterator[Record], comparison: _Comparison) -> None:
    assembler = Assembler(SignalSettings.from_json(dict(sheet.signals)),
                          Calibration.from_json(dict(sheet.calibration)))
    for record in records:
        match record:
            case SampleBlock():
                assembler.feed(record)
            case Remark():
                apply_note(assembler, record)
            case Calibrated():
                assembler.calibrate(Calibration.from_json(dict(record.values)))
            case Stimulated():
                assembler.stimulate(record.view)
            case ControlFrame():
                comparison.check(record.tick, record, assembler.frame(record.tick, record.t_ns))
            case _:
                continue


def _replay_frames(sheet: SessionSheet, records: Iterator[Record], comparison: _Comparison) -> None:
    rounds: dict[int, Round] = {}
    frame: ControlFrame | None = None
    for record in records:
        match record:
            case ControlFrame():
                comparison.settle()
                frame = record
            case RoundStepped():
                comparison.settle()
                now = _round(rounds, sheet, record.index)
                if frame is None or frame.tick != record.tick:
                    raise InputError(f"The recording holds a step at tick {record.tick} without its frame.")
                step = now.step(frame, _commands(record))
                comparison.unsettled = [(record.index, event) for event in step.events]
            case RoundEvent():
                replayed = RoundEvent(*comparison.unsettled.pop(0)) if comparison.unsettled else None
                comparison.check(record.event.tick, record, replayed)
            case _:
                continue


def _round(rounds: dict[int, Round], sheet: SessionSheet, index: int) -> Round:
    if index not in rounds:
        if index >= len(sheet.rounds):
            raise InputError(f"The session sheet does not know round {index}.")
        entry = sheet.rounds[index]
        level = _level(entry)
        coach = None if entry.coach is None else LevelCoach(level, entry.grade, CoachStart.from_json(entry.coach))
        rounds[index] = Round(level, level.grade(entry.grade), random.Random(entry.seed), coach)
    return rounds[index]


def _level(entry: RoundSheet) -> Level:
    """Read a level as it was played, with the plan that lay over it."""
    if entry.plan is None:
        return parse_level(entry.level_text, f"{entry.level_id} (as recorded)")
    return parse_plan(entry.plan, f"plan for {entry.level_id} (as recorded)").over(entry.level_text)


def _commands(step: RoundStepped) -> frozenset[Command]:
    try:
        return frozenset(Command(word) for word in step.commands)
    except ValueError as error:
        raise InputError(f"The recording holds a command at tick {step.tick} that this version does not know: "
                         f"{error}.") from error


def _text(record: Record | None) -> str:
    return "nothing" if record is None else encode(record)[2].decode()


_WHAT = {Seam.SAMPLES: "control frames", Seam.FRAMES: "events", Seam.STIM: "steps of the stimulation"}
_REPLAYS: dict[Seam, Callable[[SessionSheet, Iterator[Record], _Comparison], None]] = {
    Seam.SAMPLES: _replay_samples, Seam.FRAMES: _replay_frames,
}


def verdict_json(verdict: Verdict) -> dict[str, object]:
    """Return the verdict as plain data for `--json`."""
    return {**asdict(verdict), "same": verdict.same}


def replay_command(folder: Path, seam: str | None, as_json: bool, out: TextIO) -> int:
    """Replay at one seam or all, print the verdicts.

    Returns 0 when all is the same, 4 when something differed or there was nothing at all to compare.
    """
    verdicts = [replay(folder, each) for each in ([Seam(seam)] if seam else _seams(folder))]
    if as_json:
        out.write(json.dumps([verdict_json(verdict) for verdict in verdicts]) + "\n")
    else:
        out.writelines(_sentence(verdict) + "\n" for verdict in verdicts)
    proven = all(verdict.same for verdict in verdicts) and any(verdict.compared for verdict in verdicts)
    return ExitCode.DONE if proven else ExitCode.CHECK_FAILED


def _seams(folder: Path) -> list[Seam]:
    """Return the seams that a session has; stimulation's only where there was a stimulator."""
    return [seam for seam in Seam if seam is not Seam.STIM or (folder / JOURNAL).exists()]


def _sentence(verdict: Verdict) -> str:
    what = _WHAT[verdict.seam]
    end = "" if verdict.complete else " The recording was cut off; everything up to the cut was compared."
    if not verdict.compared:
        return f"{verdict.seam}: nothing to compare.{end}"
    if verdict.first is None:
        return f"{verdict.seam}: all {verdict.compared} {what} are the same, bit for bit.{end}"
    first = verdict.first
    return (f"{verdict.seam}: {verdict.differing} of {verdict.compared} {what} differ, "
            f"first at tick {first.tick}:\n"
            f"  recorded {first.recorded}\n  replayed {first.replayed}{end}")
