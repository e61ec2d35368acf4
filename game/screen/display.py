"""How big text must be: from the screen's diagonal, its pixels and how far away the patient is.

Letters are judged by the angle they fill: a heading's capitals 0.7 degrees (EN 301 549, 5.1.4), small text 16
arc minutes, a sentence 1/25 of the picture's height.  Sizes are logical units (`game.picture`), clamped so that
four choices still fit.  Not here: fonts (`game.screen.text`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import hypot, radians, tan
from types import MappingProxyType

from game.picture import HEIGHT, WIDTH, TextRole

CAPITAL = 0.67
"""Height of a capital as a share of the font size, Atkinson Hyperlegible."""
TITLE_DEG = 0.7
SMALL_DEG = 16 / 60
SENTENCE_SHARE = 1 / 25
NOTE_SHARE = 0.7
"""A note is for somebody beside the screen, nearer than the patient."""
MM_PER_INCH = 25.4

_TITLE_RANGE = (72.0, 104.0)
_SMALL_RANGE = (28.0, 40.0)


@dataclass(frozen=True, slots=True)
class Sizes:
    """Font size that a text starts from, and the least it may shrink to."""

    usual: float
    floor: float


@dataclass(frozen=True, slots=True)
class Display:
    """A screen and who looks at it.  diagonal_in: inches.  distance_m: metres from the eyes.  Pixels as shown."""

    diagonal_in: float = 43.0
    distance_m: float = 2.5
    width_px: int = WIDTH
    height_px: int = HEIGHT

    @property
    def scale(self) -> float:
        """Pixels per logical unit."""
        return min(self.width_px / WIDTH, self.height_px / HEIGHT)

    def font_size(self, degrees: float) -> float:
        """Give the font size, in logical units, whose capitals fill `degrees` of the eye's view."""
        mm_per_unit = self.diagonal_in * MM_PER_INCH / hypot(self.width_px, self.height_px) * self.scale
        capital_mm = 2 * self.distance_m * 1000 * tan(radians(degrees / 2))
        return capital_mm / CAPITAL / mm_per_unit

    def sizes(self) -> Mapping[TextRole, Sizes]:
        """Give the sizes of every role."""
        small = _within(self.font_size(SMALL_DEG), _SMALL_RANGE)
        title = _within(self.font_size(TITLE_DEG), _TITLE_RANGE)
        sentence = max(SENTENCE_SHARE * HEIGHT, small)
        return MappingProxyType({
            TextRole.TITLE: Sizes(title, max(sentence, 0.6 * title)),
            TextRole.BODY: Sizes(max(sentence, 0.66 * title), sentence),
            TextRole.SMALL: Sizes(small, small),
            TextRole.NOTE: Sizes(small, NOTE_SHARE * small),
            TextRole.NUMBER: Sizes(5 * title, title),
        })


def _within(value: float, limits: tuple[float, float]) -> float:
    return max(limits[0], min(limits[1], value))
