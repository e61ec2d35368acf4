"""From the body to the hand: control frame to actions, as the level says.

For each axis in turn: signal, dead zone, curve, gain, smoothing.  Formulas, for a signal v in -1..1 and a
dead zone z: u = (|v| - z) / (1 - z) beyond the zone and 0 within, so that the edge is continuous and a full
lean stays full; the hand's aim is gain * u ** curve with v's sign, clipped to -1..1; smoothing is a
first-order low pass with the level's time constant.  `Mapping.wanted` is the way back, from a place to the
body that puts the hand there.  Not here: what a place means (the plays).
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Axes
from dataclasses import dataclass
from math import exp, isfinite, pow
from operator import attrgetter
from types import MappingProxyType

from core.cues import Cue, CueKind
from core.frames import TICK_NS, ControlFrame, Feature, StreamHealth
from core.muscles import Muscle
from game.plays import Actions, Axis
from levels.model_shelf_reach import AxisMap, Steer
from levels.words import Signal

_USABLE = (StreamHealth.OK, StreamHealth.LATE)
_TICK_MS = TICK_NS / 1e6
_LEAN_X, _LEAN_Y, _SHARE, _ACTIVATION = Signal.LEAN_X, Signal.LEAN_Y, Signal.SHARE, Signal.ACTIVATION
_FIELDS = {_LEAN_X: "lean_x", _LEAN_Y: "lean_y", _SHARE: "share"}
"""Which field of a frame steers, for each signal of the board."""
_FAR = 100.0  # beyond any body; keeps a garbled huge value from overflowing the curve
_WITHOUT_BOARD = {CueKind.LEAN: CueKind.EFFORT, CueKind.CENTRE: CueKind.RELAX}
NO_BUTTONS: frozenset[str] = frozenset()
NO_AXES: Axes[Axis, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Wanted:
    """The body that puts the hand at a place: a lean in own reach, and activations 0..1 where muscles steer."""

    lean: tuple[float, float]
    effort: MappingProxyType[Muscle, float]


class _AxisFilter:
    """One axis with the state of its smoothing; what cannot be trusted leaves the value where it was.

    Its settings are read once: a field of a level's model costs ten times as much as one of these.
    """

    __slots__ = ("_aim", "_alpha", "_curve", "_dead_zone", "_gain", "_pick", "_sign", "_signal", "_span",
                 "settings", "value")

    def __init__(self, settings: AxisMap) -> None:
        self.settings = settings
        self.value = 0.0
        self._aim = 0.0
        self._pick, self._signal = _picker(settings), settings.signal
        self._dead_zone, self._gain, self._curve = settings.dead_zone, settings.gain, settings.curve
        self._sign = -1.0 if settings.invert else 1.0
        self._span = 1.0 - settings.dead_zone
        self._alpha = 1.0 - exp(-_TICK_MS / settings.smoothing_ms) if settings.smoothing_ms > 0 else 1.0

    def reset(self) -> None:
        self.value = self._aim = 0.0

    def step(self, frame: ControlFrame) -> float:
        feature = self._pick(frame)
        if feature is None or feature.health not in _USABLE or not isfinite(feature.value):
            return self.value
        self._aim = self.shape(_centred(self._signal, feature.value))
        self.value += self._alpha * (self._aim - self.value)
        return self.value

    def shape(self, signal: float) -> float:
        """Dead zone, curve, gain and sign, without smoothing."""
        beyond = (abs(signal) - self._dead_zone) / self._span
        if beyond <= 0.0:
            return 0.0
        reach = min(1.0, self._gain * pow(min(beyond, _FAR), self._curve))
        return self._sign * (reach if signal > 0 else -reach)

    def unshape(self, place: float) -> float:
        """Find the signal whose shape is `place`; 0 for 0, though the whole dead zone would do."""
        if place == 0.0:
            return 0.0
        signal = self._dead_zone + self._span * pow(abs(place) / self._gain, 1.0 / self._curve)
        return self._sign * (signal if place > 0 else -signal)


class Mapping:
    """All axes of a level.  Life: `step` once per tick; `reset` before a new start."""

    def __init__(self, steer: Steer) -> None:
        given = ((Axis.X, steer.x), (Axis.Y, steer.y))
        self._axes = {axis: _AxisFilter(settings) for axis, settings in given if settings is not None}

    @property
    def muscles(self) -> tuple[Muscle, ...]:
        """Muscles that steer, so that their health matters."""
        return tuple(m for m in (a.settings.muscle for a in self._axes.values()) if m is not None)

    @property
    def uses_board(self) -> bool:
        """Whether any axis is steered by the board, so that its health matters."""
        return any(a.settings.signal is not Signal.ACTIVATION for a in self._axes.values())

    def reset(self) -> None:
        """Put the hand back to the middle and forget what was."""
        for axis in self._axes.values():
            axis.reset()

    def step(self, frame: ControlFrame, buttons: frozenset[str] = NO_BUTTONS) -> Actions:
        """Advance 10 ms.  A muscle that works is a button by its name."""
        if frame.active:
            buttons = buttons.union(frame.active)
        axes = {name: axis.step(frame) for name, axis in self._axes.items()} if self._axes else NO_AXES
        return Actions(axes, buttons, frame.activation, frame.stim)

    def wanted(self, x: float, y: float) -> Wanted:
        """Find the body that puts the hand at (x, y); an axis that nothing steers asks for nothing."""
        lean = {Axis.X: 0.0, Axis.Y: 0.0}
        effort: dict[Muscle, float] = {}
        for name, place in ((Axis.X, x), (Axis.Y, y)):
            axis = self._axes.get(name)
            if axis is None:
                continue
            signal = axis.unshape(place)
            if axis.settings.muscle is not None:
                effort[axis.settings.muscle] = min(1.0, max(0.0, signal))
            else:
                lean[Axis.Y if axis.settings.signal is Signal.LEAN_Y else Axis.X] = signal
        return Wanted((lean[Axis.X], lean[Axis.Y]), MappingProxyType(effort))

    def asked(self, cue: Cue) -> Cue:
        """Turn a cue about places into one about the body."""
        if cue.kind not in (CueKind.LEAN, CueKind.CENTRE):
            return cue
        wanted = self.wanted(*cue.lean)
        kind = cue.kind if self.uses_board else _WITHOUT_BOARD[cue.kind]
        return Cue(cue.t_ns, kind, wanted.lean, wanted.effort, cue.until_ns)


def _picker(settings: AxisMap) -> Callable[[ControlFrame], Feature | None]:
    """Return what picks the feature that steers an axis out of a frame."""
    muscle = settings.muscle
    if settings.signal is _ACTIVATION:
        return lambda frame: None if muscle is None else frame.activation.get(muscle)
    return attrgetter(_FIELDS[settings.signal])


def _centred(signal: Signal, value: float) -> float:
    """Make a signal run from -1 to 1 around rest, right +; a muscle runs from 0 to 1."""
    if signal is _LEAN_X or signal is _LEAN_Y:
        return value
    if signal is _SHARE:
        return 1.0 - 2.0 * value
    return max(0.0, value)
