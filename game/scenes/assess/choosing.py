"""The list of assessments: two to a page with picture, minutes and what each needs.

Not here: an assessment itself (`scene`).
"""

from __future__ import annotations

from game.assessing import AssessmentCard
from game.picture import Figure, Label, Part, Picture, Rect, TextRole
from game.scenes.assess.figures import card_figure
from game.scenes.assess.placing import PlacingScene
from game.scenes.assess.running import lasts, needs
from game.scenes.assess.scene import AssessScene
from game.scenes.layout import Slot, title
from game.scenes.menu import Choice, back_choice, menu_for
from game.scenes.message import missing
from game.scenes.scene import Moment, Scene, SceneStep, Turn, quiet
from game.scenes.words import word
from game.services import Services

PER_PAGE = 2
FIGURES = (Rect(60, 166, 480, 236), Rect(60, 662, 480, 236))
BUTTONS = (Rect(560, 170, 800, 220), Rect(560, 670, 800, 220))
NOTES = (Rect(1385, 170, 480, 220), Rect(1385, 670, 480, 220))
PAGE = Rect(585, 940, 750, 70)


class AssessListScene(Scene):
    """Shows all assessments page by page."""

    def __init__(self, services: Services) -> None:
        self._services = services
        cards = tuple(services.assessments())
        self._pages = tuple(cards[at:at + PER_PAGE] for at in range(0, len(cards), PER_PAGE)) or ((),)
        self._page = 0
        self._turn_to(0)

    def resume(self, t_ns: int) -> None:
        """Forget half-done presses."""
        self._menu.reset()

    def step(self, moment: Moment) -> SceneStep:
        """Wait for a choice."""
        step = self._menu.step(moment)
        turn, push = Turn.STAY, None
        if step.chosen == "back":
            turn = Turn.BACK
        elif step.chosen == "more":
            self._turn_to((self._page + 1) % len(self._pages))
        elif step.chosen is not None:
            push = self._begin(next(card for card in self._pages[self._page] if card.id == step.chosen))
        return SceneStep(self._picture(), quiet(moment.t_ns), sounds=step.sounds, turn=turn, push=push)

    def _begin(self, card: AssessmentCard) -> Scene:
        """Go to the assessment, by way of the electrodes where it is about muscles alone."""
        if card.needs_emg and not card.needs_board and self._services.muscles():
            return PlacingScene(self._services, self._services.muscles(), lambda: self._assess(card))
        return self._assess(card)

    def _assess(self, card: AssessmentCard) -> Scene:
        assessment = self._services.assess(card.id)
        if assessment is None:
            return missing(self._services, "no_emg" if card.needs_emg else "no_board", "assess")
        return AssessScene(self._services, assessment, lambda: self._services.assess(card.id))

    def _turn_to(self, page: int) -> None:
        self._page = page
        shown = [Choice(card.id, card.title, "", slot, rect=rect) for card, slot, rect in
                 zip(self._pages[page], (Slot.TOP, Slot.BOTTOM), BUTTONS, strict=False)]
        more = [Choice("more", word("more"), "more", Slot.RIGHT)] if len(self._pages) > 1 else []
        self._menu = menu_for(self._services, *shown, *more, back_choice(word("back")))

    def _picture(self) -> Picture:
        heading, pages = word("assess.title"), len(self._pages)
        beside: list[Part] = []
        for card, figure, note in zip(self._pages[self._page], FIGURES, NOTES, strict=False):
            upper = Rect(note.x, note.y, note.w, note.h / 2)
            lower = Rect(note.x, note.y + note.h / 2, note.w, note.h / 2)
            beside += [Figure(figure, card_figure(card.id)), Label(upper, lasts(card), TextRole.BODY),
                       Label(lower, needs(card), TextRole.NOTE, soft=True)]
        where = (Label(PAGE, word("levels.page", page=self._page + 1, pages=pages), TextRole.BODY, soft=True),)
        return Picture("assess_list", (
            title(heading), *beside, *(where if pages > 1 else ()), *self._menu.parts()), heading)
