"""The first page of stimulation: what it is not, what is done and what comes next.

Not here: the steps themselves (the other pages).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import MappingProxyType

from game.picture import Align, Figure, Label, Panel, Part, Picture, Rect, TextRole
from game.scenes.layout import Slot, title
from game.scenes.menu import Choice
from game.scenes.scene import Scene, Turn
from game.scenes.stim.calibrate import CalibrateScene
from game.scenes.stim.channels import ChannelsScene
from game.scenes.stim.checklist import ChecklistScene
from game.scenes.stim.page import MIDDLE, StimPage, back, onward
from game.scenes.stim.pin import PinScene
from game.scenes.stim.steps import ARMED, LATCHED, ORDER, WAITING, Step, current, done, may_find, next_step
from game.scenes.stim.stopping import StopScene
from game.scenes.stim_hud import stim_card
from game.scenes.stim_words import reason
from game.scenes.words import word
from game.stimulation import StimDesk, StimDoing, StimPanel

STEPS = Rect(60, 176, 1390, 506)
ROW_Y, ROW = 188.0, 97.0
NOTE = Rect(60, 690, 1390, 92)
NOTICE = Rect(60, 784, 1820, 140)

_ICONS = MappingProxyType({
    Step.UNLOCK: "lock", Step.CHECK: "paper", Step.TRY_STOP: "palm", Step.FIND: "finger", Step.ARM: "spark"})


class StimScene(StimPage):
    """Shows the way to stimulation, and leads along it."""

    def _choices(self, panel: StimPanel) -> Sequence[Choice]:
        found = (Choice("find", word("stim.currents"), "finger", Slot.BOTTOM, dwell=False, rect=MIDDLE),) \
            if may_find(panel) and done(panel, Step.FIND) else ()
        if panel.state in ARMED:
            return onward("disarm", word("stim.disarm"), "pause"), back()
        step = next_step(panel)
        if step is None:
            return (back(),)
        return onward(step, word("stim.arm" if step is Step.ARM else "stim.go_on")), *found, back()

    def _chosen(self, choice: str, panel: StimPanel) -> None:
        match choice:
            case "back":
                self._go(Turn.BACK)
            case "disarm":
                self._act(StimDoing.DISARM)
            case Step.ARM:
                self._act(StimDoing.ARM)
            case _:
                self._go(Turn.STAY, _PAGES[Step(choice)](self._desk, panel))

    def _picture(self, panel: StimPanel, controls: tuple[Part, ...]) -> Picture:
        heading = word("stim.title")
        rows = tuple(part for row, step in enumerate(ORDER) for part in self._row(panel, row, step))
        return Picture(f"stim_home_{panel.state or 'waiting'}", (
            title(heading), Panel(STEPS), *rows, *stim_card(panel.view, 0.0),
            *self._told(panel, _where(panel), NOTE), Label(NOTICE, word("stim.notice"), TextRole.NOTE, soft=True),
            *controls), heading)

    def _row(self, panel: StimPanel, row: int, step: Step) -> tuple[Part, ...]:
        """Show one step: a check when it is done, its own icon while it is not."""
        y = ROW_Y + ROW * row
        icon = "check" if done(panel, step) else _ICONS[step]
        return (Figure(Rect(90, y + 4, 88, 88), icon, 1.0),
                Label(Rect(210, y, 1220, 96), _words(panel, step), TextRole.BODY, Align.LEFT,
                      not _is_next(panel, step)))


def _is_next(panel: StimPanel, step: Step) -> bool:
    return next_step(panel) is step


def _words(panel: StimPanel, step: Step) -> str:
    """Name a step; for the currents also what was found."""
    found = [current(channel.working_ma) for channel in panel.channels if channel.working_ma is not None]
    if step is Step.FIND and found:
        return word("stim.step.found", found=", ".join(found))
    if step is Step.ARM and panel.state in ARMED:
        return word("stim.step.armed")
    return word(f"stim.step.{step}")


def _where(panel: StimPanel) -> str:
    """Say what keeps the next step away, or what must be known of the device."""
    if panel.state in LATCHED:
        return reason(panel.view.why or "latch").therapist
    if panel.state in WAITING:
        return word("stim.waiting")
    if panel.state == "end":
        return reason("done").therapist
    if panel.state == "idle" or not panel.digest:
        return reason(panel.view.why or "no_prescription").therapist
    return panel.warning


def _find(desk: StimDesk, panel: StimPanel) -> Scene:
    """Go straight to the one channel there is."""
    return CalibrateScene(desk, panel.channels[0].number) if len(panel.channels) == 1 else ChannelsScene(desk)


_PAGES: MappingProxyType[Step, Callable[[StimDesk, StimPanel], Scene]] = MappingProxyType({
    Step.RESET: lambda desk, panel: StopScene(desk),
    Step.UNLOCK: lambda desk, panel: PinScene(desk),
    Step.CHECK: lambda desk, panel: ChecklistScene(desk),
    Step.TRY_STOP: lambda desk, panel: StopScene(desk),
    Step.FIND: _find,
})
