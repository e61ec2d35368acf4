"""Text that stays in its box: fonts, runs by coverage, wrapping, fitting, cached renders.

The font library does not fall back from one font to the next, so a line is split into runs of letters that one
font has.  Latin is Atkinson Hyperlegible, whose letters cannot be mistaken for each other; Greek, Cyrillic and
signs come from Noto Sans.  Not here: how big a text should be (`game.screen.display`), where its box is (scenes).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path

import pygame

from game.picture import Align, Label, Rect, TextRole
from game.screen.cache import Cache
from game.screen.display import Display, Sizes

FONTS = Path(__file__).parent / "assets" / "fonts"
_LATIN = "atkinson-hyperlegible-latin-{weight}-normal.woff2"
_LATIN_EXT = "atkinson-hyperlegible-latin-ext-{weight}-normal.woff2"
CHAINS: dict[bool, tuple[str, ...]] = {
    False: (_LATIN.format(weight=400), _LATIN_EXT.format(weight=400), "NotoSans-Regular.ttf"),
    True: (_LATIN.format(weight=700), _LATIN_EXT.format(weight=700), "NotoSans-Bold.ttf"),
}
"""Fonts in the order they are asked for a letter, for bold no and yes."""
BOLD = frozenset({TextRole.TITLE, TextRole.NUMBER})
LEADING = 1.2
STEP_PX = 2
ELLIPSIS = "…"
NOBODY_HAS = "\U0010fffe"
"""No character at all, so that every font shows its sign for a missing letter."""
LOOK_PX = 32
MOST_LETTERS = 400
MOST_LINES = 400
MOST_FITS = 1000
MOST_FONTS = 60
MOST_RUNS = 4000
MOST_WIDTHS = 4000
"""A text is measured at many sizes, word by word and line by line, before it fits."""

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text laid into a box.

    lines: as they are drawn.  size_px: font size.  leading_px: from line to line.  whole: False when even
    the floor was too big and the end was cut.
    """

    lines: tuple[str, ...]
    size_px: int
    leading_px: int
    width_px: int
    whole: bool = True

    @property
    def height_px(self) -> int:
        """Height of all lines."""
        return self.leading_px * len(self.lines)


