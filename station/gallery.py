"""`surefoot gallery`: a picture of every screen, taken while a simulated patient really plays.

Nothing is staged: the same scenes, rounds and devices run headless, hands press what a person would press, and
each screen is kept the first time it has stood for a moment.  Drawn in both sizes and both themes.
Not here: the drawing (`game.screen`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TextIO

from core.clock import ManualClock
from core.cues import Cue, CueKind
from core.errors import ExitCode, StorageError
from core.frames import TICK_HZ, TICK_NS
from game.intents import Intent, IntentKind
from game.picture import Button, Picture
from game.scenes.app import App, AppStep
from game.scenes.home import HomeScene
from station.gallery_assess import assessments, skip_electrodes
from station.gallery_checks import checks, lost_board
from station.gallery_coach import coached, write_plans
from station.gallery_names import SETTLE_TICKS, patience, shot_name
from station.opening import PlayOptions
from station.play import open_session
from station.session import Session
from station.settings import Settings

SIZES = ((1280, 720), (1920, 1080))
THEMES = ("light", "high_contrast")
LONGEST_TICKS = 60_000
_LEVEL = "shelf_reach/whole_shelf"
_HELPED, _CALM = "lanterns/light_with_help", "lanterns/breathe_out"
SEED = 7
ONE_SIZE = ("assess_", "pads_", "round_aside_")
"""Of these there are many, and the larger picture shows nothing else."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture to draw: its name, what was shown, and what was shown a step before."""

    name: str
    previous: Picture
    current: Picture


def gallery(folder: Path, out: TextIO) -> int:
    """Draw every screen into `folder` and print the names."""
    shots = take_shots()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"The gallery cannot be kept in {folder}: {error.strerror}. "
                           "Choose another folder with --out.") from error
    from station.pictures import save_picture
    for shot in shots.values():
        for size in SIZES[:1] if shot.name.startswith(ONE_SIZE) else SIZES:
            for theme in THEMES:
                name = f"{shot.name}-{size[0]}x{size[1]}-{theme}.png"
                save_picture(shot.current, folder / name, size, theme, shot.previous, 0.5)
        out.write(f"{shot.name}\n")
    (folder / "README.md").write_text(_page(list(shots)), encoding="utf-8")
    return ExitCode.DONE


def take_shots() -> dict[str, Shot]:
    """Play through every screen and return what was seen, by name in the order of appearance."""
    shots = _film(PlayOptions(board="sim", emg="sim", seed=SEED, headless=True), _CHAPTERS, {})
    with TemporaryDirectory() as folder:
        nothing = Path(folder) / "by_hand.yaml"
        nothing.write_text("- wait: 0\n", encoding="utf-8")  # hands make stimulation ready here, no script
        options = PlayOptions(board="sim", emg="sim", stim="sim", stim_script=nothing, seed=SEED, headless=True)
        _film(options, _STIM_CHAPTERS, shots)
    with TemporaryDirectory(prefix="surefoot-") as folder:
        write_plans(Path(folder))
        options = PlayOptions(board="sim", emg="sim", seed=SEED, headless=True, out=Path(folder))
        return _film(options, (coached,), shots, keep=True)


def _film(options: PlayOptions, chapters: Sequence[Callable[[Camera], None]],
          shots: dict[str, Shot], keep: bool = False) -> dict[str, Shot]:
    """Play one session through its chapters; add what is new to `shots`.  keep: with its files."""
    session = open_session(options, Settings(schema=1), None, threading.Event(), hurry=True, keep=keep)
    session.start()
    camera = Camera(session, shots)
    for chapter in chapters:
        chapter(camera)
    session.close(camera.tick, 0)
    return camera.shots


class Camera:
    """Drives the app step by step and keeps each screen once."""

    def __init__(self, session: Session, shots: dict[str, Shot]) -> None:
        self.session = session
        self.shots = shots
        self.tick = 0
        self._app = App(session.services, HomeScene(session.services))
        self._last: AppStep | None = None
        self._stood = 0
        self.about = ""
        """What screens that look alike are about; it becomes part of their names."""

    @property
    def key(self) -> str:
        """Name of the screen that is up."""
        return "" if self._last is None else self._last.picture.key

    def step(self, *intents: Intent) -> AppStep:
        """Live through one tick; keep the screen if it is new and has stood long enough."""
        if not isinstance(self.session.clock, ManualClock):
            raise TypeError("the gallery runs on a clock of its own")
        self.session.clock.advance(TICK_NS)
        self.tick += 1
        previous, before = self._last, self.key
        self._last = step = self.session.engine.tick(self.tick, self.session.clock.now_ns(), self._app, intents)
        self._stood = self._stood + 1 if step.picture.key == before else 0
        name = shot_name(step, self.about)
        if previous is not None and name not in self.shots and self._stood >= patience(step):
            self.shots[name] = Shot(name, previous.picture, step.picture)
        return step

    def press(self, button: str) -> None:
        """Press a button of the screen by hand, then let it settle."""
        centre = next(part.rect.centre for part in self._parts() if part.id == button)
        self.step(Intent(IntentKind.PRESS, *centre))
        self.step(Intent(IntentKind.RELEASE, *centre))
        self.wait(SETTLE_TICKS + 1)

    def wait(self, ticks: int) -> None:
        """Let time pass."""
        for _ in range(ticks):
            self.step()

    def until(self, prefix: str) -> None:
        """Go on until a screen whose key begins so is up."""
        for _ in range(LONGEST_TICKS):
            if self.key.startswith(prefix):
                self.wait(SETTLE_TICKS + 1)
                return
            self.step()
        raise AssertionError(f"the screen {prefix} never came; {self.key} stayed")

    def buttons(self) -> list[str]:
        """Name the buttons of the screen."""
        return [part.id for part in self._parts()]

    def _parts(self) -> Iterator[Button]:
        if self._last is not None:
            yield from (part for part in self._last.picture.parts if isinstance(part, Button))


