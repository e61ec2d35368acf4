"""Pictures drawn into files, without a window: for the summary of a headless session and the gallery."""

from __future__ import annotations

from pathlib import Path

from game.picture import Picture


def save_picture(picture: Picture, path: Path, size: tuple[int, int] = (1920, 1080), theme: str = "light",
                 previous: Picture | None = None, alpha: float = 0.0) -> None:
    """Draw `picture` at `size` pixels into the PNG file at `path`."""
    from game.screen.still import draw_still
    draw_still(previous or picture, picture, alpha, size, theme, path)
