"""The choice of a grade: up is harder, down is easier, right starts, left leads back.

Where difficulty is set for this person, nothing is asked: it fits itself.
"""

from __future__ import annotations

from game.picture import Figure, Label, Meter, Part, Picture, Rect, TextRole, Tone
from game.scenes.layout import MIDDLE, Slot, foot, title
from game.scenes.menu import Choice, back_choice, menu_for
from game.scenes.round import RoundScene
from game.scenes.scene import Moment, Scene, SceneStep, Turn, quiet
from game.scenes.words import word
from game.services import Services, card_of

GRADE = Rect(640, 398, 640, 88)
METER = Rect(730, 490, 460, 34)
DIAL = Rect(900, 531, 120, 120)
FITS_FIGURE, FITS_WORDS = Rect(840, 176, 240, 230), Rect(260, 690, 1400, 160)


class GradeScene(Scene):
    """Lets the grade of one level be set before it starts."""

    def __init__(self, services: Services, level_id: str) -> None:
        self._services = services
        self._card = card = card_of(services, level_id)
        self._grade = min(card.grades, max(1, services.last_grade(card.id)))
        grades = () if card.fits else (Choice("harder", word("harder"), "harder", Slot.TOP),
                                       Choice("easier", word("easier"), "easier", Slot.BOTTOM))
        self._menu = menu_for(services, Choice("start", word("start"), "play", Slot.RIGHT, Tone.MAIN), *grades,
                              back_choice(word("back")), dial=MIDDLE if card.fits else DIAL)

    def resume(self, t_ns: int) -> None:
        """Forget half-done presses."""
        self._menu.reset()

    def step(self, moment: Moment) -> SceneStep:
        """Wait for a choice; at an end of the scale the grade stays."""
        step = self._menu.step(moment)
        turn, push = Turn.STAY, None
        match step.chosen:
            case "start":
                turn, push = Turn.BACK, RoundScene(self._services, self._card.id, self._grade)
            case "back":
                turn = Turn.BACK
            case "harder":
                self._grade = min(self._card.grades, self._grade + 1)
            case "easier":
                self._grade = max(1, self._grade - 1)
            case _:
                pass
        return SceneStep(self._picture(), quiet(moment.t_ns), sounds=step.sounds, turn=turn, push=push)

    def _picture(self) -> Picture:
        named = word("fits") if self._card.fits else word("grade", grade=self._grade, grades=self._card.grades)
        shown: tuple[Part, ...] = (Label(GRADE, named, TextRole.BODY),
                                   Meter(METER, self._grade / self._card.grades))
        if self._card.fits:
            shown = Figure(FITS_FIGURE, "fits", 1.0), Label(FITS_WORDS, named, TextRole.TITLE)
        return Picture("grade_fits" if self._card.fits else "grade", (
            title(self._card.title), *shown, *self._menu.parts(), foot(self._card.why)),
            f"{self._card.title} {named}")
