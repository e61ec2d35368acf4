"""Welcome: what is on the screen while the rest of the program is loaded; it asks nothing."""

from __future__ import annotations

from game.picture import Figure, Label, Picture, Rect, TextRole
from game.scenes.layout import title
from game.scenes.words import word

_FIGURE = Rect(710, 250, 500, 460)
_SENTENCE = Rect(260, 760, 1400, 130)


def welcome() -> Picture:
    """Make the picture."""
    sentence = word("welcome.sentence")
    return Picture("welcome", (title(word("welcome.title")), Figure(_FIGURE, "board"),
                               Label(_SENTENCE, sentence, TextRole.BODY)), f"{word('welcome.title')} {sentence}")
