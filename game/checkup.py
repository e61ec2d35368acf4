"""The check of the sensors before a round, as far as a screen must know it.

What is looked at and how it is judged is not the game's affair (it lives above, where signals are known).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Mark(StrEnum):
    """How one line of the check stands."""

    WAITING = "waiting"
    LOOKING = "looking"
    OK = "ok"
    NOTE = "note"
    MEND = "mend"


class Sense(StrEnum):
    """Which sensor a line is about."""

    BOARD = "board"
    MUSCLES = "muscles"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is looked at.

    key: "board", "weight", "battery", "sensor", "pads" or "signal"; the screen has the words.
    """

    key: str
    mark: Mark
    sense: Sense


class CheckPhase(StrEnum):
    """Where a check is.

    LOOKING: it measures, at most six seconds.  NOTED: something is worth knowing; it goes on by itself soon.
    MENDING: something must be mended; it goes on by itself when that is done.  PASSED: the round may begin.
    """

    LOOKING = "looking"
    NOTED = "noted"
    MENDING = "mending"
    PASSED = "passed"


class CheckAct(StrEnum):
    """What a person may answer.

    AGAIN: look anew.  GO_ON: play all the same (NOTED).  WITHOUT: play without the board (MENDING, where
    `CheckupView.can_do_without`).
    """

    AGAIN = "again"
    GO_ON = "go_on"
    WITHOUT = "without"


@dataclass(frozen=True, slots=True)
class CheckupView:
    """What a check shows at one tick.

    sentence: for the patient, therapist: what to do, "" while nothing is wrong.  progress: of LOOKING, 0..1.
    seconds_left: until NOTED goes on by itself.  can_do_without: whether what is wrong is only a board that this
    level does not need.  boardless: PASSED without that board.
    """

    phase: CheckPhase
    lines: tuple[Line, ...]
    sentence: str = ""
    therapist: str = ""
    progress: float = 0.0
    seconds_left: float = 0.0
    can_do_without: bool = False
    boardless: bool = False


class Checkup(Protocol):
    """A check in progress.  Life: `step` once per tick until PASSED, or `cancel`."""

    def step(self, tick: int, t_ns: int, act: CheckAct | None = None) -> CheckupView:
        """Advance 10 ms with what a person answered at this tick."""
        ...

    def cancel(self, tick: int, t_ns: int) -> None:
        """Leave it; the next round begins with a new one."""
        ...
