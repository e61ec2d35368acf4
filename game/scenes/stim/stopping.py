"""The stop: tried once before any current, and left again in two steps.

Not here: the button itself, which is on every screen (`game.scenes.stim_stop`).
"""

from __future__ import annotations

from collections.abc import Sequence

from game.picture import Part, Picture
from game.scenes.layout import title
from game.scenes.menu import Choice
from game.scenes.scene import Moment, Turn
from game.scenes.stim.page import StimPage, asking, back, onward
from game.scenes.stim.pin import PinScene
from game.scenes.stim.steps import LATCHED, Step, done, locked
from game.scenes.stim_words import reason
from game.scenes.words import word
from game.stimulation import StimDoing, StimPanel


class StopScene(StimPage):
    """Asks for one press of the big stop, shows that it works, and leads out of it."""

    def _look(self, moment: Moment, panel: StimPanel) -> None:
        """Leave when the stop was seen to work and has been reset."""
        if panel.state not in LATCHED | {"stopping"} and done(panel, Step.TRY_STOP):
            self._go(Turn.BACK)

    def _choices(self, panel: StimPanel) -> Sequence[Choice]:
        if panel.state not in LATCHED:
            return (back(),)
        return onward("reset", word("stim.reset", step=panel.reset_step + 1), "again"), back()

    def _chosen(self, choice: str, panel: StimPanel) -> None:
        if choice == "back":
            self._go(Turn.BACK)
        elif locked(panel):
            self._go(Turn.STAY, PinScene(self._desk))
        else:
            self._act(StimDoing.RESET)

    def _picture(self, panel: StimPanel, controls: tuple[Part, ...]) -> Picture:
        key = _key(panel)
        heading = word(f"stim.stop.{key}")
        detail = word(f"stim.stop.{key}.detail")
        told = reason(panel.view.why).therapist if panel.state == "fault" and panel.view.why else ""
        return Picture(f"stim_stop_{key}", (
            title(word("stim.stop.title.fault" if panel.state == "fault" else "stim.stop.title")),
            *asking(heading, detail, "check" if key == "works" else "palm"),
            *self._told(panel, told), *controls), f"{heading} {detail}")


def _key(panel: StimPanel) -> str:
    """Name what is to be said: press, stopping, works, second step, or a fault."""
    match panel.state:
        case "fault":
            return "second" if panel.reset_step else "fault"
        case "estop":
            return "second" if panel.reset_step else "works"
        case "stopping":
            return "stopping"
        case _:
            return "press"
