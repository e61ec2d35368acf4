"""What a scene is: the contract of everything that can be on the stack.

Life: `enter` once, when it comes onto the stack; `step` once per tick while it is on top; `pause` when
another scene covers it and `resume` when that one has left; `leave` once, when it goes for good.  A scene
changes only in these five: drawing reads the picture of a step and leaves the scene alone.
Not here: the stack (`game.scenes.app`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from core.cues import Cue, CueKind
from core.events import Event
from core.faults import Fault
from core.frames import ControlFrame
from core.quick import quick
from core.stim import StimWish
from game.intents import Intent
from game.phases import Command
from game.picture import Picture, Rect
from game.scenes.layout import TOAST
from game.sounds import Sound


@quick
@dataclass(frozen=True, slots=True)
class Moment:
    """Everything a scene may know of one tick.

    faults: what is wrong with the devices now, each with a detail for the therapist or "".
    hands: every finger's presses and releases as they came, for the one screen that two people touch at once.
    """

    tick: int
    t_ns: int
    frame: ControlFrame
    intents: tuple[Intent, ...] = ()
    faults: Mapping[Fault, str] = field(default_factory=dict)
    hands: tuple[Intent, ...] = ()


class Turn(StrEnum):
    """Where the stack goes after a step: nowhere, one scene down, down to the first, or to the end."""

    STAY = "stay"
    BACK = "back"
    HOME = "home"
    QUIT = "quit"


@quick
@dataclass(frozen=True, slots=True)
class SceneStep:
    """What one tick of a scene yields.

    turn is taken first, then `push` comes on top.  toast: where a line for the therapist may lie;
    None where there is no room.
    The rest is as in `game.scenes.app.AppStep`.
    """

    picture: Picture
    cue: Cue
    events: tuple[Event, ...] = ()
    sounds: tuple[Sound, ...] = ()
    commands: frozenset[Command] = frozenset()
    steer: tuple[float, float] | None = None
    round_active: bool = False
    turn: Turn = Turn.STAY
    push: Scene | None = None
    toast: Rect | None = TOAST
    wish: StimWish | None = None


class Scene(ABC):
    """Base of all scenes; only `step` must be written."""

    def enter(self, t_ns: int) -> None:
        """Come onto the stack."""

    @abstractmethod
    def step(self, moment: Moment) -> SceneStep:
        """Live through one tick on top of the stack."""
        ...

    def pause(self) -> None:
        """Be covered by another scene."""

    def resume(self, t_ns: int) -> None:
        """Be on top again."""

    def leave(self) -> None:
        """Go for good."""


def quiet(t_ns: int) -> Cue:
    """Ask nothing of the patient, as every menu does."""
    return Cue(t_ns, CueKind.NONE)
