"""Where the electrodes of each muscle go: one page a muscle, then on to what needs them.

Not here: the pictures (`game.screen.figures_electrodes`), the words (`game.scenes.muscle_words`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from core.muscles import Muscle
from game.picture import Align, Figure, Label, Panel, Picture, Rect, TextRole, Tone
from game.scenes.assess.figures import electrode_figure
from game.scenes.layout import SLOTS, Slot, title
from game.scenes.menu import Choice, Menu, menu_for
from game.scenes.muscle_words import latin, muscle_words, side_of
from game.scenes.scene import Moment, Scene, SceneStep, Turn, quiet
from game.scenes.words import word
from game.services import Services

FIGURE = Rect(60, 150, 720, 770)
LATIN = Rect(810, 152, 1050, 64)
PLACE = Rect(810, 226, 1050, 270)
PAIR_PANEL, REFERENCE_PANEL = Rect(810, 510, 1050, 130), Rect(810, 656, 1050, 130)
PAIR, REFERENCE = Rect(830, 528, 180, 94), Rect(874, 674, 92, 94)
PAIR_WORDS, REFERENCE_WORDS = Rect(1030, 514, 810, 122), Rect(1030, 660, 810, 122)
SKIN = Rect(810, 800, 1050, 110)
PAGE = Rect(485, 960, 950, 70)


class PlacingScene(Scene):
    """Shows one muscle after the other; `then` makes what comes after the last, None to go back."""

    def __init__(self, services: Services, muscles: Sequence[Muscle],
                 then: Callable[[], Scene] | None = None) -> None:
        self._services, self._muscles, self._then = services, tuple(muscles), then
        self._at = 0
        self._menu = self._make()

    def resume(self, t_ns: int) -> None:
        """Forget half-done presses."""
        self._menu.reset()

    def step(self, moment: Moment) -> SceneStep:
        """Turn the pages, and leave at either end."""
        picture = self._picture()
        step = self._menu.step(moment)
        turn, push = Turn.STAY, None
        at = self._at + {"onward": 1, "back": -1}.get(step.chosen or "", 0)
        if 0 <= at < len(self._muscles):
            self._turn_to(at)
        else:
            turn = Turn.BACK
            push = self._then() if self._then is not None and at > 0 else None
        return SceneStep(self._picture() if turn is Turn.STAY else picture, quiet(moment.t_ns), sounds=step.sounds,
                         turn=turn, push=push, toast=None)

    def _turn_to(self, at: int) -> None:
        if at != self._at:
            self._at = at
            self._menu = self._make()

    def _make(self) -> Menu:
        last = self._at == len(self._muscles) - 1
        name = "ok" if not last else "done" if self._then is None else "start"
        return menu_for(
            self._services,
            Choice("onward", word(name), "check" if name == "done" else "play", Slot.RIGHT, Tone.MAIN,
                   rect=SLOTS[Slot.CORNER_RIGHT]),
            Choice("back", word("back"), "back", Slot.LEFT, rect=SLOTS[Slot.CORNER_LEFT]), dial=None)

    def _picture(self) -> Picture:
        muscle = self._muscles[self._at]
        words, side = muscle_words(muscle), word(f"pads.{side_of(muscle)}")
        heading = word("pads.title", side=side, plain=words.plain[:1].upper() + words.plain[1:])
        count = len(self._muscles)
        page = (Label(PAGE, word("levels.page", page=self._at + 1, pages=count), TextRole.NOTE, soft=True),)
        return Picture(f"pads_{muscle}", (
            title(heading), Figure(FIGURE, electrode_figure(muscle)),
            Label(LATIN, word("pads.latin", latin=latin(muscle), view=words.view), TextRole.NOTE, Align.LEFT,
                  soft=True),
            Label(PLACE, words.place, TextRole.BODY, Align.LEFT),
            Panel(PAIR_PANEL), Figure(PAIR, "electrode_pair"),
            Label(PAIR_WORDS, word("pads.pair"), TextRole.SMALL, Align.LEFT),
            Panel(REFERENCE_PANEL), Figure(REFERENCE, "electrode_reference"),
            Label(REFERENCE_WORDS, word("pads.reference", reference=words.reference), TextRole.SMALL, Align.LEFT),
            Label(SKIN, word("pads.skin"), TextRole.SMALL, Align.LEFT, True),
            *(page if count > 1 else ()), *self._menu.parts()), f"{heading} {words.place}")
