"""The engine of one patient on one level: holds the state, and the log from which it can be made again.

Not here: the rules (`game.difficulty.decide`), time, files, the play.
"""

from __future__ import annotations

import random

from game.difficulty.axes import Levels
from game.difficulty.decide import begin, decide
from game.difficulty.log import MOST_SEED, ending, header, line_of, record
from game.difficulty.reading import whole
from game.difficulty.settings import Settings
from game.difficulty.state import Decision, Given, State


class Engine:
    """Life: made from settings, first levels and a seed; `give` for ever; `end` when a session ends.

    `lines` grows by one line with each of these, and can be written as it grows.
    """

    __slots__ = ("decisions", "lines", "seed", "state")

    def __init__(self, settings: Settings, first: Levels, seed: int) -> None:
        self.seed = whole("the seed", seed, 0, MOST_SEED)
        self.state: State = begin(settings, first)
        self.decisions: list[Decision] = []
        self.lines: list[str] = [line_of(header(settings, first, seed))]

    def give(self, given: Given) -> Decision:
        """Decide, remember and return the decision."""
        decision = decide(self.state, given)
        self.state = decision.after
        self.decisions.append(decision)
        self.lines.append(line_of(record(len(self.decisions), decision)))
        return decision

    def end(self) -> str:
        """Close a session; the log is whole up to here.  Returns the line."""
        self.lines.append(line_of(ending(len(self.decisions))))
        return self.lines[-1]

    def chance(self) -> random.Random:
        """Return the source for plans that begin now: the same log leads to the same plans."""
        return random.Random(f"{self.seed}/{len(self.decisions)}")
