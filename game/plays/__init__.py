"""Plays: the games themselves, pure and without pygame.

A play turns actions into a world, one fixed step of 10 ms at a time.  Units of place are lean units: the
point (x, y) is where a lean of (x, y) of the person's own reach puts the hand; right +, toes (up) +.
Not here: instruction, alignment, countdown, pause and results, which `game.round` does for every play.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from core.cues import Cue
from core.events import Event, JsonValue
from core.frames import NO_ACTIVATION, Feature
from core.muscles import Muscle
from core.quick import quick
from core.stim import NO_STIM, StimView, StimWish
from game.coaching import Tried
from game.difficulty.dual import Colour


class Axis(StrEnum):
    """Axes that a play may read."""

    X = "x"
    Y = "y"


@quick
@dataclass(frozen=True, slots=True)
class Actions:
    """What the patient does, after dead zone, gain, curve and smoothing of the level.

    axes: -1..1 each (missing = 0).  buttons: names of what is on; "easier" (help now) and "skip" (next item) are
    true for one step when somebody asks for it; "enough" stays on once the time is over, and ends a play kindly
    between two tries.
    efforts: each muscle's activation as measured (0 at rest, 1 own maximum).  stim: where stimulation stands.
    """

    axes: Mapping[Axis, float]
    buttons: frozenset[str] = frozenset()
    efforts: Mapping[Muscle, Feature] = field(default_factory=lambda: NO_ACTIVATION)
    stim: StimView = NO_STIM


class BodyKind(StrEnum):
    """What a body in the world is."""

    HAND = "hand"
    ITEM = "item"
    HOME = "home"
    LAMP = "lamp"


_HAND = BodyKind.HAND  # looked up once, not in every tick


class BodyState(StrEnum):
    """How a body is shown.  WANTED: asked for now.  FILLING: dwell runs.  HELD: in the hand."""

    IDLE = "idle"
    WANTED = "wanted"
    FILLING = "filling"
    HELD = "held"
    DONE = "done"


@quick
@dataclass(frozen=True, slots=True)
class Body:
    """One thing in the world.

    id: the same from tick to tick.  x, y, size (radius): lean units.  fill: dwell done, 0..1.
    look: which drawing ("cup", "apple", "lamp", ...).  The fill of a "lamp" or "dark_lamp" is its brightness: a
    lamp is DONE at 1; a dark lamp waits bright and is DONE at 0.
    help: 0..1, how much help is shown (bigger, brighter, ghost).
    """

    id: int
    kind: BodyKind
    x: float
    y: float
    size: float
    state: BodyState = BodyState.IDLE
    fill: float = 0.0
    look: str = ""
    help: float = 0.0


class Place(StrEnum):
    """Which world is painted."""

    SHELF = "shelf"
    LANTERNS = "lanterns"


class Stage(StrEnum):
    """What is asked of a muscle.

    RELAX: let go.  TRY: tighten now.  HOLD: keep it up.  HELPED: stimulation helps.  REST: nothing, breathe.
    """

    NONE = ""
    RELAX = "relax"
    TRY = "try"
    HOLD = "hold"
    HELPED = "helped"
    REST = "rest"


@quick
@dataclass(frozen=True, slots=True)
class View:
    """The world at one tick, all that painter and sound may know of it.

    score: things done so far; goal: things asked for in all.  message: key of a kind word or "".
    cut: True when bodies jumped and must not be blended from the view before.
    guide: whether the target may be shown (feedback that fades); while it is False its body is missing too.
    target: where the hand should be now, shown or not, for the sound that leads; None when nothing is asked.
    place: which world is painted.  stage: what is asked of the muscle now ("" in plays that ask for none).
    effort, line: the effort now and the line to reach, as shares of the own maximum; None where not shown.
    breath: breathing guide, 0 out .. 1 in, None while there is none.
    pull: how far the effort is from what is asked, shown or not, for the sound that leads: -1 much too much ..
    0 right .. 1 nothing yet; None when no effort is asked.
    feedback: whether the person is shown and told how it goes; while it is False, hand, fill, effort, `target` and
    `pull` are missing from this view.  marker: the colour that is up to be counted, None while none is.
    counting: whether something is to be counted in this try; wanted: which colour of it, None where all counts.
    """

    tick: int
    bodies: tuple[Body, ...]
    score: int
    goal: int
    message: str = ""
    cut: bool = False
    guide: bool = True
    target: tuple[float, float] | None = None
    place: Place = Place.SHELF
    stage: Stage = Stage.NONE
    effort: float | None = None
    line: float | None = None
    breath: float | None = None
    pull: float | None = None
    feedback: bool = True
    marker: Colour | None = None
    counting: bool = False
    wanted: Colour | None = None

    def hand(self) -> Body | None:
        """Return the hand, None where there is none to be seen; it comes last, since it lies over all else."""
        last = self.bodies[-1] if self.bodies else None
        return last if last is not None and last.kind is _HAND else None


NO_MEASURES: Mapping[str, JsonValue] = MappingProxyType({})


@quick
@dataclass(frozen=True, slots=True)
class Step:
    """What one step of a play yields.

    done: True from the step on in which the play is over.  wish: help asked for in this very step.
    tried: how a try went, in the very step in which it ended (for the coach).  between: whether no try is on, so
    that something may be shown or asked.
    """

    view: View
    cue: Cue
    events: tuple[Event, ...] = ()
    done: bool = False
    wish: StimWish | None = None
    tried: Tried | None = None
    between: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a play went: stars 0..3, each with its reason in words, and the measures behind them."""

    stars: int
    reasons: tuple[str, ...]
    measures: Mapping[str, JsonValue] = field(default_factory=lambda: NO_MEASURES)


class Play(Protocol):
    """One game in one level and grade.

    Life: made with its settings and its random source, then `step` once per tick until `done`; `freeze`
    may come between any two steps (pause, step-off): whatever is in the hand goes back by itself and
    nothing is lost, and the world as it is then is given back to be shown; `outcome` at any time.
    """

    def step(self, tick: int, t_ns: int, actions: Actions) -> Step:
        """Advance 10 ms."""
        ...

    def freeze(self) -> View:
        """Make the world safe to leave alone and show it so."""
        ...

    def outcome(self) -> Outcome:
        """Explain the score so far."""
        ...