class Typesetter:
    """Measures, wraps, fits and renders text for one display.  Life: as long as the display keeps its size."""

    def __init__(self, display: Display) -> None:
        pygame.font.init()
        self.scale = display.scale
        self._sizes = display.sizes()
        self._fonts: Cache[pygame.font.Font] = Cache(MOST_FONTS)
        self._lines: Cache[pygame.Surface] = Cache(MOST_LINES)
        self._fits: Cache[Fitted] = Cache(MOST_FITS)
        self._runs: Cache[tuple[tuple[int, str], ...]] = Cache(MOST_RUNS)
        self._widths: Cache[int] = Cache(MOST_WIDTHS)

    def sizes(self, role: TextRole) -> Sizes:
        """Give the sizes of a role in logical units."""
        return self._sizes[role]

    def fit(self, text: str, role: TextRole, rect: Rect) -> Fitted:
        """Lay `text` into `rect` (logical units), as big as its role allows."""
        key = (text, role, rect.w, rect.h)
        return self._fits.get(key, partial(self._fit, clean(text), role, rect))

    def draw(self, surface: pygame.Surface, label: Label, origin: tuple[int, int], colour: Colour) -> None:
        """Draw a label in the middle of its box's height; `origin` is where logical (0, 0) lies, in pixels."""
        fitted = self.fit(label.text, label.role, label.rect)
        box = self.pixels(label.rect, origin)
        top = box.y + (box.h - fitted.height_px) // 2
        for number, text in enumerate(fitted.lines):
            image = self.line(text, label.role in BOLD, fitted.size_px, colour)
            within = image.get_rect(centery=top + number * fitted.leading_px + fitted.leading_px // 2)
            surface.blit(image, _aligned(within, box, label.align))

    def pixels(self, rect: Rect, origin: tuple[int, int] = (0, 0)) -> pygame.Rect:
        """Give the box of a logical rect in pixels."""
        left, top = round(rect.x * self.scale), round(rect.y * self.scale)
        right, bottom = round((rect.x + rect.w) * self.scale), round((rect.y + rect.h) * self.scale)
        return pygame.Rect(origin[0] + left, origin[1] + top, right - left, bottom - top)

    def line(self, text: str, bold: bool, size_px: int, colour: Colour) -> pygame.Surface:
        """Render one line; the surface is shared, so it must not be drawn on."""
        return self._lines.get((text, bold, size_px, colour), partial(self._render, text, bold, size_px, colour))

    def width(self, text: str, bold: bool, size_px: int) -> int:
        """Measure one line in pixels."""
        return self._widths.get((text, bold, size_px), partial(self._measure, text, bold, size_px))

    def _measure(self, text: str, bold: bool, size_px: int) -> int:
        return sum(self._font(index, bold, size_px).size(run)[0] for index, run in self.runs(text, bold))

    def runs(self, text: str, bold: bool) -> tuple[tuple[int, str], ...]:
        """Split into runs of letters that the same font of the chain has."""
        return self._runs.get((text, bold), partial(self._split, text, bold))

    def _split(self, text: str, bold: bool) -> tuple[tuple[int, str], ...]:
        runs = groupby(text, partial(self._owner, bold=bold))
        return tuple((index, "".join(letters)) for index, letters in runs)

    def _owner(self, letter: str, bold: bool) -> int:
        """Find the first font with the letter; the last one draws its own sign for what nobody has."""
        if (letter, bold) not in _OWNERS:
            chain = CHAINS[bold]
            has = (index for index in range(len(chain)) if self._has(index, bold, letter))
            _OWNERS[letter, bold] = next(has, len(chain) - 1)
        return _OWNERS[letter, bold]

    def _has(self, index: int, bold: bool, letter: str) -> bool:
        """Whether a font has a letter: what it lacks, it draws as the same sign as what nobody has."""
        font = self._font(index, bold, LOOK_PX)
        images = (font.render(shown, False, (0, 0, 0), (255, 255, 255)) for shown in (letter, NOBODY_HAS))
        seen, lacking = (pygame.image.tobytes(image, "RGB") for image in images)
        return letter == " " or seen != lacking

    def _font(self, index: int, bold: bool, size_px: int) -> pygame.font.Font:
        return self._fonts.get((index, bold, size_px),
                               lambda: pygame.font.Font(FONTS / CHAINS[bold][index], size_px))

    def _render(self, text: str, bold: bool, size_px: int, colour: Colour) -> pygame.Surface:
        """Set the runs side by side on one base line."""
        images = [(self._font(index, bold, size_px), run) for index, run in self.runs(text, bold)]
        ascent = max((font.get_ascent() for font, _ in images), default=0)
        depth = max((font.get_height() - font.get_ascent() for font, _ in images), default=0)
        size = max(1, self.width(text, bold, size_px)), max(1, ascent + depth)
        surface = pygame.Surface(size, pygame.SRCALPHA)
        left = 0
        for font, run in images:
            image = font.render(run, True, colour)
            surface.blit(image, (left, ascent - font.get_ascent()))
            left += font.size(run)[0]
        return surface

    def _fit(self, text: str, role: TextRole, rect: Rect) -> Fitted:
        box = pygame.Rect(0, 0, int(rect.w * self.scale), int(rect.h * self.scale))
        sizes, bold = self._sizes[role], role in BOLD
        usual, floor = max(1, round(sizes.usual * self.scale)), max(1, round(sizes.floor * self.scale))
        for size in [*range(usual, floor, -STEP_PX), floor]:
            lines = self._wrap(text, bold, size, box.w)
            if lines is not None and len(lines) * round(LEADING * size) <= box.h:
                return self._fitted(self._balanced(lines, text, bold, size, box.w), bold, size)
        return self._cut(text, bold, floor, box)

    def _fitted(self, lines: Sequence[str], bold: bool, size: int, whole: bool = True) -> Fitted:
        width = max((self.width(line, bold, size) for line in lines), default=0)
        return Fitted(tuple(lines), size, round(LEADING * size), width, whole)

    def _wrap(self, text: str, bold: bool, size: int, width: int) -> list[str] | None:
        """Fill lines word by word; None when a single word is too wide."""
        lines: list[str] = []
        for word in text.split():
            if self.width(word, bold, size) > width:
                return None
            if lines and self.width(f"{lines[-1]} {word}", bold, size) <= width:
                lines[-1] += f" {word}"
            else:
                lines.append(word)
        return lines

    def _balanced(self, lines: list[str], text: str, bold: bool, size: int, width: int) -> list[str]:
        """Make the lines about equally long, without needing one more."""
        low, high = width // max(1, len(lines)), width
        while len(lines) > 1 and high - low > size // 4:
            middle = (low + high) // 2
            tried = self._wrap(text, bold, size, middle)
            if tried is not None and len(tried) == len(lines):
                lines, high = tried, middle
            else:
                low = middle
        return lines

    def _cut(self, text: str, bold: bool, size: int, box: pygame.Rect) -> Fitted:
        """Break only words that are too wide for a line; what is too much ends in an ellipsis after a word."""
        pieces = [piece for word in text.split() for piece in self._broken(word, bold, size, box.w)]
        lines = self._wrap(" ".join(pieces), bold, size, box.w) or pieces
        most = max(1, box.h // round(LEADING * size))
        if len(lines) <= most:
            return self._fitted(lines, bold, size)
        last = lines[most - 1]
        while last and self.width(last + ELLIPSIS, bold, size) > box.w:
            last = last.rpartition(" ")[0] if " " in last else last[:-1]
        return self._fitted([*lines[:most - 1], last + ELLIPSIS], bold, size, whole=False)

    def _broken(self, word: str, bold: bool, size: int, width: int) -> list[str]:
        """Cut a word into pieces that fit a line."""
        pieces = [""]
        for letter in word:
            if pieces[-1] and self.width(pieces[-1] + letter, bold, size) > width:
                pieces.append("")
            pieces[-1] += letter
        return pieces


_OWNERS: dict[tuple[str, bool], int] = {}
"""Which font of its chain has a letter, for bold no and yes: as long as the files stay, whatever the display."""


def clean(text: str) -> str:
    """Keep what can be drawn: control characters become spaces, and nobody reads more than `MOST_LETTERS`."""
    kept = "".join(letter if letter.isprintable() else " " for letter in text[:MOST_LETTERS])
    return " ".join(kept.split())


def _aligned(image: pygame.Rect, box: pygame.Rect, align: Align) -> pygame.Rect:
    """Move the image's box to its side of `box`."""
    if align is Align.LEFT:
        image.left = box.left
    elif align is Align.RIGHT:
        image.right = box.right
    else:
        image.centerx = box.centerx
    return image
