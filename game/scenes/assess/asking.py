"""Questions of an assessment: a few answers at the usual places, or a row of them to go along.

A row is gone along by hand, key or lean, and what was found is then taken; nothing is chosen beforehand, so that
no answer is suggested.  Staff answer by hand only.  Not here: which question comes when.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from core.assessing import Act, Answer
from game.assessing import Question
from game.intents import Intent, IntentKind
from game.picture import Button, Figure, Label, Panel, Part, Rect, TextRole, Tone
from game.scenes.assess.figures import option_figure, question_figure
from game.scenes.layout import Slot
from game.scenes.menu import Choice, Menu, menu_for
from game.scenes.scene import Moment
from game.scenes.words import word
from game.services import Services
from game.sounds import Sound, SoundKind

LEADS = "check"
"""The picture of an answer that goes on: it stands out, for staff only."""
FEW = 4
"""Up to so many answers have a place of their own."""
ASKED, ASKED_BESIDE_STOP = Rect(70, 8, 1780, 158), Rect(40, 8, 1424, 158)
"""Where the question stands; beside the stop of stimulation in a session that has one."""
QUESTION_FIGURE = Rect(660, 164, 600, 240)
BAND = Rect(1180, 946, 700, 98)
BAND_ICON = Rect(1196, 956, 78, 78)
BAND_WORDS = Rect(1290, 952, 570, 86)
ROW_X, ROW_Y, ROW_W = 70.0, 180.0, 1780.0
WIDEST = 240.0
GAP = 18.0
WORDS_H = 62.0
FOUND_FIGURE = Rect(750, 416, 420, 226)
FOUND_WORDS = Rect(660, 648, 600, 86)
TAKE = Rect(585, 752, 750, 160)
ROW_DIAL = Rect(410, 764, 136, 136)
STOP = Choice("stop", word("stop"), "stop", Slot.CORNER_LEFT, Tone.STOP, dwell=False)
STOP_KEYS = {IntentKind.BACK: "stop", IntentKind.STOP: "stop"}
_PLACES: dict[int, tuple[Slot, ...]] = {
    1: (Slot.RIGHT,), 2: (Slot.RIGHT, Slot.LEFT), 3: (Slot.LEFT, Slot.TOP, Slot.RIGHT),
    4: (Slot.LEFT, Slot.TOP, Slot.RIGHT, Slot.BOTTOM),
}
_FORWARD = frozenset({IntentKind.NEXT, IntentKind.MORE})
_BACKWARD = frozenset({IntentKind.PREV, IntentKind.LESS})


@dataclass(frozen=True, slots=True)
class Taken:
    """What a person did at one tick: an act, an answer, or another choice by its id."""

    act: Act | None = None
    answer: Answer | None = None
    chosen: str = ""
    sounds: tuple[Sound, ...] = ()


class Controls(Protocol):
    """What can be used on one screen of an assessment."""

    def step(self, moment: Moment) -> Taken:
        """Live through one tick."""
        ...

    def parts(self) -> tuple[Part, ...]:
        """Show what can be used."""
        ...

    def reset(self) -> None:
        """Forget half-done presses."""
        ...


def controls_for(services: Services, question: Question) -> Controls:
    """Make the controls that fit a question."""
    if question.scale or len(question.options) > FEW:
        return RowControls(services, question)
    return FewControls(services, question)


class FewControls:
    """Up to four answers, each at its place; with two, what goes on is at the right."""

    def __init__(self, services: Services, question: Question) -> None:
        self._services, self._question = services, question
        slots = _PLACES[len(question.options)] if question.options else ()
        leads = question.for_staff and bool(question.options) and question.options[0].figure == LEADS
        choices = tuple(
            Choice(option.key, option.words, option_figure(question.key, option), slot,
                   Tone.MAIN if leads and index == 0 else Tone.CALM, dwell=not question.for_staff)
            for index, (option, slot) in enumerate(zip(question.options, slots, strict=True)))
        self._menu = menu_for(services, *choices, STOP, keys=STOP_KEYS)

    def step(self, moment: Moment) -> Taken:
        """Wait for an answer."""
        step = self._menu.step(moment)
        return taken(self._question, step.chosen, step.sounds)

    def parts(self) -> tuple[Part, ...]:
        """Show the question, its picture and its answers."""
        figure = question_figure(self._question.key)
        free = not any(slot is Slot.TOP for slot in _PLACES.get(len(self._question.options), ()))
        shown: tuple[Part, ...] = (Figure(QUESTION_FIGURE, figure),) if figure and free else ()
        return (asked(self._services, self._question), *shown, *staff_band(self._question), *self._menu.parts())

    def reset(self) -> None:
        """Forget half-done presses."""
        self._menu.reset()


class RowControls:
    """Answers in a row; lower and higher go along it, and the one that was found is taken."""

    def __init__(self, services: Services, question: Question) -> None:
        self._services, self._question = services, question
        self._found: int | None = None
        self._pressed: int | None = None
        self._rects = row_rects(len(question.options))
        self._menu = self._make(None)

    def step(self, moment: Moment) -> Taken:
        """Go along the row, or take what was found."""
        before = self._found
        self._go(moment.intents)
        step = self._menu.step(replace(moment, intents=tuple(
            intent for intent in moment.intents if not self._used_here(intent))))
        match step.chosen:
            case "lower":
                self._by(-1)
            case "higher":
                self._by(1)
            case "take":
                return taken(self._question, self._key(), step.sounds)
            case "stop":
                return Taken(Act.STOP, sounds=step.sounds)
            case _:
                pass
        if self._found == before:
            return Taken(sounds=step.sounds)
        if before is None:
            self._menu = self._make(self._found)
        return Taken(sounds=step.sounds or (Sound(SoundKind.FOCUS, pitch=self._share()),))

    def parts(self) -> tuple[Part, ...]:
        """Show the row, and large what was found."""
        order = sorted(range(len(self._rects)), key=lambda index: index == self._found)  # its ring lies on top
        row = tuple(part for index in order for part in self._option(index))
        return (asked(self._services, self._question), *row, *self._large(), *staff_band(self._question),
                *self._menu.parts())

    def reset(self) -> None:
        """Forget half-done presses."""
        self._pressed = None
        self._menu.reset()

    def _make(self, found: int | None) -> Menu:
        """Make the choices; there is nothing to take before anything was found."""
        lean = not self._question.for_staff
        take = () if found is None else (
            Choice("take", word("assess.take"), "check", Slot.BOTTOM, Tone.MAIN, lean, TAKE),)
        return menu_for(self._services, Choice("lower", word("assess.lower"), "side_left", Slot.LEFT, dwell=lean),
                        Choice("higher", word("assess.higher"), "side_right", Slot.RIGHT, dwell=lean), *take, STOP,
                        keys=STOP_KEYS, dial=ROW_DIAL)

    def _go(self, intents: Sequence[Intent]) -> None:
        for intent in intents:
            under = next((index for index, rect in enumerate(self._rects) if rect.holds(intent.x, intent.y)), None)
            if intent.kind in _FORWARD:
                self._by(1)
            elif intent.kind in _BACKWARD:
                self._by(-1)
            elif intent.kind is IntentKind.DIGIT:
                self._to_key(f"{intent.x:.0f}")
            elif intent.kind is IntentKind.PRESS:
                self._pressed = under
            elif intent.kind is IntentKind.RELEASE:
                self._found = under if under is not None and under == self._pressed else self._found
                self._pressed = None

    def _used_here(self, intent: Intent) -> bool:
        """Whether the row has used an intent; a blind press of a switch must find nothing by itself."""
        if intent.kind is IntentKind.ACTIVATE:
            return self._found is None
        arrow = intent.kind is IntentKind.STEER and bool(intent.x or intent.y)
        return arrow or intent.kind in _FORWARD | _BACKWARD

    def _by(self, way: int) -> None:
        """Go one further; the ends are ends, and the first step goes to the end it comes from."""
        last = len(self._rects) - 1
        start = (-1 if way > 0 else last + 1) if self._found is None else self._found
        self._found = min(last, max(0, start + way))

    def _to_key(self, key: str) -> None:
        found = (index for index, option in enumerate(self._question.options) if option.key == key)
        self._found = next(found, self._found)

    def _key(self) -> str | None:
        return None if self._found is None else self._question.options[self._found].key

    def _share(self) -> float:
        return 2.0 * (self._found or 0) / max(1, len(self._rects) - 1) - 1.0

    def _option(self, index: int) -> tuple[Part, ...]:
        """Show one answer: its box, its picture and its words below."""
        option, rect = self._question.options[index], self._rects[index]
        box = Button(f"{self._question.key}_{option.key}", rect, "", "", Tone.CALM, index == self._found,
                     index == self._pressed)
        figure = option_figure(self._question.key, option)
        if not figure:
            return box, Label(_inside(rect, 8.0), option.words, TextRole.BODY)
        above = Rect(rect.x + 8, rect.y + 10, rect.w - 16, rect.h - WORDS_H - 12)
        below = Rect(rect.x + 4, rect.y + rect.h - WORDS_H - 2, rect.w - 8, WORDS_H)
        return box, Figure(above, figure, 1.0), Label(below, option.words, TextRole.BODY)

    def _large(self) -> tuple[Part, ...]:
        if self._found is None:
            return ()
        option = self._question.options[self._found]
        figure = option_figure(self._question.key, option)
        shown: tuple[Part, ...] = (Figure(FOUND_FIGURE, figure, 1.0),) if figure else ()
        return *shown, Label(FOUND_WORDS, option.words, TextRole.TITLE)


def row_rects(count: int) -> tuple[Rect, ...]:
    """Lay so many answers in one row, in the middle of the screen."""
    if count < 1:
        return ()
    side = min(WIDEST, (ROW_W - (count - 1) * GAP) / count)
    left = ROW_X + (ROW_W - count * side - (count - 1) * GAP) / 2
    high = min(216.0, side + WORDS_H)
    return tuple(Rect(left + index * (side + GAP), ROW_Y, side, high) for index in range(count))


def asked(services: Services, question: Question) -> Label:
    """Show the question itself."""
    rect = ASKED if services.stim_desk is None else ASKED_BESIDE_STOP
    return Label(rect, question.sentence, TextRole.TITLE)


def staff_band(question: Question) -> tuple[Part, ...]:
    """Say that the therapist answers."""
    if not question.for_staff:
        return ()
    return Panel(BAND), Figure(BAND_ICON, "person"), Label(BAND_WORDS, word("assess.staff"), TextRole.BODY)


def taken(question: Question, chosen: str | None, sounds: tuple[Sound, ...] = ()) -> Taken:
    """Put a choice into an answer to `question`, or into the act of stopping."""
    if chosen == "stop":
        return Taken(Act.STOP, sounds=sounds)
    return Taken(answer=None if chosen is None else Answer(question.key, chosen), sounds=sounds)


def _inside(rect: Rect, by: float) -> Rect:
    return Rect(rect.x + by, rect.y + by, rect.w - 2 * by, rect.h - 2 * by)
