"""The second task of a round: what comes up in each try, what was really up, and which numbers may be answered.

Markers are planned for the longest try and count only once they were up long enough to be seen, as a try may end
at any moment.  Not here: the plan of markers (`game.difficulty.dual`), which tries have a second task.
"""

from __future__ import annotations

import random

from core.frames import TICK_HZ
from game.difficulty.dual import SHOWN_S, Colour, Markers, Second, markers

LONGEST_TRY_S = 600.0
"""After so long in one try nothing comes up any more."""
EVERY_S = (1.5, 3.0)
"""Markers follow each other this closely, so that some come up in a short try too."""
SEEN_S = 0.3
"""A marker that was up for less, because the try ended, is not counted."""
USUAL_COLOUR = Colour.BLUE
"""Markers that all count have one colour."""
CHOICES = 3


class SecondTask:
    """What comes up in one try.  Life: `look` in each tick of it, then `seen` and `choices`."""

    __slots__ = ("_at", "_plan", "_rng", "_ticks")

    def __init__(self, kind: Second, seed: str) -> None:
        self._rng = random.Random(seed)
        self._plan: Markers = markers(kind, LONGEST_TRY_S, self._rng, EVERY_S)
        self._ticks = self._at = 0

    @property
    def wanted(self) -> Colour | None:
        """The colour that counts, None where all do."""
        return self._plan.wanted

    def look(self) -> Colour | None:
        """Let 10 ms pass; return what is up now."""
        self._ticks += 1
        planned, now_s = self._plan.markers, self._ticks / TICK_HZ
        while self._at < len(planned) and now_s >= planned[self._at].at_s + SHOWN_S:
            self._at += 1
        if self._at == len(planned) or now_s < planned[self._at].at_s:
            return None
        return planned[self._at].colour or USUAL_COLOUR

    def seen(self) -> int:
        """Return how many of those that count were up so far."""
        until_s = self._ticks / TICK_HZ - SEEN_S
        return sum(marker.at_s <= until_s and (self.wanted is None or marker.colour is self.wanted)
                   for marker in self._plan.markers)

    def choices(self) -> tuple[str, ...]:
        """Return three numbers in a row, the right one at a place that chance chooses, none below 0."""
        seen = self.seen()
        first = seen - self._rng.randint(0, min(seen, CHOICES - 1))
        return tuple(str(first + place) for place in range(CHOICES))
