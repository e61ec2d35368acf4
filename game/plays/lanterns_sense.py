"""What a lamp feels of its muscle and of the other one that should stay quiet.

Not here: whether a sensor may be believed (`game.plays.ets.look`), what follows from it (`game.plays.lanterns`).
"""

from __future__ import annotations

from math import exp

from core.frames import TICK_HZ
from core.muscles import Muscle
from game.plays import Actions
from game.plays.ets import Seen, Sight, look

SMOOTHING_S = 0.15
_SEEN = Sight.SEEN
_FOLLOW = 1.0 - exp(-1.0 / (TICK_HZ * SMOOTHING_S))


class Sense:
    """Life: `look` in each tick.

    effort: calmly following, as it is shown.  other: effort of the other muscle now, None where it is not seen.
    """

    __slots__ = ("effort", "other")

    def __init__(self) -> None:
        self.effort = 0.0
        self.other: float | None = None

    def look(self, actions: Actions, muscle: Muscle, other: Muscle | None, t_ns: int) -> Seen:
        """See the muscle of a lamp."""
        seen = look(actions.efforts, muscle, actions.stim, t_ns)
        if seen.sight is _SEEN:
            self.effort += _FOLLOW * (seen.value - self.effort)
        quiet = None if other is None else look(actions.efforts, other, actions.stim, t_ns)
        self.other = quiet.value if quiet is not None and quiet.sight is _SEEN else None
        return seen
