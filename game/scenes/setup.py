"""Set up: measure the person's reach or muscle, so that games fit, and make stimulation ready."""

from __future__ import annotations

from collections.abc import Callable

from game.guides import Guide
from game.picture import Picture, Rect
from game.scenes.assess.placing import PlacingScene
from game.scenes.guide import GuideScene
from game.scenes.layout import Slot, foot, title
from game.scenes.menu import Choice, back_choice, menu_for
from game.scenes.message import missing
from game.scenes.scene import Moment, Scene, SceneStep, Turn, quiet
from game.scenes.stim.home import StimScene
from game.scenes.words import word
from game.services import Services

STIMULATION = Rect(1180, 420, 680, 220)
"""A long word needs more room than the usual place."""
PADS = Rect(1360, 690, 500, 190)


class SetupScene(Scene):
    """Leads to a guide, or says what is missing for it; only a therapist's hand leads to stimulation."""

    def __init__(self, services: Services) -> None:
        self._services = services
        stimulation = () if services.stim_desk is None else (
            Choice("stimulation", word("stim.title"), "spark", Slot.RIGHT, dwell=False, rect=STIMULATION),)
        pads = (Choice("pads", word("pads"), "plug", Slot.CORNER_RIGHT, dwell=False, rect=PADS),) \
            if services.muscles() else ()
        self._menu = menu_for(
            services,
            Choice("reach", word("reach"), "board", Slot.TOP),
            Choice("muscle", word("muscle"), "muscle", Slot.BOTTOM),
            *stimulation, *pads, back_choice(word("back")))

    def resume(self, t_ns: int) -> None:
        """Forget half-done presses."""
        self._menu.reset()

    def step(self, moment: Moment) -> SceneStep:
        """Wait for a choice."""
        step = self._menu.step(moment)
        push: Scene | None = None
        if step.chosen == "reach":
            push = self._guide(self._services.reach_guide, "no_board")
        elif step.chosen == "muscle":
            push = self._muscle()
        elif step.chosen == "pads":
            push = PlacingScene(self._services, self._services.muscles())
        elif step.chosen == "stimulation" and self._services.stim_desk is not None:
            push = StimScene(self._services.stim_desk)
        return SceneStep(self._picture(), quiet(moment.t_ns), sounds=step.sounds, push=push,
                         turn=Turn.BACK if step.chosen == "back" else Turn.STAY)

    def _muscle(self) -> Scene:
        """Show where the electrodes go before an effort is measured."""
        muscles = self._services.muscles()
        if not muscles or self._services.effort_guide() is None:
            return self._effort()
        return PlacingScene(self._services, muscles, self._effort)

    def _effort(self) -> Scene:
        return self._guide(self._services.effort_guide, "no_emg")

    def _guide(self, make: Callable[[], Guide | None], without: str) -> Scene:
        guide = make()
        if guide is not None:
            return GuideScene(self._services, guide, make)
        return missing(self._services, without)

    def _picture(self) -> Picture:
        return Picture("setup", (title(word("setup.title")), *self._menu.parts(),
                                 foot(self._services.device_line())), word("setup.title"))
