"""The stack of scenes: the top one lives, the others wait.

Each tick what stops stimulation is done before anything else, the intents go through the touch guard, the board's
front button becomes one more ACTIVATE, the top scene steps, and what is wrong with a device is shown to the
therapist as a small line.
Not here: the scenes, waiting, drawing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.cues import Cue
from core.events import Event
from core.faults import FAULTS, Effect, Fault
from core.frames import ControlFrame
from core.quick import quick
from core.stim import StimWish
from game.intents import Intent, IntentKind
from game.phases import Command
from game.picture import Picture
from game.scenes.home import HomeScene
from game.scenes.layout import toast
from game.scenes.scene import Moment, Scene, SceneStep, Turn
from game.scenes.steering import Steering
from game.scenes.stim_stop import StimStop
from game.scenes.touch import TouchGuard
from game.services import Services
from game.sounds import Sound

_NOTHING: tuple[Intent, ...] = ()
_STAY = Turn.STAY  # looked up once: to look up a member of an enumeration costs as much as three calls


@quick
@dataclass(frozen=True, slots=True)
class AppStep:
    """What one tick of the program yields.

    picture: what is on the screen.  cue: what is asked of the patient, NONE while a menu is up.
    events, commands: those of the round, for the record.  sounds: to be played now.  steer: how a helper
    leans the simulated patient, None when it is let go.  round_active: a round is between start and results.
    quit: nothing more to come.  wish: help by stimulation, asked for in this tick.
    """

    picture: Picture
    cue: Cue
    events: tuple[Event, ...] = ()
    sounds: tuple[Sound, ...] = ()
    commands: frozenset[Command] = frozenset()
    steer: tuple[float, float] | None = None
    round_active: bool = False
    quit: bool = False
    wish: StimWish | None = None


class App:
    """All screens.  Life: `step` once per tick until `quit`.

    first: what comes up first, Home unless told; it is entered in the first step.  home_below: whether Home waits
    below it.  The end is when the lowest scene leaves.
    """

    def __init__(self, services: Services, first: Scene | None = None, home_below: bool = False) -> None:
        self._coming: list[Scene] = [first or HomeScene(services)]
        if home_below and not isinstance(self._coming[0], HomeScene):
            self._coming.insert(0, HomeScene(services))
        self._stack: list[Scene] = []
        self._touch = TouchGuard()
        self._stim_stop = StimStop(services)
        self._leaning = Steering(IntentKind.LEAN)
        self._button_was_down = False
        self._last: AppStep | None = None

    def step(self, tick: int, t_ns: int, frame: ControlFrame, intents: Sequence[Intent],
             faults: Mapping[Fault, str]) -> AppStep:
        """Live through one tick; after the end the last picture stays."""
        if self._coming:
            self._begin(t_ns)
        if not self._stack:
            return self._over()
        hands = wanted = _NOTHING  # most ticks have none: then nothing is asked of anybody
        if intents or frame.button is not self._button_was_down:
            hands = self._stim_stop.take((*intents, *self._board_button(frame)), frame.stim.phase)
            wanted = self._touch.let_through(t_ns, hands)
        step = self._stack[-1].step(Moment(tick, t_ns, frame, wanted, faults, hands))
        if step.commands:
            self._stim_stop.obey(step.commands, frame.stim.phase)
        if step.turn is not _STAY or step.push is not None:
            self._follow(step, t_ns)
        if intents and any(intent.kind is IntentKind.QUIT for intent in intents):
            self._drop_to(0)
        leaned = self._leaning.step(intents) if intents else self._leaning.lean
        picture = self._stim_stop.shown(_with_toast(step, faults) if faults else step.picture, frame.stim.phase)
        self._last = AppStep(picture, step.cue, step.events, step.sounds, step.commands,
                             leaned or step.steer, step.round_active, not self._stack, step.wish)
        return self._last

    def _begin(self, t_ns: int) -> None:
        """Enter what waits for the first step, the lowest scene first."""
        while self._coming:
            if self._stack:
                self._stack[-1].pause()
            self._push(self._coming.pop(0), t_ns)

    def _board_button(self, frame: ControlFrame) -> tuple[Intent, ...]:
        """Turn the moment the board's button goes down into a wish."""
        pressed = frame.button and not self._button_was_down
        self._button_was_down = frame.button
        return (Intent(IntentKind.ACTIVATE),) if pressed else ()

    def _follow(self, step: SceneStep, t_ns: int) -> None:
        """Go where the scene leads; a stack that has run empty is the end."""
        before = self._stack[-1]
        if step.turn is Turn.QUIT:
            self._drop_to(0)
        elif step.turn is Turn.HOME:
            self._drop_to(1 if len(self._stack) > 1 else 0)
        elif step.turn is Turn.BACK:
            self._drop_to(len(self._stack) - 1)
        if step.push is not None:
            if self._stack and step.turn is Turn.STAY:
                self._stack[-1].pause()
            self._push(step.push, t_ns)
        elif self._stack and self._stack[-1] is not before:
            self._stack[-1].resume(t_ns)

    def _push(self, scene: Scene, t_ns: int) -> None:
        self._stack.append(scene)
        scene.enter(t_ns)

    def _drop_to(self, height: int) -> None:
        while len(self._stack) > height:
            self._stack.pop().leave()

    def _over(self) -> AppStep:
        if self._last is None:
            raise RuntimeError("an app without a first scene has nothing to show")
        return replace(self._last, events=(), sounds=(), commands=frozenset(), steer=None, quit=True,
                       wish=None)


def _with_toast(step: SceneStep, faults: Mapping[Fault, str]) -> Picture:
    """Add the gravest fault to the picture, in words for the therapist, where the scene has room for them.

    A round itself tells of whatever pauses it, so over a round there are only notes.
    """
    told = [fault for fault in faults if not step.round_active or FAULTS[fault].effect is Effect.NOTE]
    if not told or step.toast is None:
        return step.picture
    gravest = max(told, key=lambda fault: FAULTS[fault].effect)
    text = faults[gravest] or FAULTS[gravest].therapist
    line = toast(text, step.toast)
    return step.picture.laid(lambda parts: (*parts, line))