def _menus(camera: Camera) -> None:
    camera.wait(SETTLE_TICKS + 2)
    for button in ("levels", "standing", "more", "back", "seated"):
        camera.press(button)
    camera.press("back")
    camera.press("back")
    camera.press("finish")
    camera.step(Intent(IntentKind.BACK))
    camera.wait(SETTLE_TICKS)


def _guides(camera: Camera) -> None:
    camera.press("setup")
    for button in ("reach", "muscle"):
        camera.press(button)
        skip_electrodes(camera)
        camera.until(f"guide_{'reach' if button == 'reach' else 'effort'}_done")
        camera.press("back")
    camera.press("back")


def _whole_round(camera: Camera) -> None:
    camera.press("levels")
    camera.press("standing")
    while _LEVEL not in camera.buttons():
        camera.press("more")
    camera.press(_LEVEL)
    for _ in range(3):
        camera.press("harder")
    camera.press("start")
    camera.press("start")
    camera.until("round_play")
    camera.wait(300)
    camera.press("pause")
    camera.press("go_on")
    camera.until("round_results")
    camera.press("done")


def _troubled_round(camera: Camera) -> None:
    camera.press("play")
    camera.press("start")
    camera.until("round_play")
    patient = camera.session.wired.patient
    for _ in range(3 * SETTLE_TICKS):
        step = camera.step()
        if patient is not None:  # somebody calls, and the patient steps off
            patient.see(Cue(step.cue.t_ns, CueKind.STEP_OFF))
    camera.until("round_align")
    camera.until("round_play")
    camera.press("stop")
    camera.press("again")
    camera.press("start")
    camera.until("round_play")
    camera.session.wired.sensors[0].stop()  # the board is switched off for good
    camera.until("round_paused")
    camera.until("round_results_safe_end")
    lost_board(camera)


def _ready(camera: Camera) -> None:
    """Make stimulation ready, as therapist and patient do."""
    camera.wait(SETTLE_TICKS + 2)
    camera.press("setup")
    camera.press("stimulation")
    camera.press("try_stop")
    camera.step(Intent(IntentKind.STIM_STOP))
    camera.until("stim_stop_works")
    camera.wait(3 * TICK_HZ)
    camera.press("reset")
    camera.press("reset")
    camera.until("stim_home_ready")
    camera.press("check")
    while camera.key.startswith("stim_check"):
        camera.press("yes")
    _find_current(camera)
    camera.press("arm")
    camera.until("stim_home_armed")
    camera.press("back")
    camera.press("back")


def _find_current(camera: Camera) -> None:
    camera.press("find")
    if camera.key == "stim_channels":
        camera.press("0")
    camera.until("stim_find_on")
    camera.step(Intent(IntentKind.HOLD))
    for steps, mark in ((7, "felt"), (5, "moves"), (8, "enough")):
        for _ in range(steps):
            camera.press("up")
        camera.press(mark)
    camera.step(Intent(IntentKind.LET_GO))
    camera.wait(SETTLE_TICKS)
    while not camera.key.startswith("stim_home"):
        camera.press("back")


def _lanterns(camera: Camera) -> None:
    """Play with help, then with lamps that grow dark."""
    for posture, level in (("seated", _HELPED), ("lying", _CALM)):
        camera.press("levels")
        camera.press(posture)
        while level not in camera.buttons():
            camera.press("more")
        camera.press(level)
        camera.press("start")
        camera.press("start")
        camera.until("round_results")
        camera.press("done")


_STIM_CHAPTERS: tuple[Callable[[Camera], None], ...] = (_ready, _lanterns)
_CHAPTERS: tuple[Callable[[Camera], None], ...] = (
    _menus, checks, _guides, assessments, _whole_round, _troubled_round)


def _page(names: Sequence[str]) -> str:
    """Return the gallery's page: every screen in both themes."""
    lines = ["# Every screen", "", "Made by `python3 main.py gallery` while a simulated patient really plays.", ""]
    for name in names:
        pictures = [f"![{name}, {theme}]({name}-1280x720-{theme}.png)" for theme in THEMES]
        lines += [f"## {name}", "", *pictures, ""]
    return "\n".join(lines)
