"""Home: play, levels, set up, finish, and measure."""

from __future__ import annotations

from game.intents import IntentKind
from game.picture import Label, Picture, Rect, TextRole, Tone
from game.scenes.assess.choosing import AssessListScene
from game.scenes.layout import Slot, foot, title
from game.scenes.levels import levels_menu
from game.scenes.menu import Choice, menu_for
from game.scenes.message import ask_to_finish
from game.scenes.round import RoundScene
from game.scenes.scene import Moment, Scene, SceneStep, quiet
from game.scenes.setup import SetupScene
from game.scenes.words import word
from game.services import Services

HINT = Rect(20, 666, 540, 120)
MEASURE = Rect(1380, 690, 480, 190)
"""For the therapist's hand: a measurement is not begun by a lean."""
SIMULATED = Rect(20, 790, 540, 100)


class HomeScene(Scene):
    """The first screen.  Play goes straight to the level chosen last, here or the last time."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._chosen: str | None = None
        measure = (Choice("assess", word("assess"), "question", Slot.CORNER_RIGHT, dwell=False, rect=MEASURE),) \
            if services.assessments() else ()
        self._menu = menu_for(
            services,
            Choice("play", word("play"), "play", Slot.RIGHT, Tone.MAIN),
            Choice("levels", word("levels"), "levels", Slot.TOP),
            Choice("setup", word("setup"), "setup", Slot.BOTTOM),
            Choice("finish", word("finish"), "stop", Slot.LEFT, dwell=False), *measure,
            keys={IntentKind.BACK: "finish"})

    def resume(self, t_ns: int) -> None:
        """Forget half-done presses."""
        self._menu.reset()

    def step(self, moment: Moment) -> SceneStep:
        """Wait for a choice."""
        step = self._menu.step(moment)
        return SceneStep(self._picture(), quiet(moment.t_ns), sounds=step.sounds, push=self._next(step.chosen))

    def _next(self, chosen: str | None) -> Scene | None:
        match chosen:
            case "play":
                level_id = self._level()
                return RoundScene(self._services, level_id, self._services.last_grade(level_id))
            case "levels":
                return levels_menu(self._services, self._chose)
            case "setup":
                return SetupScene(self._services)
            case "assess":
                return AssessListScene(self._services)
            case "finish":
                return ask_to_finish(self._services)
            case _:
                return None

    def _chose(self, level_id: str) -> None:
        self._chosen = level_id

    def _level(self) -> str:
        return self._chosen or self._services.last_level() or self._services.levels()[0].id

    def _picture(self) -> Picture:
        return Picture("home", (title(word("home.title")), *self._hints(), *self._menu.parts(),
                                foot(self._services.device_line())), word("home.title"))

    def _hints(self) -> tuple[Label, ...]:
        """Tell about leaning only where it chooses something."""
        if not (self._services.lean_menu and self._services.has_board):
            return ()
        hint = Label(HINT, word("home.lean"), TextRole.BODY)
        if not self._services.simulated:
            return (hint,)
        return hint, Label(SIMULATED, word("home.simulated"), TextRole.NOTE, soft=True)
