"""The first screen of a session, shown before the rest of the program is loaded.

A patient who presses a switch must see at once that something happens; numbers, devices and levels are loaded
behind it.  So this module imports little, and `station.play` only when the screen is up.
Not here: the session (`station.play`).
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.clock import SystemClock
from core.errors import DeviceMissing
from station.places import settings_file

if TYPE_CHECKING:
    from game.screen.window import Window


@dataclass(frozen=True, slots=True)
class PlayOptions:
    """The words of `play` and `assess`; None means: as the settings say, as last time, or whatever is best.

    patient: an id; `guest` keeps nothing.  pads_on: whether the pads stayed on since the last session.
    plans: of a therapist, each for its level.  adapt: whether difficulty follows a guest too.
    assess: whether assessments are wanted instead of play; assessment: only this one.
    """

    level: str | None = None
    grade: int | None = None
    board: str = "auto"
    emg: str = "auto"
    stim: str = "none"
    prescription: Path | None = None
    stim_script: Path | None = None
    stim_folder: Path | None = None
    pedal: str = ""
    headless: bool = False
    seconds: float | None = None
    seed: int | None = None
    out: Path | None = None
    settings: Path | None = None
    window: str | None = None
    theme: str | None = None
    json: bool = False
    patient: str = "guest"
    pads_on: bool = False
    plans: tuple[Path, ...] = ()
    adapt: bool = False
    assess: bool = False
    assessment: str | None = None


@dataclass(frozen=True, slots=True)
class FirstScreen:
    """The open window and when its first picture was on it."""

    window: Window
    shown_ns: int


def play(options: PlayOptions) -> int:
    """Show the first screen where there is a display, then run the session; returns the exit code."""
    first = None if options.headless else _open(options)
    from station import play as session
    return session.play(options, first)


def _open(options: PlayOptions) -> FirstScreen | None:
    from game.scenes.welcome import welcome
    from station.showing import open_screen
    try:
        if settings_file(options.settings) is None:
            window = open_screen(options.window, options.theme)
        else:  # somebody set this station up, so its own screen matters more than the time to read it
            from station.settings import load_settings
            seen = load_settings(options.settings).display
            window = open_screen(options.window, options.theme or seen.theme, seen.diagonal_in, seen.distance_m,
                                 seen.full_screen)
    except DeviceMissing as error:
        print(f"{error} This session runs without one.", file=sys.stderr)
        return None
    window.show(welcome(), welcome(), 0.0)
    return FirstScreen(window, SystemClock().now_ns())
