"""What the band below a world says in play: how much is done, a kind word, what is to be counted, what is felt.

What is to be counted comes up on a plate in the middle of the band: always at the same place, straight before the
person, and never over anything that is to be reached.  Not here: the buttons at its ends (`game.scenes.round`).
"""

from __future__ import annotations

from dataclasses import dataclass

from game.difficulty.dual import Colour
from game.picture import Figure, Label, Meter, Panel, Part, Rect, TextRole
from game.plays import View
from game.scenes.layout import BAND, Slot
from game.scenes.menu import Choice
from game.scenes.words import word
from game.texts import say

SCORE = Rect(485, 940, 340, 110)
SCORE_METER = Rect(850, 975, 570, 40)
KIND_WORD = Rect(830, 934, 605, 122)
FEEL_ICON, FEEL_WORDS = Rect(930, 935, 120, 120), Rect(1066, 934, 300, 122)
SCORE_BESIDE_ASK = Rect(480, 940, 262, 110)
COUNTED_SCORE = Rect(485, 940, 370, 110)
COUNTED_FEEL_ICON, COUNTED_FEEL_WORDS = Rect(485, 940, 110, 110), Rect(605, 934, 265, 122)
PLATE = Rect(880, 915, 160, 160)
COUNT_WORDS, COUNT_ICON = Rect(1060, 934, 260, 122), Rect(1336, 957, 76, 76)
ASK = Choice("ask", word("ask"), "question", Slot.BOTTOM, dwell=False, rect=Rect(758, 934, 670, 122))
"""May be pressed between two tries; nobody leans for it, since leaning plays."""
COMES_S, GOES_S = 0.2, 0.4
"""So long a marker takes to come up and to go: softly, and far below any flash."""
TICK_S = 0.01


@dataclass(frozen=True, slots=True)
class ShownMarker:
    """The marker as it is seen.  colour: None before the first.  share: 0 gone .. 1 all there."""

    colour: Colour | None = None
    share: float = 0.0


NO_MARKER = ShownMarker()


class MarkerFade:
    """Lets markers come and go softly.  Life: `step` once per tick of a round."""

    __slots__ = ("_shown",)

    def __init__(self) -> None:
        self._shown = NO_MARKER

    def step(self, marker: Colour | None) -> ShownMarker:
        """Take the marker that is up now, None for none."""
        before = self._shown
        if marker is None and before.share <= 0.0:
            return before
        if marker is None:
            self._shown = ShownMarker(before.colour, max(0.0, before.share - TICK_S / GOES_S))
        else:
            share = before.share if marker is before.colour else 0.0
            self._shown = ShownMarker(marker, min(1.0, share + TICK_S / COMES_S))
        return self._shown


def band_parts(world: View, marker: ShownMarker, may_ask: bool) -> tuple[tuple[Part, ...], str]:
    """Return what lies between the buttons of the band, and the kind word to be spoken, if any.

    may_ask: a button stands there, which needs the room of all but the score.
    """
    kind = say(world.message) if world.message else ""
    if may_ask:
        return (Panel(BAND), score_label(world, SCORE_BESIDE_ASK)), kind
    if world.counting or marker.share > 0.0:
        return (Panel(BAND), *_counting(world, marker), *_wanted(world)), kind
    score = score_label(world, SCORE)
    if kind:
        return (Panel(BAND), score, Label(KIND_WORD, kind, TextRole.BODY)), kind
    if not world.feedback:
        return (Panel(BAND), score, *_by_feel(FEEL_ICON, FEEL_WORDS)), ""
    return (Panel(BAND), score, Meter(SCORE_METER, world.score / world.goal if world.goal else 0.0)), ""


def score_label(world: View, rect: Rect) -> Label:
    """Say how many are done."""
    return Label(rect, word("score", score=world.score, goal=world.goal), TextRole.BODY)


def _by_feel(icon: Rect, words: Rect) -> tuple[Part, ...]:
    """Say that it is meant so that nothing shows how it goes."""
    return Figure(icon, "feel", 1.0), Label(words, word("by_feel"), TextRole.BODY)


def _counting(world: View, marker: ShownMarker) -> tuple[Part, ...]:
    """Show the plate on which markers come up, and beside it how the try stands."""
    shape = (Figure(PLATE, f"marker_{marker.colour}", marker.share),) if marker.colour and marker.share > 0 else ()
    left = (score_label(world, COUNTED_SCORE),) if world.feedback else \
        _by_feel(COUNTED_FEEL_ICON, COUNTED_FEEL_WORDS)
    return (*left, Figure(PLATE, "marker_plate"), *shape)


def _wanted(world: View) -> tuple[Part, ...]:
    """Say what to count: a shape and its colour, or all."""
    if not world.counting:
        return ()
    icon = (Figure(COUNT_ICON, f"colour_{world.wanted}"),) if world.wanted else ()
    return Label(COUNT_WORDS, word("counting"), TextRole.BODY), *icon
