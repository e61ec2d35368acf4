"""Pictures: what a screen shows at one tick, as data.

A scene makes a picture, the painter draws it (and blends the worlds of the last two), a test reads it, the
gallery names its files after `Picture.key`.  Places are logical units: every screen is 1920 x 1080, scaled
evenly to the window and centred.  Not here: fonts, colours and pixels (`game.screen`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from core.cues import Cue
from game.assessing import Plot
from game.plays import View

WIDTH = 1920
HEIGHT = 1080


@dataclass(frozen=True, slots=True)
class Rect:
    """A box in logical units."""

    x: float
    y: float
    w: float
    h: float

    def holds(self, x: float, y: float) -> bool:
        """Whether the point is inside."""
        return self.x <= x < self.x + self.w and self.y <= y < self.y + self.h

    @property
    def centre(self) -> tuple[float, float]:
        """The middle."""
        return self.x + self.w / 2, self.y + self.h / 2


class TextRole(StrEnum):
    """What a text is for; its size follows from the screen and the viewing distance.

    TITLE: read from the full distance by a weak eye.  BODY: one sentence.  SMALL: for the therapist beside
    the screen.  NOTE: the same, but it may shrink more.  NUMBER: a countdown.
    """

    TITLE = "title"
    BODY = "body"
    SMALL = "small"
    NOTE = "note"
    NUMBER = "number"


class Align(StrEnum):
    """Where a text sits in its box."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Label:
    """A text, wrapped and shrunk (not below the floor of its role) to stay inside `rect`."""

    rect: Rect
    text: str
    role: TextRole = TextRole.BODY
    align: Align = Align.CENTRE
    soft: bool = False


class Tone(StrEnum):
    """How a button stands out.  CALM: one of several.  MAIN: the usual choice.  STOP: ends safely."""

    CALM = "calm"
    MAIN = "main"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Button:
    """A choice.  id: what the scene calls it.  icon: a figure name or "".  fill: dwell done, 0..1."""

    id: str
    rect: Rect
    label: str
    icon: str = ""
    tone: Tone = Tone.CALM
    focused: bool = False
    pressed: bool = False
    fill: float = 0.0


@dataclass(frozen=True, slots=True)
class Panel:
    """A quiet surface behind other parts."""

    rect: Rect


@dataclass(frozen=True, slots=True)
class Meter:
    """A bar, 0..1, with optional marks."""

    rect: Rect
    value: float
    mark: float | None = None
    marks: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing by name (see `game.screen.figures`), with what it depends on.

    value: a share or phase 0..1.  point: a lean.  Names that a painter does not know are a programming error.
    """

    rect: Rect
    name: str
    value: float = 0.0
    point: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class World:
    """The room of a play.  dim: 0 full light .. 1 dark (pause, eyes closed).  cue: what is asked.

    guide: whether the target may be shown (feedback that fades).
    """

    rect: Rect
    play: str
    view: View
    cue: Cue
    dim: float = 0.0
    guide: bool = True


@dataclass(frozen=True, slots=True)
class Aim:
    """The ground from above with eight places around: where to lean, and where the person leans.

    Lean units, right +, front +; 1 is the usual limit.  target: the place that is wanted, None for none.  point:
    None where it must not be seen.  outline: how far it went so far, closed, () for nothing yet.  fill: 0..1.
    now: whether it is time to go there; before the sign the place only waits.
    """

    rect: Rect
    target: tuple[float, float] | None = None
    point: tuple[float, float] | None = None
    outline: tuple[tuple[float, float], ...] = ()
    fill: float = 0.0
    now: bool = True


@dataclass(frozen=True, slots=True)
class Chart:
    """A plot of what was measured, with its axes, scale and labels."""

    rect: Rect
    plot: Plot


@dataclass(frozen=True, slots=True)
class Shade:
    """Darkness over what was put before it, 0 none .. 1 black; over the whole screen it covers its rims too."""

    rect: Rect
    share: float


Part = Label | Button | Panel | Meter | Figure | World | Aim | Chart | Shade


@dataclass(frozen=True, slots=True)
class Picture:
    """One screen.  key: its name for tests and gallery.  speech: what a voice would say, title first.

    spoken: id of the voice prompt that says it, "" for none.
    """

    key: str
    parts: tuple[Part, ...]
    speech: str = ""
    spoken: str = ""

    def laid(self, lay: Callable[[tuple[Part, ...]], tuple[Part, ...]]) -> Picture:
        """Return this picture with other parts, which are made when somebody looks."""
        return LatePicture(self.key, lambda: Picture(self.key, lay(self.parts), self.speech, self.spoken))


class LatePicture(Picture):
    """A picture that is made once, when somebody looks at more than its name; without a screen nobody does.

    make: gives the whole picture, named `key`; it may use only what will be the same whenever it is called.
    """

    __slots__ = ("_made", "_make")
    _make: Callable[[], Picture]
    _made: Picture | None

    def __init__(self, key: str, make: Callable[[], Picture]) -> None:
        _set_key(self, key)  # a frozen dataclass sets its fields no other way
        _set_make(self, make)
        _set_made(self, None)

    @property
    def parts(self) -> tuple[Part, ...]:
        """What is on the screen."""
        return self._whole().parts

    @property
    def speech(self) -> str:
        """What a voice would say."""
        return self._whole().speech

    @property
    def spoken(self) -> str:
        """The voice prompt that says it."""
        return self._whole().spoken

    def _whole(self) -> Picture:
        made = self._made
        if made is None:
            made = self._make()
            _set_made(self, made)
        return made

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Picture) and (self.key, self.parts, self.speech, self.spoken) == (
            other.key, other.parts, other.speech, other.spoken)

    def __hash__(self) -> int:
        return hash((self.key, self.parts, self.speech, self.spoken))


_set_key: Callable[[LatePicture, str], None] = Picture.__dict__["key"].__set__
_set_make: Callable[[LatePicture, Callable[[], Picture]], None] = LatePicture.__dict__["_make"].__set__
_set_made: Callable[[LatePicture, Picture | None], None] = LatePicture.__dict__["_made"].__set__
