"""Coaching: what a try is set to, what is told after it, and what is asked beside it.

The seam between plays, which know tries, and the difficulty engine, which knows levels: before each thing to do a
play takes a `Setting`, after it gives a `Tried`, and the round shows the asides that come of it, one after the
other, while the world stands still.  Without a coach a play is what its grade says, as it always was.
`coach` makes the decisions, `start` is where a round begins (kept on the session's sheet, so that a replay is the
same), `told` is what a round leaves behind.  Not here: rules of difficulty and feedback (`game.difficulty`),
pictures of asides (`game.scenes`), files (the station).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from core.events import Event
from game.difficulty.dual import Colour
from levels.model import Grade
from levels.words import Direction


@dataclass(frozen=True, slots=True)
class Setting:
    """How one try is played.

    grade: values to play with; where things lie and how many follows from the grade that was chosen.  help: the
    game's own help at its beginning, 0 none .. 1 all.  ghost: whether the way is shown whatever the level says.
    feedback: whether the person sees and hears how it goes: hand, effort, fill, sound that leads, kind words.
    second: whether something is to be counted beside it; wanted: which colour of it, None where all counts.
    direction: where to, None where the play has none or the level says it.  words: whether kind words follow at
    once; without `feedback` there are none anyway.
    """

    grade: Grade
    help: float = 0.0
    ghost: bool = False
    feedback: bool = True
    second: bool = False
    wanted: Colour | None = None
    direction: Direction | None = None
    words: bool = True


@dataclass(frozen=True, slots=True)
class Tried:
    """How one try went, from the play.

    success: at the first go, without a miss; None where it tells nothing (skipped, a sensor failed, or
    stimulation did the work).  error: how far off, 0 not at all .. 1 by a whole target (or band) or more.
    still: share of the time on the target spent there, None where it never came to that.
    """

    number: int
    success: bool | None
    error: float
    still: float | None = None


class AsideKind(StrEnum):
    """What stands between two tries.

    GUESS: how did it go, before it is told.  RESULT: how it went.  SUMMARY: the last tries together.
    COUNT: how many were seen beside it.
    """

    GUESS = "guess"
    RESULT = "result"
    SUMMARY = "summary"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Mark:
    """One try as a person sees it: whether it went at the first go, and how far off it was, 0..1."""

    success: bool
    error: float


@dataclass(frozen=True, slots=True)
class Aside:
    """Something shown or asked between two tries, while the world stands still.

    marks: one for a result, up to five for a summary, oldest first.  choices: what may be answered, easiest to
    reach first: "well" and "not_yet" for a guess, numbers as text for a count; () where nothing is asked, then it
    passes by itself or at a press.  guessed: what was guessed before this result, None without a guess.
    colour: which colour was to be counted, None where all counted.
    """

    kind: AsideKind
    marks: tuple[Mark, ...] = ()
    choices: tuple[str, ...] = ()
    guessed: bool | None = None
    colour: Colour | None = None


class Coach(Protocol):
    """What a play and its round may ask; one for each round, made anew by every replay.

    Life: `setting` before each try, `look` in each tick of play, `ended` after each try, then `answer` once for
    each aside it returned, in their order; `close` when the play is over, whose asides come before the results.
    """

    @property
    def minutes(self) -> int | None:
        """After so many minutes of play the round ends kindly, between two tries; None: when all is done."""
        ...

    def setting(self, number: int) -> Setting:
        """Return how try `number` (from 0) is played; asked as often as wanted, it stays the same."""
        ...

    def look(self, number: int) -> Colour | None:
        """Let 10 ms of try `number` pass; return the marker that is up now, None for none (or no second task).

        Markers that count for themselves have a colour too: one and the same.
        """
        ...

    def ended(self, tried: Tried) -> Sequence[Aside]:
        """Take how a try went; return what is shown or asked before the next, often nothing."""
        ...

    def answer(self, aside: Aside, choice: int | None) -> Sequence[Aside]:
        """Take the answer (place in `choices`), None where none came; return asides that follow from it."""
        ...

    def may_ask(self) -> bool:
        """Whether the person may ask now how the last try went."""
        ...

    def ask(self) -> Sequence[Aside]:
        """Tell how the last try went, because the person asked."""
        ...

    def unsteady(self) -> None:
        """Take note of a near-fall: nothing gets harder for the rest of the round."""
        ...

    def close(self) -> Sequence[Aside]:
        """Return what is shown or asked before the results."""
        ...

    def events(self, tick: int, t_ns: int) -> Sequence[Event]:
        """Return what was decided since the last call, for the record."""
        ...
