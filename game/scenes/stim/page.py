"""What every page of stimulation shares: keys, sentences, and where things stand.

Not here: any one page.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace

from game.intents import IntentKind
from game.picture import Figure, Label, Part, Picture, Rect, TextRole, Tone
from game.scenes.layout import Slot
from game.scenes.menu import BACK_KEY, Choice, Menu
from game.scenes.scene import Moment, Scene, SceneStep, Turn, quiet
from game.scenes.stim_words import reason
from game.scenes.words import word
from game.stimulation import StimAct, StimDesk, StimDoing, StimItem, StimMark, StimPanel

MIDDLE = Rect(500, 934, 620, 122)
"""The third button of the bottom row, between the corners."""
ONWARD = Rect(1330, 934, 550, 122)
FIGURE = Rect(90, 190, 520, 500)
HEADING = Rect(660, 190, 1200, 200)
DETAIL = Rect(660, 400, 1200, 290)
TOLD = Rect(90, 730, 1740, 180)
"""What a therapist is told: why something was refused, or what must be known."""
_NOT_FOR_PAGES = frozenset({IntentKind.STEER})
"""Arrows go from choice to choice in their order, as Tab does."""


class StimPage(Scene):
    """Base of the pages.  `_choices`, `_picture` and `_chosen` say what a page is; what is refused shows below."""

    keys: Mapping[IntentKind, str] = BACK_KEY

    def __init__(self, desk: StimDesk) -> None:
        self._desk = desk
        self._acted = False
        self._menu: Menu | None = None
        self._way: tuple[Turn, Scene | None] = (Turn.STAY, None)

    def resume(self, t_ns: int) -> None:
        """Forget half-done presses, and what was refused before."""
        self._acted = False
        self._menu = None

    def step(self, moment: Moment) -> SceneStep:
        """Wait for a choice; what is offered follows the panel."""
        panel = self._desk.panel()
        self._way = (Turn.STAY, None)
        self._look(moment, panel)
        step = self._fitted(panel).step(self._for_menu(moment))
        if step.chosen is not None and self._way == (Turn.STAY, None):
            self._chosen(step.chosen, panel)
        turn, push = self._way
        panel = self._desk.panel()
        picture = self._picture(panel, self._fitted(panel).parts())
        return SceneStep(picture, quiet(moment.t_ns), sounds=step.sounds, turn=turn, push=push, toast=None)

    @abstractmethod
    def _choices(self, panel: StimPanel) -> Sequence[Choice]:
        """Offer what can be chosen now."""

    @abstractmethod
    def _picture(self, panel: StimPanel, controls: tuple[Part, ...]) -> Picture:
        """Show where things stand."""

    @abstractmethod
    def _chosen(self, choice: str, panel: StimPanel) -> None:
        """Do what was chosen."""

    def _look(self, moment: Moment, panel: StimPanel) -> None:
        """See what the keys and the panel say before the menu does; a page may leave this out."""

    def _for_menu(self, moment: Moment) -> Moment:
        kept = tuple(intent for intent in moment.intents if intent.kind not in _NOT_FOR_PAGES)
        return replace(moment, intents=kept)

    def _fitted(self, panel: StimPanel) -> Menu:
        """Give the menu of what is offered now; the same offer keeps what is half done."""
        choices = tuple(self._choices(panel))
        if self._menu is None or self._menu.choices != choices:
            self._menu = Menu(choices, self.keys)
        return self._menu

    def _go(self, turn: Turn, push: Scene | None = None) -> None:
        self._way = (turn, push)

    def _act(self, doing: StimDoing, channel: int = 0, item: StimItem | None = None, mark: StimMark | None = None,
             text: str = "") -> None:
        self._acted = True
        self._desk.do(StimAct(doing, channel, item, mark, text))

    def _told(self, panel: StimPanel, otherwise: str = "", rect: Rect = TOLD) -> tuple[Label, ...]:
        """Say why the newest act on this page was refused, or what is wrong, or something else."""
        text = refusal(panel) if self._acted and panel.refused else panel.trouble or otherwise
        return (Label(rect, text, TextRole.NOTE),) if text else ()


def refusal(panel: StimPanel) -> str:
    """Say why the newest act was refused, at most three reasons, the first one first."""
    return " ".join(reason(name).therapist for name in panel.refused[:3])


def asking(heading: str, detail: str, figure: str, role: TextRole = TextRole.BODY) -> tuple[Part, ...]:
    """Make a page that says or asks one thing: a picture, large words, and a line below them."""
    below = (Label(DETAIL, detail, role),) if detail else ()
    return (Figure(FIGURE, figure, 1.0), Label(HEADING, heading, TextRole.TITLE), *below)


def back() -> Choice:
    """Make the choice that leads back, always in the left corner."""
    return Choice("back", word("back"), "back", Slot.CORNER_LEFT, dwell=False)


def onward(choice: str, label: str, icon: str = "play") -> Choice:
    """Make the choice that goes on, always in the right corner."""
    return Choice(choice, label, icon, Slot.CORNER_RIGHT, Tone.MAIN, False, ONWARD)
