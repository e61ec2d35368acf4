"""How one coordinate moves on purpose: with minimum jerk (Flash and Hogan 1985, J Neurosci 5:1688).

Not here: where it goes, and when (`voluntary`).
"""

from __future__ import annotations


class Glide:
    """One coordinate on its way: a quintic from where it is, as fast as it is, to rest at a goal."""

    def __init__(self) -> None:
        self.x = self.v = self.a = 0.0
        self._c = (0.0,) * 6
        self._t = self._duration = 0.0

    def go(self, goal: float, duration_s: float) -> None:
        """Begin to move to `goal`, to be there after `duration_s`."""
        d, (x, v, a) = max(duration_s, 0.05), (self.x, self.v, self.a)
        far = goal - x
        self._c = (x, v, a / 2,
                   (20 * far - 12 * v * d - 3 * a * d * d) / (2 * d ** 3),
                   (-30 * far + 16 * v * d + 3 * a * d * d) / (2 * d ** 4),
                   (12 * far - 6 * v * d - a * d * d) / (2 * d ** 5))
        self._t, self._duration = 0.0, d

    def step(self, dt_s: float) -> None:
        """Let `dt_s` pass."""
        if self._t >= self._duration:
            return
        self._t = t = min(self._duration, self._t + dt_s)
        c0, c1, c2, c3, c4, c5 = self._c
        self.x = c0 + t * (c1 + t * (c2 + t * (c3 + t * (c4 + t * c5))))
        self.v = c1 + t * (2 * c2 + t * (3 * c3 + t * (4 * c4 + t * 5 * c5)))
        self.a = 2 * c2 + t * (6 * c3 + t * (12 * c4 + t * 20 * c5))
        if t >= self._duration:
            self.v = self.a = 0.0

    @property
    def moving(self) -> bool:
        """Whether it has not arrived."""
        return self._t < self._duration
