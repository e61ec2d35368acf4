"""Choosing by leaning: towards a place, and waiting there until it has filled.

A place is entered at 60 % of the person's own reach and left at 45 %, so that a tremble neither starts nor
ends it.  Before anything fills, the person must have been in the middle: one lean is one choice.  Nobody on
the board: nothing fills.  Not here: touch and keys (`game.scenes.menu`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from math import isfinite

from core.clock import NS_PER_MS, NS_PER_S
from core.frames import ControlFrame, StreamHealth
from game.scenes.layout import Slot
from game.sounds import Sound, SoundKind

ENTER = 0.60
LEAVE = 0.45
TURN_AWAY = 1.25
"""A place is also left when the lean goes this much more to another side than to it."""
DWELL_MIN_S, DWELL_MAX_S = 0.6, 3.0
BEATS = 3
LONGEST_STEP_NS = 50 * NS_PER_MS
"""Time that was not watched does not fill anything."""

_TOWARDS = {Slot.LEFT: (-1, 0), Slot.RIGHT: (1, 0), Slot.TOP: (0, 1), Slot.BOTTOM: (0, -1)}


@dataclass(frozen=True, slots=True)
class DwellStep:
    """What leaning did in this tick.  filling: which place, `fill` 0..1.  chosen: set once, when full."""

    filling: Slot | None = None
    fill: float = 0.0
    chosen: Slot | None = None
    sounds: tuple[Sound, ...] = ()


NOTHING = DwellStep()


class LeanDwell:
    """Fills one of `slots` in `dwell_s` seconds of leaning."""

    __slots__ = ("_armed", "_beats", "_dwell_ns", "_filled_ns", "_last_ns", "_place", "_slots")

    def __init__(self, slots: Collection[Slot], dwell_s: float) -> None:
        self._slots = tuple(slot for slot in _TOWARDS if slot in slots)
        self._dwell_ns = round(min(DWELL_MAX_S, max(DWELL_MIN_S, dwell_s)) * NS_PER_S)
        self.reset()

    def reset(self) -> None:
        """Ask for the middle before anything fills."""
        self._armed = False
        self._place: Slot | None = None
        self._filled_ns = 0
        self._beats = 0
        self._last_ns: int | None = None

    def step(self, t_ns: int, frame: ControlFrame) -> DwellStep:
        """Look at the lean of one tick."""
        passed_ns = 0 if self._last_ns is None else max(0, min(LONGEST_STEP_NS, t_ns - self._last_ns))
        self._last_ns = t_ns
        if not stands(frame):
            self._armed = False
            self._empty()
            return NOTHING
        lean = (frame.lean_x.value, frame.lean_y.value)
        self._armed = self._armed or max(abs(lean[0]), abs(lean[1])) < LEAVE
        self._find_place(lean)
        if self._place is None:
            return NOTHING
        self._filled_ns += passed_ns
        return self._full(self._place) if self._filled_ns >= self._dwell_ns else self._filling(self._place)

    def _find_place(self, lean: tuple[float, float]) -> None:
        if self._place is not None and not _stays(lean, self._place):
            self._empty()
        if self._armed and self._place is None:
            self._place = next((slot for slot in self._slots if _enters(lean, slot)), None)

    def _filling(self, place: Slot) -> DwellStep:
        fill = self._filled_ns / self._dwell_ns
        sounds: tuple[Sound, ...] = ()
        if fill >= self._beats / BEATS:
            sounds = (Sound(SoundKind.FOCUS, pan=0.8 * _TOWARDS[place][0], pitch=self._beats / BEATS),)
            self._beats += 1
        return DwellStep(place, fill, None, sounds)

    def _full(self, place: Slot) -> DwellStep:
        self.reset()
        return DwellStep(place, 1.0, place)

    def _empty(self) -> None:
        self._place = None
        self._filled_ns = 0
        self._beats = 0


def stands(frame: ControlFrame) -> bool:
    """Whether somebody is on the board and the lean can be trusted."""
    x, y = frame.lean_x, frame.lean_y
    return x.health is y.health is StreamHealth.OK and isfinite(x.value) and isfinite(y.value)


def _parts(lean: tuple[float, float], slot: Slot) -> tuple[float, float]:
    """Split the lean into what goes towards the slot and what goes across."""
    x, y = _TOWARDS[slot]
    return lean[0] * x + lean[1] * y, abs(lean[0] * y) + abs(lean[1] * x)


def _enters(lean: tuple[float, float], slot: Slot) -> bool:
    towards, across = _parts(lean, slot)
    return towards >= ENTER and towards >= across


def _stays(lean: tuple[float, float], slot: Slot) -> bool:
    towards, across = _parts(lean, slot)
    return towards >= LEAVE and across <= TURN_AWAY * towards
