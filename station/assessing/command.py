"""`surefoot assess`: assessments on the screen, or without one on the simulated patient.

Without a screen nobody is there: every question gets its usual answer, and all assessments follow one another
unless one is named.  Not here: what is asked and measured (`signals.assessments`).
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TextIO

from core.assessing import Act, Answer, Phase
from core.clock import ManualClock
from core.errors import ExitCode, InputError
from core.events import JsonValue
from core.faults import Fault
from core.frames import ControlFrame
from game.intents import Intent
from game.picture import Picture
from game.scenes.app import AppStep
from station import headless
from station.assessing.cards import CARDS
from station.opening import FirstScreen, PlayOptions
from station.session import Session
from station.settings import Settings

if TYPE_CHECKING:
    from station.assessing.running import RunningAssessment

NO_SCREEN = Picture("assess_headless", (), "")
_WITH_MUSCLES = frozenset({"emg", "reaction"})
IDS = tuple(card.id for card in CARDS)


def assess(options: PlayOptions, settings: Settings, first: FirstScreen | None) -> int:
    """Run the assessments that were asked for; returns the exit code.  Raises InputError for one that is none."""
    if options.assessment is not None and options.assessment not in IDS:
        raise InputError(f"There is no assessment {options.assessment!r}; choose from {', '.join(IDS)}.")
    if first is None:
        return _without_screen(options, settings)
    from station.play import assess_on
    return assess_on(first, options, settings)


def _without_screen(options: PlayOptions, settings: Settings) -> int:
    from station.play import open_session
    ids = IDS if options.assessment is None else (options.assessment,)
    options = _simulated(options, ids)
    session = open_session(options, settings, None, threading.Event(), hurry=True)
    if not isinstance(session.clock, ManualClock):
        raise AssertionError("simulated devices alone run on a clock of their own")
    walk = Walk(session, [each for each in ids if options.emg != "none" or each != "emg"])
    session.start()
    end = headless.run(session.engine, walk, session.clock, walk)
    session.close(end.ticks, end.dropped)
    _tell(session, walk, options.json, sys.stdout)
    trouble = session.trouble()
    if trouble is not None:
        print(trouble, file=sys.stderr)
        return int(trouble.exit_code)
    return ExitCode.DONE if not walk.ended else ExitCode.CHECK_FAILED


def _simulated(options: PlayOptions, ids: Sequence[str]) -> PlayOptions:
    """Let the simulated patient be assessed, with electrodes where they are needed.  Raises InputError."""
    if options.board not in {"auto", "sim"} or options.emg not in {"auto", "sim", "none"}:
        raise InputError("Without a screen only the simulated patient can be assessed: use --board sim, "
                         "and --emg sim or none.")
    muscles = "none" if _WITH_MUSCLES.isdisjoint(ids) else "sim"
    return replace(options, board="sim", emg=muscles if options.emg == "auto" else options.emg)


_ACTS: Mapping[Phase, Act] = {Phase.TOLD: Act.START, Phase.REST: Act.SKIP}
"""What is done where nobody is: begin, and need no rest."""


class Walk:
    """Goes through assessments one after another, with nobody there; screens and pilot in one.

    ended: the assessments that ended without results, with their sentence.
    """

    def __init__(self, session: Session, ids: Sequence[str]) -> None:
        self._desk = session.desk
        self._left = list(ids)
        self._running: RunningAssessment | None = None
        self._next_act: Act | None = None
        self.ended: dict[str, str] = {}

    def step(self, tick: int, t_ns: int, frame: ControlFrame, intents: Sequence[Intent],
             faults: Mapping[Fault, str]) -> AppStep:
        """Let the assessment in progress go on, or begin the next one."""
        del frame, intents, faults
        running = self._running = self._running or self._next()
        if running is None:
            raise AssertionError("the walk is over")
        question = running.question
        answer = None if question is None else Answer(question.key, question.usual)
        view = running.step(tick, t_ns, self._next_act, answer)
        self._next_act = _ACTS.get(view.phase)
        if view.phase is Phase.ENDED:
            self.ended[running.card.id] = view.sentence
        if view.over:
            self._running = None
        return AppStep(NO_SCREEN, view.cue)

    def intents(self, step: AppStep | None) -> list[Intent]:
        """Want nothing: there is no screen."""
        del step
        return []

    def finished(self, step: AppStep) -> bool:
        """Whether all assessments are over."""
        del step
        return self._running is None and not self._left

    def _next(self) -> RunningAssessment | None:
        return self._desk.begin(self._left.pop(0)) if self._left else None


def _tell(session: Session, walk: Walk, as_json: bool, out: TextIO) -> None:
    """Print what was found."""
    book = session.desk.book
    if as_json:
        told: dict[str, JsonValue] = {
            "session": None if session.folder is None else str(session.folder), "patient": book.person.id,
            "assessments": list[JsonValue](book.entries), "ended": dict[str, JsonValue](walk.ended)}
        out.write(json.dumps(told) + "\n")
        return
    for entry in book.entries:
        out.write(f"{entry['assessment']}: {entry['plain']}\n")
        rows, facts = entry["rows"], entry["facts"]
        if isinstance(rows, list):
            out.writelines(_line(row) for row in rows)
        if isinstance(facts, list):
            out.writelines(f"  {fact}\n" for fact in facts)
    out.writelines(f"{name}: {sentence}\n" for name, sentence in walk.ended.items())
    if session.folder is not None:
        out.write(f"Session: {session.folder}\n")


def _line(row: JsonValue) -> str:
    """Return one line of results as text."""
    if not isinstance(row, dict):
        return ""
    extras = [f"{word} {row[key]}" for key, word in (("spread", "trials"), ("before", "last time"),
                                                     ("change", "real change")) if row[key]]
    return f"  {row['label']}: {row['value']}" + (f" ({'; '.join(extras)})" if extras else "") + "\n"
