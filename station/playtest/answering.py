"""What a body answers when it is asked between two tries, and how it presses that on the screen.

It counts what comes up and feels how a try went, and is off by more the weaker it is (chosen: a guess is wrong in
3 to 38 of 100, a count by 0.2 to 1.2 as standard deviation).  Not here: when something is asked (`game.coaching`).
"""

from __future__ import annotations

import random
from collections.abc import Callable

from core.frames import TICK_HZ
from game.coaching import Aside, AsideKind
from game.difficulty.dual import Colour
from game.intents import Intent, IntentKind
from game.phases import RoundView
from game.scenes.asides import aside_choices

THINK_TICKS = 3 * TICK_HZ // 2
"""So long somebody reads before the finger comes down, and a tenth of a second later it is up again."""
TOUCH_TICKS = TICK_HZ // 10


class Answering:
    """Life: `intents` once per tick with what the round shows.  missed: tells whether the last try had a miss."""

    def __init__(self, rng: random.Random, ability: float, missed: Callable[[], bool]) -> None:
        self._rng, self._lack, self._missed = rng, 1.0 - ability, missed
        self._counted: dict[Colour, int] = {}
        self._marker: Colour | None = None
        self._aside: Aside | None = None
        self._ticks = 0
        self._at = (0.0, 0.0)

    def intents(self, shown: RoundView | None) -> list[Intent]:
        """Watch the round, and press an answer when one is wanted."""
        if shown is None or shown.aside is None:  # there is one in ASIDE only
            self._aside = None
            marker = None if shown is None or shown.view is None else shown.view.marker
            if marker is not self._marker:
                self._count(marker)
            return []
        if shown.aside is not self._aside:
            self._aside, self._ticks = shown.aside, 0
        self._ticks += 1
        if self._ticks == THINK_TICKS:
            box = aside_choices(shown.aside)[self.choose(shown.aside) or 0].box
            self._at = box.x + box.w / 2, box.y + box.h / 2
            return [Intent(IntentKind.PRESS, *self._at)]
        return [Intent(IntentKind.RELEASE, *self._at)] if self._ticks == THINK_TICKS + TOUCH_TICKS else []

    def choose(self, aside: Aside) -> int | None:
        """Return the place of the answer among the choices, None where nothing is asked."""
        if aside.kind is AsideKind.GUESS and aside.choices:
            felt = self._missed() is not (self._rng.random() < 0.03 + 0.35 * self._lack)
            word = "not_yet" if felt else "well"
            return aside.choices.index(word) if word in aside.choices else 0
        if aside.kind is AsideKind.COUNT and aside.choices:
            counted = sum(self._counted.values()) if aside.colour is None else self._counted.get(aside.colour, 0)
            self._counted.clear()
            told = counted + self._rng.gauss(0.0, 0.2 + self._lack)
            return min(range(len(aside.choices)), key=lambda place: abs(float(aside.choices[place]) - told))
        return None

    def _count(self, marker: Colour | None) -> None:
        """Take notice of what comes up."""
        if marker is not None:
            self._counted[marker] = self._counted.get(marker, 0) + 1
        self._marker = marker
