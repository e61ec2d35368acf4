"""What stands between two tries: a question, a result, the last five together, a count; pure.

One thing a screen, over the still and darkened world.  How a try went is a ring: closed where it went in one go,
nearly closed where it took a second one, with a dot in it that lies as far from the middle as the try was off.
Nothing is chosen beforehand where something is asked, and no answer looks better than another.
Not here: what an answer does (`game.round`), when something is asked (`game.coaching`).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from game.coaching import Aside, AsideKind, Mark
from game.difficulty.dual import Colour
from game.phases import Command
from game.picture import Figure, Label, Panel, Part, Rect, TextRole, Tone
from game.scenes.layout import WIDE, Slot
from game.scenes.menu import Choice
from game.scenes.words import word

ANSWERS = (Command.FIRST, Command.SECOND, Command.THIRD)
"""What the choices of an aside stand for, in their order."""
PANEL, PANEL_BESIDE = Rect(190, 90, 1540, 500), Rect(40, 90, 1410, 500)
"""Where it is said; beside the card of stimulation a little narrower."""
LOW_PANEL, LOW_PANEL_BESIDE = Rect(190, 40, 1540, 300), Rect(40, 40, 1410, 300)
"""The same where three things may be chosen, one of them in front."""
FRONT = Rect(640, 372, 640, 220)
LEFT, RIGHT = Rect(70, 640, 640, 234), Rect(1210, 640, 640, 234)
"""A little wider than elsewhere, so that all answers stand in one line of the same size."""
INSET = 40.0
HEADING_H = 126.0
BIG_FIGURE, FIGURE = 340.0, 250.0
GAP = 24.0
DOTTED = 9
"""Up to this number an answer shows so many dots beside it."""

_PLACES: Mapping[int, tuple[tuple[Slot, Rect], ...]] = MappingProxyType({
    1: ((Slot.RIGHT, RIGHT),), 2: ((Slot.RIGHT, RIGHT), (Slot.LEFT, LEFT)),
    3: ((Slot.LEFT, LEFT), (Slot.TOP, FRONT), (Slot.RIGHT, RIGHT)),
})
_GUESSES: Mapping[str, str] = MappingProxyType({"well": "ring_closed", "not_yet": "ring_open"})
_FROM_LEFT = (Slot.LEFT, Slot.TOP, Slot.RIGHT)


def asks(aside: Aside) -> bool:
    """Whether an answer is wanted; else it passes by itself or at a press."""
    return bool(aside.choices)


def aside_choices(aside: Aside) -> tuple[Choice, ...]:
    """Return what may be chosen, one to three things; their ids are the commands they stand for."""
    if not aside.choices:
        return (Choice(ANSWERS[0], word("go_on"), "play", Slot.RIGHT, Tone.MAIN, rect=WIDE[1]),)
    places = _PLACES[len(aside.choices)]
    return tuple(Choice(answer, _label(aside.kind, choice), _icon(aside.kind, choice), slot, rect=rect)
                 for answer, choice, (slot, rect) in zip(ANSWERS, aside.choices, places, strict=False))


def by_digit(aside: Aside, digit: int) -> Command | None:
    """Return the answer that a digit means: the number that is shown, or the place from the left, 1 to 3."""
    if not aside.choices:
        return None
    if aside.kind is AsideKind.COUNT:
        return next((answer for answer, choice in zip(ANSWERS, aside.choices, strict=False)
                     if choice == str(digit)), None)
    slots = [slot for slot, _ in _PLACES[len(aside.choices)]]
    from_left = [ANSWERS[slots.index(slot)] for slot in _FROM_LEFT if slot in slots]
    return from_left[digit - 1] if 1 <= digit <= len(from_left) else None


def aside_name(aside: Aside) -> str:
    """Return a name for this kind of screen."""
    if aside.kind is AsideKind.COUNT:
        return f"count_{aside.colour or 'all'}"
    if aside.kind is not AsideKind.RESULT:
        return str(aside.kind)
    guessed = "" if aside.guessed is None else "_felt" if _felt_right(aside) else "_felt_other"
    return f"result_{'one_go' if _mark(aside).success else 'second_go'}{guessed}"


def aside_parts(aside: Aside, beside: bool, seen: Colour | None = None) -> tuple[tuple[Part, ...], str]:
    """Return what is said, and the same for a voice.

    beside: whether the card of stimulation needs its room.  seen: the marker that came up last, to show what was
    counted where all of them were.
    """
    low = any(slot is Slot.TOP for slot, _ in _PLACES.get(len(aside.choices), ()))
    panel = (LOW_PANEL_BESIDE if beside else LOW_PANEL) if low else PANEL_BESIDE if beside else PANEL
    heading, figures = _said(aside, seen)
    spoken = [heading, *(_label(aside.kind, choice) for choice in aside.choices)]
    laid: tuple[Part, ...]
    if low:
        laid = _side_by_side(panel, heading, figures[0])
    elif aside.kind is AsideKind.RESULT and aside.guessed is not None:
        told = _mark_words(_mark(aside))
        spoken.append(told)
        laid = _three_storeys(panel, heading, figures[0], told)
    else:
        laid = _two_storeys(panel, heading, figures)
    return (Panel(panel), *laid), " ".join(spoken)


def _said(aside: Aside, seen: Colour | None) -> tuple[str, tuple[tuple[str, float], ...]]:
    """Return the heading, and the figures by name with their values."""
    match aside.kind:
        case AsideKind.GUESS:
            return word("aside.guess"), (("question", 0.0),)
        case AsideKind.COUNT:
            counted = aside.colour or seen
            asked = word(f"aside.count.{aside.colour}") if aside.colour else word("aside.count")
            return asked, ((f"colour_{counted}" if counted else "question", 0.0),)
        case AsideKind.SUMMARY:
            return _summary(aside.marks), tuple(_figure(mark) for mark in aside.marks)
        case AsideKind.RESULT:
            felt = None if aside.guessed is None else "aside.felt_right" if _felt_right(aside) \
                else "aside.felt_other"
            return word(felt) if felt else _mark_words(_mark(aside)), (_figure(_mark(aside)),)


def _summary(marks: tuple[Mark, ...]) -> str:
    done = sum(mark.success for mark in marks)
    return word("aside.summary" if done else "aside.summary.none", done=done, count=len(marks))


def _figure(mark: Mark) -> tuple[str, float]:
    return "mark_closed" if mark.success else "mark_open", mark.error


def _mark_words(mark: Mark) -> str:
    return word("aside.one_go" if mark.success else "aside.second_go")


def _mark(aside: Aside) -> Mark:
    return aside.marks[-1]


def _felt_right(aside: Aside) -> bool:
    return aside.guessed is _mark(aside).success


def _label(kind: AsideKind, choice: str) -> str:
    return word(f"aside.{choice}") if kind is AsideKind.GUESS else choice


def _icon(kind: AsideKind, choice: str) -> str:
    if kind is AsideKind.GUESS:
        return _GUESSES[choice]
    return f"dots_{choice}" if choice.isdecimal() and int(choice) <= DOTTED else ""


def _two_storeys(panel: Rect, heading: str, figures: tuple[tuple[str, float], ...]) -> tuple[Part, ...]:
    """Lay a heading above its figures, which stand in one row."""
    inner, gaps = panel.w - 2 * INSET, GAP * (len(figures) - 1)
    side = min(BIG_FIGURE if len(figures) == 1 else FIGURE, (inner - gaps) / max(1, len(figures)))
    left = panel.x + (panel.w - side * len(figures) - gaps) / 2
    top = panel.y + 16 + HEADING_H + (panel.h - 16 - HEADING_H - side) / 2
    row = tuple(Figure(Rect(left + (side + GAP) * place, top, side, side), name, value)
                for place, (name, value) in enumerate(figures))
    return Label(Rect(panel.x + INSET, panel.y + 16, inner, HEADING_H), heading, TextRole.TITLE), *row


def _three_storeys(panel: Rect, heading: str, figure: tuple[str, float], told: str) -> tuple[Part, ...]:
    """Lay a heading, a figure and the words of the figure below one another."""
    inner = panel.w - 2 * INSET
    middle = panel.x + panel.w / 2
    return (Label(Rect(panel.x + INSET, panel.y + 14, inner, HEADING_H), heading, TextRole.TITLE),
            Figure(Rect(middle - FIGURE / 2, panel.y + 142, FIGURE, FIGURE), *figure),
            Label(Rect(panel.x + INSET, panel.y + 396, inner, 96), told, TextRole.BODY))


def _side_by_side(panel: Rect, heading: str, figure: tuple[str, float]) -> tuple[Part, ...]:
    """Lay a figure beside its heading."""
    side = panel.h - 2 * INSET
    left = panel.x + INSET + side + INSET
    return (Figure(Rect(panel.x + INSET, panel.y + INSET, side, side), *figure),
            Label(Rect(left, panel.y + INSET, panel.x + panel.w - INSET - left, side), heading, TextRole.TITLE))
