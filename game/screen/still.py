"""Pictures drawn into files, without a window."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import pygame

from core.errors import StorageError
from game.picture import Picture
from game.screen.display import Display
from game.screen.painter import Painter
from game.screen.theme import THEMES


def draw_still(previous: Picture, current: Picture, alpha: float, size: tuple[int, int], theme: str,
               path: Path) -> None:
    """Draw a picture into the PNG file at `path`, in the theme of that name.

    Raises StorageError where nothing can be written.
    """
    surface = pygame.Surface(size)
    painter = _painter(size, theme)
    painter.forget()
    painter.draw(surface, previous, current, alpha)
    png = BytesIO()  # SDL does not tell when a disk is full
    pygame.image.save(surface, png, "picture.png")
    try:
        path.write_bytes(png.getbuffer())
    except OSError as error:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        raise StorageError(f"The picture {path} cannot be written: {error.strerror or error}. "
                           "Choose another folder.") from error


@lru_cache(maxsize=4)
def _painter(size: tuple[int, int], theme: str) -> Painter:
    """Keep what is costly to draw from one picture to the next: two sizes in two themes, as a gallery has."""
    return Painter(size, THEMES[theme], Display())
