"""The window opens where it can, says so where it cannot, and shows what it is given."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pygame
import pytest

from core.errors import DeviceMissing, StorageError
from game.intents import Intent, IntentKind
from game.picture import Label, Picture, Rect
from game.screen.display import Display
from game.screen.still import draw_still
from game.screen.theme import HIGH_CONTRAST, LIGHT
from game.screen.window import SMALLEST, Window, describe_display, prepare

PICTURE = Picture("one", (Label(Rect(100, 100, 800, 200), "Welcome"),))


@pytest.fixture
def window() -> Iterator[Window]:
    opened = Window(Display(), LIGHT, (1280, 720), full_screen=False)
    opened.intents()
    yield opened
    opened.close()


def test_a_picture_is_shown_in_the_size_of_the_window(window: Window) -> None:
    window.show(PICTURE, PICTURE, 0.0)
    surface = pygame.display.get_surface()
    assert surface is not None
    assert surface.get_size() == (1280, 720)
    assert surface.get_at((640, 700))[:3] == LIGHT.ground


def test_keys_and_mouse_come_as_intents(window: Window) -> None:
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_p, mod=0))
    pygame.event.post(pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=(640, 360), button=1, touch=False))
    assert window.intents() == [Intent(IntentKind.PAUSE), Intent(IntentKind.PRESS, 960, 540)]


def test_f11_goes_to_full_screen_and_back_and_is_no_wish(window: Window) -> None:
    sizes = []
    for _ in range(2):
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_F11, mod=0))
        assert not [intent for intent in window.intents() if intent.kind is not IntentKind.HOVER]
        window.show(PICTURE, PICTURE, 0.0)
        surface = pygame.display.get_surface()
        sizes.append(surface.get_size() if surface else None)
    assert sizes == [pygame.display.get_desktop_sizes()[0], (1280, 720)]


def test_an_exposed_window_is_drawn_again_by_the_same_painter(
        window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    window.show(PICTURE, PICTURE, 0.0)
    made: list[object] = []
    monkeypatch.setattr("game.screen.window.Painter", lambda *given: made.append(given))
    surface = pygame.display.get_surface()
    assert surface is not None
    surface.fill((0, 0, 0))
    for kind in (pygame.WINDOWEXPOSED, pygame.WINDOWSIZECHANGED):
        pygame.event.post(pygame.event.Event(kind))
    window.intents()
    window.show(PICTURE, PICTURE, 0.0)
    assert surface.get_at((640, 700))[:3] == LIGHT.ground
    assert made == []


def test_a_window_of_another_size_gets_a_painter_of_that_size(window: Window) -> None:
    window.show(PICTURE, PICTURE, 0.0)
    pygame.display.set_mode((960, 540), pygame.RESIZABLE)
    pygame.event.post(pygame.event.Event(pygame.WINDOWSIZECHANGED))
    pygame.event.post(pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=(480, 270), button=1, touch=False))
    assert Intent(IntentKind.PRESS, 960, 540) in window.intents()


def test_a_window_that_gets_another_size_than_asked_for_complains_to_nobody(
        window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    real = pygame.display.set_mode

    def resized(size: tuple[int, int], flags: int) -> pygame.Surface:
        warnings.warn("Requested window was forcibly resized by the OS.", RuntimeWarning, stacklevel=1)
        return real((800, 450), flags)

    monkeypatch.setattr(pygame.display, "set_mode", resized)
    window.toggle_full_screen()
    window.show(PICTURE, PICTURE, 0.0)
    surface = pygame.display.get_surface()
    assert surface is not None
    assert surface.get_at((10, surface.get_height() - 1))[:3] == LIGHT.ground


def test_a_finger_hides_the_cursor_and_a_mouse_brings_it_back(window: Window) -> None:
    pygame.event.post(pygame.event.Event(pygame.FINGERDOWN, touch_id=0, finger_id=1, x=0.5, y=0.5))
    assert window.intents() == [Intent(IntentKind.PRESS, 960, 540)]
    assert not pygame.mouse.get_visible()
    moved = {"pos": (0, 0), "rel": (0, 0), "buttons": (0, 0, 0), "touch": False}
    pygame.event.post(pygame.event.Event(pygame.MOUSEMOTION, moved))
    window.intents()
    assert pygame.mouse.get_visible()


def test_without_a_size_the_window_takes_most_of_the_desktop() -> None:
    window = Window(Display(), full_screen=False)
    surface = pygame.display.get_surface()
    assert surface is not None
    (width, height), desktop = surface.get_size(), pygame.display.get_desktop_sizes()[0]
    assert SMALLEST[0] <= width <= desktop[0]
    assert SMALLEST[1] <= height <= desktop[1]
    window.close()
    window.close()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a desktop")
@pytest.mark.parametrize("driver", ["no_such_driver", None])
def test_without_a_display_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch, driver: str | None) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER"):
        monkeypatch.delenv(name, raising=False)
    if driver:
        monkeypatch.setenv("SDL_VIDEODRIVER", driver)
    with pytest.raises(DeviceMissing, match="connect a screen"):
        Window(Display())
    sentence, usable = describe_display()
    assert not usable
    assert "connect a screen" in sentence


def test_a_display_is_described_for_the_doctor() -> None:
    sentence, usable = describe_display()
    assert usable
    assert "by dummy" in sentence
    assert not pygame.display.get_init()


def test_what_a_person_has_set_stays() -> None:
    environ = {"SDL_FRAMEBUFFER_ACCELERATION": "1", "SDL_WINDOWS_DPI_AWARENESS": "unaware"}
    prepare(environ)
    assert environ["SDL_FRAMEBUFFER_ACCELERATION"] == "1"
    assert environ["SDL_WINDOWS_DPI_AWARENESS"] == "unaware"
    assert environ["SDL_TOUCH_MOUSE_EVENTS"] == "0"


def test_a_still_is_a_file_of_the_asked_size(tmp_path: Path) -> None:
    path = tmp_path / "one.png"
    draw_still(PICTURE, PICTURE, 0.0, (640, 360), "high_contrast", path)
    image = pygame.image.load(path)
    assert image.get_size() == (640, 360)
    assert image.get_at((2, 358))[:3] == HIGH_CONTRAST.ground


def test_a_still_that_cannot_be_written_names_the_place(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "one.png"
    with pytest.raises(StorageError, match=r"one\.png cannot be written"):
        draw_still(PICTURE, PICTURE, 0.0, (640, 360), "light", path)
