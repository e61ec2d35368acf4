"""Asides of a round: what the coach shows or asks between two tries, one after the other, each for its time.

Who says nothing is not kept waiting: a result passes by itself, a question is let go after half a minute, and the
next one sooner.
Not here: what is shown and asked (`game.coaching.coach`), how it looks (`game.scenes`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from core.events import Event
from core.frames import TICK_HZ
from game.coaching import Aside, AsideKind, Coach
from game.phases import Command
from game.plays import Step

LASTS_S = {AsideKind.RESULT: 4, AsideKind.SUMMARY: 8, AsideKind.GUESS: 30, AsideKind.COUNT: 30}
UNANSWERED_S = 10
"""A question lasts only so long after one that nobody answered: who does not answer wants to play."""
_CHOICES = (Command.FIRST, Command.SECOND, Command.THIRD)


class Asides:
    """The coach of a round and what waits to be shown.

    Life: `follow` after each step of play; while `now` is an aside, `step` instead of play, until it is None.
    Without a coach nothing ever waits.
    """

    __slots__ = ("_closed", "_coach", "_most_ticks", "_play_ticks", "_ticks", "_unanswered", "_waiting",
                 "between")

    def __init__(self, coach: Coach | None) -> None:
        self._coach = coach
        self._waiting: deque[Aside] = deque()
        minutes = None if coach is None else coach.minutes
        self._most_ticks = None if minutes is None else minutes * 60 * TICK_HZ
        self._ticks = self._play_ticks = 0
        self._closed = self._unanswered = False
        self.between = False

    @property
    def now(self) -> Aside | None:
        """The aside to be shown, as soon as no try is on; None without any."""
        return self._waiting[0] if self._waiting and self.between else None

    @property
    def may_ask(self) -> bool:
        """Whether the person may ask how the last try went."""
        return self._coach is not None and self.between and not self._waiting and self._coach.may_ask()

    @property
    def enough(self) -> bool:
        """Whether the time for this round is over, so that it ends with the try of now."""
        return self._most_ticks is not None and self._play_ticks >= self._most_ticks

    def follow(self, step: Step) -> None:
        """Take a step of play."""
        if self._coach is None:
            return
        self._play_ticks += 1
        self.between = step.between or step.done
        if step.tried is not None:
            self._queue(self._coach.ended(step.tried))
        if step.done and not self._closed:
            self._closed = True
            self._queue(self._coach.close())

    def ask(self) -> None:
        """Tell how the last try went, if it may be asked."""
        if self._coach is not None and self.may_ask:
            self._queue(self._coach.ask())

    def unsteady(self) -> None:
        """Tell the coach of a near-fall."""
        if self._coach is not None:
            self._coach.unsteady()

    def restart(self) -> None:
        """Show the aside of now for its whole time again, after a pause."""
        self._ticks = 0

    def step(self, commands: frozenset[Command]) -> None:
        """Advance 10 ms of the aside of now, with the answer if one came."""
        aside, self._ticks = self._waiting[0], self._ticks + 1
        pressed = next((place for place, command in enumerate(_CHOICES) if command in commands), None)
        if pressed is not None and (not aside.choices or pressed < len(aside.choices)):
            self._answer(aside, pressed if aside.choices else None)
        elif self._ticks >= self._lasts_s(aside) * TICK_HZ:
            self._answer(aside, None)

    def _lasts_s(self, aside: Aside) -> int:
        lasts_s = LASTS_S[aside.kind]
        return min(lasts_s, UNANSWERED_S) if aside.choices and self._unanswered else lasts_s

    def events(self, tick: int, t_ns: int) -> Iterable[Event]:
        """Return what the coach decided since the last call."""
        return () if self._coach is None else self._coach.events(tick, t_ns)

    def _answer(self, aside: Aside, choice: int | None) -> None:
        assert self._coach is not None
        self._waiting.popleft()
        if aside.choices:
            self._unanswered = choice is None
        self._waiting.extendleft(reversed(list(self._coach.answer(aside, choice))))
        self._ticks = 0

    def _queue(self, asides: Iterable[Aside]) -> None:
        if not self._waiting:
            self._ticks = 0
        self._waiting.extend(asides)
