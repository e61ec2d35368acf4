"""The level menus: sitting, standing or lying, then two levels to a page; right shows more, left leads back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from game.picture import Label, Picture, Rect, TextRole
from game.scenes.grade import GradeScene
from game.scenes.layout import Slot, title
from game.scenes.menu import Choice, back_choice, menu_for
from game.scenes.message import plan_trouble
from game.scenes.scene import Moment, Scene, SceneStep, Turn, quiet
from game.scenes.words import word
from game.services import LevelCard, Services, card_of
from levels.words import Posture

PER_PAGE = 2
PAGE = Rect(1290, 690, 560, 70)
_POSTURES = ((Posture.SEATED, Slot.TOP), (Posture.STANDING, Slot.BOTTOM), (Posture.LYING, Slot.RIGHT))


def levels_menu(services: Services, chose: Callable[[str], None]) -> Scene:
    """Make the way to a level; where all are of one posture, that is not asked."""
    cards = tuple(services.levels())
    if len({card.posture for card in cards}) > 1:
        return PostureScene(services, cards, chose)
    return LevelsScene(services, cards, chose)


def seated_menu(services: Services) -> Scene:
    """Make the menu of the seated levels, for who should rather sit now."""
    cards = [card for card in services.levels() if card.posture is Posture.SEATED]
    return LevelsScene(services, cards, lambda _: None)


class PostureScene(Scene):
    """Asks whether to sit, stand or lie, as far as there are levels for it."""

    def __init__(self, services: Services, cards: Sequence[LevelCard], chose: Callable[[str], None]) -> None:
        self._services, self._cards, self._chose = services, cards, chose
        there = {card.posture for card in cards}
        choices = [Choice(posture, word(posture), posture.value, slot) for posture, slot in _POSTURES
                   if posture in there]
        self._menu = menu_for(services, *choices, back_choice(word("back")))

    def resume(self, t_ns: int) -> None:
        """Forget half-done presses."""
        self._menu.reset()

    def step(self, moment: Moment) -> SceneStep:
        """Wait for a choice."""
        step = self._menu.step(moment)
        cards = [card for card in self._cards if card.posture == step.chosen]
        return SceneStep(self._picture(), quiet(moment.t_ns), sounds=step.sounds,
                         turn=Turn.BACK if step.chosen == "back" else Turn.STAY,
                         push=LevelsScene(self._services, cards, self._chose) if cards else None)

    def _picture(self) -> Picture:
        return Picture("posture", (title(word("posture.title")), *self._menu.parts()), word("posture.title"))


class LevelsScene(Scene):
    """Shows `cards` page by page; `chose` is told the id of the one that was taken."""

    def __init__(self, services: Services, cards: Sequence[LevelCard], chose: Callable[[str], None]) -> None:
        self._services = services
        self._chose = chose
        self._pages = tuple(cards[at:at + PER_PAGE] for at in range(0, len(cards), PER_PAGE))
        self._page = 0
        self._turn_to(0)

    def resume(self, t_ns: int) -> None:
        """Forget half-done presses."""
        self._menu.reset()

    def step(self, moment: Moment) -> SceneStep:
        """Wait for a choice."""
        picture = self._picture()
        step = self._menu.step(moment)
        turn, push = Turn.STAY, None
        if step.chosen == "back":
            turn = Turn.BACK
        elif step.chosen == "more":
            self._turn_to((self._page + 1) % len(self._pages))
        elif step.chosen is not None:
            push = self._take(step.chosen)
        return SceneStep(self._picture() if turn is Turn.STAY else picture, quiet(moment.t_ns),
                         sounds=step.sounds, turn=turn, push=push)

    def _take(self, level_id: str) -> Scene:
        trouble = card_of(self._services, level_id).trouble
        if trouble:
            return plan_trouble(self._services, trouble)
        self._chose(level_id)
        return GradeScene(self._services, level_id)

    def _turn_to(self, page: int) -> None:
        self._page = page
        shown = [_choice(card, slot) for card, slot in
                 zip(self._pages[page], (Slot.TOP, Slot.BOTTOM), strict=False)]
        more = [Choice("more", word("more"), "more", Slot.RIGHT)] if len(self._pages) > 1 else []
        self._menu = menu_for(self._services, *shown, *more, back_choice(word("back")))

    def _picture(self) -> Picture:
        pages = len(self._pages)
        where = (Label(PAGE, word("levels.page", page=self._page + 1, pages=pages), TextRole.BODY, soft=True),) \
            if pages > 1 else ()
        return Picture("levels", (title(word("levels.title")), *where, *self._menu.parts()),
                       word("levels.title"))


def _choice(card: LevelCard, slot: Slot) -> Choice:
    return Choice(card.id, card.title, card.posture.value, slot)
