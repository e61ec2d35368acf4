"""The watch for near-falls: leaning far beyond the own limit, a load that swings, a load that drops and is caught.

Judged from frames alone while somebody stands and plays.  Every limit has a dwell or a second half, so that
reaching, swaying, stepping off and noise are none: the table is in docs/signals.md.  Not here: nobody on the
board, or a foot off it (`game.watch`).
"""

from __future__ import annotations

from collections import deque
from enum import StrEnum
from math import hypot, isfinite

from core.frames import TICK_HZ, ControlFrame, StreamHealth

LIMIT = 0.95
"""Share of the own measured reach that no level asks for without saying so."""
OVERSHOOT = 0.50
"""Beyond the farthest that was asked for: three standard deviations of a very unsteady sway on a short reach."""
BEYOND_TICKS = 3 * TICK_HZ // 10
BACK = 0.10
"""So much nearer ends it; between the two lines nothing is counted."""
MEDIAN_OF = 5
"""Of so many loads the middle one counts, so that one or two wrong ones are no stumble."""
SWING_TICKS = 8 * TICK_HZ // 10
SWING_LOW, SWING_HIGH = 0.65, 1.30
"""Both within 0.8 s: a stumble.  A lean moves the load by less than 15 %, a step off never raises it so."""
DROP_FROM, DROP_TO, CAUGHT = 0.85, 0.50, 0.70
DROP_TICKS = TICK_HZ // 2
CAUGHT_TICKS = TICK_HZ // 10
DROP_OVER_TICKS = 3 * TICK_HZ
GONE = 0.20
"""Below this share somebody stepped off, which is nothing to worry about."""

_OK = StreamHealth.OK  # looked up once, not in every tick


class NearFall(StrEnum):
    """What was seen.  BEYOND: the own limit.  SWING: the load.  DROP: the load, caught again."""

    BEYOND = "beyond"
    SWING = "swing"
    DROP = "drop"


class NearFallWatch:
    """Sees one frame per tick of standing play.  Life: `step`, and `reset` whenever play begins anew."""

    __slots__ = ("_asked", "_beyond", "_caught", "_dropped", "_high_left", "_raw", "_shares")

    def __init__(self) -> None:
        self._asked = 0.0
        self.reset()

    def reset(self) -> None:
        """Forget what led up to now; how far was asked is kept."""
        self._beyond = 0
        self._dropped: int | None = None
        self._caught = self._high_left = 0
        self._raw: deque[float] = deque(maxlen=MEDIAN_OF)
        self._shares: deque[float] = deque(maxlen=SWING_TICKS)

    @property
    def dropping(self) -> bool:
        """Whether the load fell just now and may be caught again."""
        return self._dropped is not None

    def step(self, frame: ControlFrame, baseline_kg: float | None, asked: tuple[float, float]) -> NearFall | None:
        """Judge one tick.

        baseline_kg: the own load, None while not known.  asked: the lean that is asked for, in lean units; the
        farthest so far counts, since people come back later than a cue does.
        """
        self._asked = max(self._asked, hypot(*asked))
        share = _share(frame, baseline_kg)
        if share is None:
            self.reset()
            return None
        self._raw.append(share)
        share = sorted(self._raw)[len(self._raw) // 2]
        self._shares.append(share)
        self._high_left = SWING_TICKS if share > SWING_HIGH else max(0, self._high_left - 1)
        return self._leaned(frame) or self._swung() or self._caught_drop(share)

    def _leaned(self, frame: ControlFrame) -> NearFall | None:
        x, y = frame.lean_x, frame.lean_y
        if not (frame.own_reach and x.health is y.health is _OK):
            return None
        far, line = hypot(x.value, y.value), max(LIMIT, self._asked + OVERSHOOT)
        if far > line:
            self._beyond += 1
        elif not far > line - BACK:
            self._beyond = 0
        return NearFall.BEYOND if self._beyond >= BEYOND_TICKS else None

    def _swung(self) -> NearFall | None:
        if not self._high_left:  # seldom is there such a load among the last ones at all
            return None
        return NearFall.SWING if GONE < min(self._shares) < SWING_LOW else None

    def _caught_drop(self, share: float) -> NearFall | None:
        """Notice a fall of the load that ends on the board again, not beside it."""
        if share < GONE or (self._dropped or 0) > DROP_OVER_TICKS:
            self.reset()
            return None
        if self._dropped is None:
            if share < DROP_TO and max(list(self._shares)[-DROP_TICKS:]) >= DROP_FROM:
                self._dropped, self._caught = 0, 0
            return None
        self._dropped += 1
        self._caught = self._caught + 1 if share >= CAUGHT else 0
        return NearFall.DROP if self._caught >= CAUGHT_TICKS else None


def _share(frame: ControlFrame, baseline_kg: float | None) -> float | None:
    """Load as a share of the own; None where it is not known."""
    weight = frame.weight_kg
    if not baseline_kg or weight.health is not _OK or not isfinite(weight.value):
        return None
    return weight.value / baseline_kg
