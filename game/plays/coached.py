"""One try as a coach sets it: its values, its help at the beginning, what it shows, what is counted beside it.

Without a coach everything is as the grade says, and everything is shown.
Not here: what a coach decides (`game.coaching`), what is done in a try (the plays).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Generic, TypeVar

from core.frames import TICK_HZ
from game.coaching import Coach
from game.difficulty.dual import Colour
from game.plays import View
from game.plays.assist import Help
from levels.model import Grade
from levels.words import Direction

G = TypeVar("G", bound=Grade)
ASK_TICKS = 3 * TICK_HZ
"""So long at least a gap lasts in which the person may ask how it went."""


class Coached(Generic[G]):
    """The try of now.  Life: `begin` for each try, `look` in each of its ticks.

    grade: what to play with.  feedback: whether the person is shown how it goes.  words: whether kind words
    follow.  ghost: whether the way is shown whatever the level says.  direction: where to, None where the level
    says it.  second: whether something is to be counted.  marker: what is up to be counted, None for nothing.
    asked: whether the person asked for help in this try.
    """

    __slots__ = ("_ask_next", "_coach", "_number", "_wanted", "asked", "direction", "feedback", "ghost", "grade",
                 "marker", "second", "words")

    def __init__(self, coach: Coach | None, chosen: G) -> None:
        self._coach = coach
        self._number = 0
        self._wanted: Colour | None = None
        self._ask_next = False
        self.grade = chosen
        self.asked = self.ghost = self.second = False
        self.feedback = self.words = True
        self.direction: Direction | None = None
        self.marker: Colour | None = None

    def begin(self, number: int, help_: Help) -> None:
        """Set everything as the coach wants it for try `number`; help starts where the coach puts it.

        Help that was asked for since the try before comes on top.
        """
        self._number, self.asked, self._ask_next = number, self._ask_next, False
        if self._coach is None:
            return
        setting = self._coach.setting(number)
        if not isinstance(setting.grade, type(self.grade)):
            raise TypeError(f"a coach of another game set try {number}")
        self.grade, self.ghost, self.direction = setting.grade, setting.ghost, setting.direction
        self.feedback, self.words = setting.feedback, setting.words and setting.feedback
        self.second, self._wanted = setting.second, setting.wanted
        help_.begin(setting.help)
        if self.asked:
            help_.more()
            self._show_all()

    def ask_help(self, on: bool) -> None:
        """Note that the person asked for help: then this try shows everything, or the next when none is `on`."""
        self.asked, self._ask_next = self.asked or on, not on
        if on:
            self._show_all()

    def _show_all(self) -> None:
        """Bring feedback back, with its words where there was none; silence that means good stays."""
        self.words = self.words or not self.feedback
        self.feedback = True

    def patience_ticks(self, time_s: float, help_: Help) -> float:
        """Return how long this try may last; with a coach, help gives more time too."""
        return (time_s if self._coach is None else help_.grown(time_s)) * TICK_HZ

    def gap_ticks(self, usual: int) -> int:
        """Return how long the gap after this try lasts: long enough to ask, where that may be."""
        return max(usual, ASK_TICKS) if self._coach is not None and self._coach.may_ask() else usual

    def look(self, on: bool) -> None:
        """Let 10 ms pass; `on`: within the try, when something may come up to be counted."""
        if self.second:
            self.marker = self._coach.look(self._number) if on and self._coach is not None else None

    def mark(self, view: View, on: bool) -> View:
        """Return the view with what is to be counted, where something is."""
        if not (on and self.second):
            return view
        return replace(view, marker=self.marker, counting=True, wanted=self._wanted)


def off_by(distance: float, radius: float) -> float:
    """Return a distance from the centre of a target in whole targets, at most 1; 0.5 is at its edge."""
    return min(1.0, distance / (2.0 * radius))
