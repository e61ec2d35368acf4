"""Pictures drawn into files, without a window."""

from __future__ import annotations

from contextlib import suppress
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
    Painter(size, THEMES[theme], Display()).draw(surface, previous, current, alpha)
    png = BytesIO()  # SDL does not tell when a disk is full
    pygame.image.save(surface, png, "picture.png")
    try:
        path.write_bytes(png.getbuffer())
    except OSError as error:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        raise StorageError(f"The picture {path} cannot be written: {error.strerror or error}. "
                           "Choose another folder.") from error
