"""The therapist's PIN: digits by touch or by keys, never shown.

Not here: checking it (the safety program).
"""

from __future__ import annotations

from collections.abc import Sequence

from game.intents import IntentKind
from game.picture import Figure, Label, Part, Picture, Rect, TextRole
from game.scenes.layout import Slot, title
from game.scenes.menu import Choice
from game.scenes.scene import Moment, Turn
from game.scenes.stim.page import StimPage, back, onward
from game.scenes.stim.steps import locked
from game.scenes.words import word
from game.stimulation import StimDesk, StimDoing, StimPanel

MOST_DIGITS = 12
DOTS = Rect(520, 176, 932, 120)
SENTENCE = Rect(50, 520, 450, 380)
LOCK = Rect(150, 250, 250, 250)
KEY_W, KEY_H, GAP = 300.0, 140.0, 16.0
LEFT, TOP = 520.0, 306.0
DOT = "•"


class PinScene(StimPage):
    """Takes a PIN and goes when it fits."""

    def __init__(self, desk: StimDesk) -> None:
        super().__init__(desk)
        self._typed = ""

    def _look(self, moment: Moment, panel: StimPanel) -> None:
        """Take digits from the keys; an unlocked page is done with this one."""
        if not locked(panel):
            self._go(Turn.BACK)
        for intent in moment.intents:
            if intent.kind is IntentKind.DIGIT:
                self._type(str(round(intent.x)))
            elif intent.kind is IntentKind.ERASE:
                self._typed = self._typed[:-1]

    def leave(self) -> None:
        """Forget what was typed."""
        self._typed = ""

    def _choices(self, panel: StimPanel) -> Sequence[Choice]:
        digits = [Choice(digit, digit, "", Slot.BOTTOM, dwell=False, rect=_key(place))
                  for digit, place in (*((str(number), number - 1) for number in range(1, 10)), ("0", 10))]
        erase = Choice("erase", word("stim.pin.erase"), "", Slot.BOTTOM, dwell=False, rect=_key(9))
        return onward("enter", word("stim.pin.enter"), "check"), *digits, erase, back()

    def _chosen(self, choice: str, panel: StimPanel) -> None:
        match choice:
            case "back":
                self._go(Turn.BACK)
            case "enter":
                self._act(StimDoing.UNLOCK, text=self._typed)
                self._typed = ""
            case "erase":
                self._typed = ""
            case _:
                self._type(choice)

    def _type(self, digit: str) -> None:
        self._typed = (self._typed + digit)[:MOST_DIGITS]

    def _picture(self, panel: StimPanel, controls: tuple[Part, ...]) -> Picture:
        heading = word("stim.pin.title")
        return Picture("stim_pin", (
            title(heading), Figure(LOCK, "lock", 1.0), Label(SENTENCE, self._sentence(panel), TextRole.BODY),
            Label(DOTS, DOT * len(self._typed), TextRole.TITLE), *controls), heading)

    def _sentence(self, panel: StimPanel) -> str:
        if self._typed or not self._acted or not panel.refused:
            return word("stim.pin.sentence")
        return word("stim.pin.out" if "locked_out" in panel.refused else "stim.pin.wrong")


def _key(place: int) -> Rect:
    """Return the box of a key: three to a row, from the upper left."""
    row, column = divmod(place, 3)
    return Rect(LEFT + column * (KEY_W + GAP), TOP + row * (KEY_H + GAP), KEY_W, KEY_H)
