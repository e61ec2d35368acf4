"""One round with a coach, as the station follows it: what the coach decides reaches the engine at once.

Not here: the coach (`game.coaching`), who keeps what is decided (`station.coaching.desk`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from game.coaching.coach import LevelCoach
from game.coaching.start import CoachStart
from game.coaching.told import RoundTold
from game.difficulty.state import Decision, Given, State


class Follower:
    """One round with a coach, as the station follows it.

    start: where the coach begins.  why: a sentence for each thing that was decided about the round.  decisions:
    of the engine, in order.  told: what the round left behind, None until it is over.
    """

    def __init__(self, start: CoachStart, why: Sequence[str], give: Callable[[Given], Decision],
                 over: Callable[[RoundTold, State], None]) -> None:
        self.start = start
        self.why = tuple(why)
        self.decisions: list[Decision] = []
        self.told: RoundTold | None = None
        self.state = start.state
        self._give = give
        self._over = over

    def follow(self, coach: LevelCoach) -> None:
        """Give the engine what the coach was given since the last call."""
        for given in coach.given[len(self.decisions):]:
            decision = self._give(given)
            self.decisions.append(decision)
            self.state = decision.after

    def finish(self, coach: LevelCoach) -> None:
        """Keep what the round left behind; later calls change nothing."""
        self.follow(coach)
        if self.told is None:
            self.told = coach.told()
            self._over(self.told, self.state)
