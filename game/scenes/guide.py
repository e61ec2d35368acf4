"""A guide on the screen: a big picture of what is asked, one sentence, how far it is, and a way out.

Not here: the measuring (`game.guides.Guide` and what fulfils it).
"""

from __future__ import annotations

from collections.abc import Callable

from game.guides import Guide, GuideView
from game.intents import IntentKind
from game.picture import Figure, Label, Meter, Part, Picture, Rect, TextRole, Tone
from game.scenes.layout import CORNER_TOAST, TOAST, Slot, title
from game.scenes.menu import Choice, Menu, menu_for
from game.scenes.scene import Moment, Scene, SceneStep, Turn, quiet
from game.scenes.steering import Steering
from game.scenes.words import about, word
from game.services import Services

FIGURE = Rect(560, 160, 800, 520)
SENTENCE = Rect(160, 690, 1600, 130)
METER = Rect(460, 844, 1000, 44)
LEFT_S = Rect(485, 926, 950, 76)
END_FIGURE = Rect(760, 164, 400, 240)

_FIGURES = {"done": "check", "failed": "warning"}
_OF_MUSCLE = frozenset({"relax", "squeeze"})


class GuideScene(Scene):
    """Leads through one guide; `again` makes a fresh one when the first did not work."""

    def __init__(self, services: Services, guide: Guide, again: Callable[[], Guide | None]) -> None:
        self._services, self._guide, self._make = services, guide, again
        self._view: GuideView | None = None
        self._steering = Steering()
        self._stop = Menu((Choice("stop", word("stop"), "stop", Slot.CORNER_LEFT, Tone.STOP, dwell=False),),
                          {IntentKind.BACK: "stop", IntentKind.STOP: "stop"})
        self._end: Menu | None = None

    def step(self, moment: Moment) -> SceneStep:
        """Let the guide go on, or wait for an answer at its end."""
        if self._view is None or self._end is None:
            return self._led(moment)
        return self._ended(moment, self._view, self._end)

    def leave(self) -> None:
        """Cancel what is not done; what was in force stays."""
        if self._end is None:
            self._guide.cancel()

    def _led(self, moment: Moment) -> SceneStep:
        self._view = view = self._guide.step(moment.tick, moment.t_ns)
        step = self._stop.step(moment)
        self._end = self._end_menu(view) if view.done else None
        return SceneStep(
            self._end_picture(view, self._end) if self._end else self._picture(view), view.cue, sounds=step.sounds,
            steer=self._steering.step(moment.intents), turn=Turn.BACK if step.chosen == "stop" else Turn.STAY,
            toast=TOAST if self._end else CORNER_TOAST)

    def _ended(self, moment: Moment, view: GuideView, menu: Menu) -> SceneStep:
        step = menu.step(moment)
        push = None
        if step.chosen == "again":
            guide = self._make()
            push = None if guide is None else GuideScene(self._services, guide, self._make)
        return SceneStep(self._end_picture(view, menu), quiet(moment.t_ns), sounds=step.sounds, push=push,
                         turn=Turn.STAY if step.chosen is None else Turn.BACK)

    def _end_menu(self, view: GuideView) -> Menu:
        done = Choice("back", word("done"), "check", Slot.LEFT, Tone.MAIN if view.ok else Tone.CALM)
        again = Choice("again", word("again"), "again", Slot.RIGHT, Tone.CALM if view.ok else Tone.MAIN)
        return menu_for(self._services, done, again)

    def _picture(self, view: GuideView) -> Picture:
        seconds = view.seconds_left
        left = word("guide.left", seconds=about(seconds)) if seconds > 0 else word("guide.last")
        parts: tuple[Part, ...] = (
            self._heading(view), _figure(view), Label(SENTENCE, view.sentence, TextRole.TITLE),
            Meter(METER, view.overall), Label(LEFT_S, left, TextRole.BODY, soft=True), *self._stop.parts())
        return Picture(f"guide_{self._guide.key}_{view.step}", parts, view.sentence)

    def _heading(self, view: GuideView) -> Label:
        what = word(f"guide.{self._guide.key}")
        return title(word("guide.about", what=what, subject=view.subject) if view.subject else what)

    def _end_picture(self, view: GuideView, menu: Menu) -> Picture:
        heading = word("guide.done" if view.ok else "guide.failed")
        return Picture(f"guide_{self._guide.key}_{'done' if view.ok else 'failed'}", (
            title(heading), Figure(END_FIGURE, "check" if view.ok else "warning", 1.0),
            Label(SENTENCE, view.sentence, TextRole.BODY), *menu.parts()), f"{heading} {view.sentence}")


def _figure(view: GuideView) -> Figure:
    name = _FIGURES.get(view.step, view.step)
    if name in _OF_MUSCLE and view.limb != "arm":
        name = f"leg_{name}"  # of the trunk too: the whole body is seen
    return Figure(FIGURE, name, view.effort if view.step == "squeeze" else view.progress, view.point)
