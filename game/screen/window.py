"""The window: opened where there is a display, full screen or not, showing pictures and giving intents.

Without a GPU the "accelerated" window surface is the costliest part of a frame, so it is turned off there.
Not here: drawing (`game.screen.painter`), the meaning of keys (`game.screen.inputs`), waiting (the station).
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import MutableMapping
from pathlib import Path
from threading import Event, Thread

import pygame

from core.errors import DeviceMissing
from game.intents import Intent
from game.picture import HEIGHT, WIDTH, Picture
from game.screen.display import Display
from game.screen.inputs import Inputs
from game.screen.painter import Painter
from game.screen.theme import LIGHT, Theme

TITLE = "Surefoot"
SMALLEST = (640, 360)
DEFAULT_SHARE = 0.8
"""A window that is not full screen takes this share of the desktop."""
DESKTOPS = ("DISPLAY", "WAYLAND_DISPLAY")
_UNSEEN = ("dummy", "offscreen")
NO_DISPLAY = "No display was found. To see the game, connect a screen and log in to its desktop."


class Window:
    """What the patient sees.  Life: made open, `intents` and `show` as often as wanted, `close`.

    Raises DeviceMissing when there is no display.
    """

    def __init__(self, display: Display, theme: Theme = LIGHT, size: tuple[int, int] | None = None,
                 full_screen: bool = True) -> None:
        prepare(os.environ)
        _init_display()
        self._display, self._theme = display, theme
        self._windowed = size or _usual_size()
        self._full_screen = full_screen
        self._surface: pygame.Surface
        self._painter: Painter
        self._fitted_to: tuple[int, int] | None = None
        self._ahead: Thread | None = None
        self._enough = Event()
        self._inputs = Inputs(self._place, self._finger)
        self._open()

    @property
    def driver(self) -> str:
        """Name of the video driver, for `doctor`."""
        return pygame.display.get_driver()

    def intents(self) -> list[Intent]:
        """Give what hands and keys wanted since the last call."""
        wanted: list[Intent] = []
        for event in pygame.event.get():
            if event.type == pygame.KEYDOWN and event.key == pygame.K_F11:
                self.toggle_full_screen()
            elif event.type in (pygame.WINDOWSIZECHANGED, pygame.WINDOWEXPOSED):
                self._fit(pygame.display.get_surface() or self._surface)
            else:
                wanted += self._inputs.take(event)
        if pygame.mouse.get_visible() is self._inputs.touching:
            pygame.mouse.set_visible(not self._inputs.touching)
        return wanted

    def show(self, previous: Picture, current: Picture, alpha: float) -> None:
        """Draw, blending the worlds of two steps, and bring it to the screen.

        Behind the first picture the worlds are drawn ahead, so that none of them makes the patient wait later.
        """
        if self._painter.draw(self._surface, previous, current, alpha):
            pygame.display.flip()
        if self._ahead is None:
            # A copy: the display's own surface goes away under a thread when the window changes.
            work = (self._surface.copy(), self._enough)
            self._ahead = Thread(target=self._painter.prepare, args=work, daemon=True)
            self._ahead.start()

    def toggle_full_screen(self) -> None:
        """Go to full screen, or back to a window."""
        self._full_screen = not self._full_screen
        self._open()

    def close(self) -> None:
        """Let the screen go; a second time does nothing."""
        self._wait_for_ahead()
        pygame.display.quit()

    def _open(self) -> None:
        if self._full_screen:
            size, flags = pygame.display.get_desktop_sizes()[0], pygame.FULLSCREEN
        else:
            size, flags = self._windowed, pygame.RESIZABLE
        self._wait_for_ahead()
        try:
            surface = _set_mode(size, flags)
        except pygame.error as error:
            raise DeviceMissing(f"The display cannot show {size[0]} x {size[1]} pixels ({error}). "
                                "Choose another size with --window, for example 1280x720.") from error
        pygame.display.set_caption(TITLE)
        self._fit(surface)

    def _fit(self, surface: pygame.Surface) -> None:
        """Draw on this surface, anew; only another size needs another painter."""
        self._surface = surface
        if surface.get_size() == self._fitted_to:
            self._painter.forget()
            return
        self._wait_for_ahead()
        self._fitted_to = surface.get_size()
        self._painter = Painter(self._fitted_to, self._theme, self._display)

    def _wait_for_ahead(self) -> None:
        """Let what is drawn ahead come to its end soon, since it needs a display."""
        if self._ahead is not None:
            self._enough.set()
            self._ahead.join()
            self._ahead, self._enough = None, Event()

    def _place(self, x_px: float, y_px: float) -> tuple[float, float]:
        return self._painter.logical(x_px, y_px)

    def _finger(self, x: float, y: float) -> tuple[float, float]:
        width, height = self._surface.get_size()
        return self._painter.logical(x * width, y * height)


def prepare(environ: MutableMapping[str, str]) -> None:
    """Set what SDL must know before it starts; what a person has set stays."""
    if sys.platform.startswith("linux") and not any(Path("/dev/dri").glob("renderD*")):
        environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")
    if sys.platform.startswith("linux") and not any(environ.get(name) for name in DESKTOPS):
        environ.setdefault("SDL_VIDEODRIVER", "kmsdrm")  # the bare console; others would print complaints
    environ.setdefault("SDL_WINDOWS_DPI_AWARENESS", "permonitorv2")
    environ.setdefault("SDL_TOUCH_MOUSE_EVENTS", "0")
    environ.setdefault("SDL_MOUSE_TOUCH_EVENTS", "0")


def describe_display() -> tuple[str, bool]:
    """Say what display there is, and whether a window could open on it."""
    prepare(os.environ)
    try:
        _init_display()
    except DeviceMissing as error:
        return str(error), False
    driver = pygame.display.get_driver()
    sizes = ", ".join(f"{width} x {height}" for width, height in pygame.display.get_desktop_sizes())
    pygame.display.quit()
    plain = os.environ.get("SDL_FRAMEBUFFER_ACCELERATION") == "0"
    return f"Display {sizes} by {driver}, drawn by the {'processor' if plain else 'graphics card'}.", True


def _set_mode(size: tuple[int, int], flags: int) -> pygame.Surface:
    """Open the window; one that got another size is drawn in the size it got, so that is no trouble to tell."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Requested window was forcibly resized", RuntimeWarning)
        return pygame.display.set_mode(size, flags)


def _init_display() -> None:
    """Start the display; a driver that shows nothing counts only when somebody asked for it by name."""
    try:
        pygame.display.init()
    except pygame.error as error:
        raise DeviceMissing(NO_DISPLAY) from error
    if pygame.display.get_driver() in _UNSEEN and not os.environ.get("SDL_VIDEODRIVER"):
        pygame.display.quit()
        raise DeviceMissing(NO_DISPLAY)


def _usual_size() -> tuple[int, int]:
    width, height = pygame.display.get_desktop_sizes()[0]
    scale = min(1.0, DEFAULT_SHARE * width / WIDTH, DEFAULT_SHARE * height / HEIGHT)
    return max(SMALLEST[0], round(WIDTH * scale)), max(SMALLEST[1], round(HEIGHT * scale))
