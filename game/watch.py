"""The watch over a round: what is wrong right now, judged from the control frame alone.

Because nothing else is asked, a recording of frames and commands replays to the same faults.  Limits are
those of a person's own body weight, learned while standing still at the gate: below 20 % nobody is on the
board, below 70 % for 0.3 s a foot is off it.  A seated person's feet carry what the trunk leaves them, so
there the 70 % do not apply and the 20 % must last.  A level may also
ignore the board wholly.  Not here: what a near-fall is (`game.near_fall`), what a fault leads to (`game.round`).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from core.faults import Fault
from core.frames import ABSENT, TICK_HZ, ControlFrame, Feature, StreamHealth
from core.muscles import Muscle
from game.near_fall import NearFall, NearFallWatch
from levels.words import BoardUse, Posture

FLOOR_KG = 2.0
"""Below this nobody is on the board, whoever it is: a cane, a bag, drift."""
OFF_SHARE = 0.20
DROP_SHARE = 0.70
LASTING_TICKS = 3 * TICK_HZ // 10

_OK, _LATE, _LOST = StreamHealth.OK, StreamHealth.LATE, StreamHealth.LOST  # looked up once, not in every tick
_EMG_FAULTS = {
    StreamHealth.LATE: Fault.EMG_LATE, StreamHealth.LOST: Fault.EMG_LOST,
    StreamHealth.LEAD_OFF: Fault.EMG_FLAT, StreamHealth.SATURATED: Fault.EMG_SATURATED,
}
_LASTING = (StreamHealth.LEAD_OFF, StreamHealth.SATURATED)
ABSENCE = (Fault.OFF_BOARD, Fault.LOAD_DROP)
"""Faults that the person can undo by stepping on the board."""


class Watch:
    """Sees one frame per tick and names the gravest fault.

    baseline_kg: the person's own load, None until `learn`; it only grows until `forget`, so that resting on
    the rail at a later gate does not make the watch blind.
    near_fall: what was seen, until `calm`; while it is there, so is its fault.
    """

    __slots__ = ("_board_ignored", "_board_needed", "_falls", "_low_ticks", "_met", "_muscles", "_seated",
                 "_standing", "_unwell_ticks", "_weighs", "baseline_kg", "near_fall")

    def __init__(self, posture: Posture, board: BoardUse, muscles: Sequence[Muscle]) -> None:
        self._seated = posture is Posture.SEATED
        self._standing = posture is Posture.STANDING
        self._falls = NearFallWatch()
        self.near_fall: NearFall | None = None
        self._board_needed = board is BoardUse.NEEDED
        self._board_ignored = board is BoardUse.IGNORED
        self._muscles = tuple(muscles)
        self._met = self._weighs = False
        self._low_ticks = 0
        self._unwell_ticks = dict.fromkeys(self._muscles, 0)
        self.baseline_kg: float | None = None

    def learn(self, weight_kg: float) -> None:
        """Take what the person weighed while standing still at the gate."""
        self.baseline_kg = max(self.baseline_kg or 0.0, weight_kg)

    def forget(self) -> None:
        """Let the next gate learn the load anew: somebody looked and said to go on."""
        self.baseline_kg = None
        self._low_ticks = 0

    def ignore_board(self) -> None:
        """Mind a board that is only watched no more: somebody said to play without it."""
        self._board_ignored = self._board_ignored or not self._board_needed

    def follow(self, frame: ControlFrame, asked: tuple[float, float]) -> NearFall | None:
        """Look for a near-fall while somebody stands and plays; return what is new in this tick."""
        if self.near_fall is None and self._standing and not self._board_ignored:
            self.near_fall = self._falls.step(frame, self.baseline_kg, asked)
            return self.near_fall
        return None

    @property
    def dropping(self) -> bool:
        """Whether the load fell just now and may be caught again."""
        return self._falls.dropping

    def calm(self) -> None:
        """End a near-fall: somebody looked and said to go on."""
        self.near_fall = None
        self._falls.reset()

    def see(self, frame: ControlFrame) -> Fault | None:
        """Name the gravest fault of this tick; the board's come first, then the body's, then the muscles'."""
        fault = None if self._board_ignored else self._board(frame)
        if fault is None and self.near_fall is not None:
            fault = Fault.NEAR_FALL
        for muscle in self._muscles:
            feature = frame.activation.get(muscle, ABSENT)
            if feature.health is _OK and isfinite(feature.value):  # as nearly always
                self._unwell_ticks[muscle] = 0
            else:
                emg = self._emg(muscle, feature)
                fault = fault or emg
        return fault

    def _board(self, frame: ControlFrame) -> Fault | None:
        weight, lean = frame.weight_kg, frame.lean_x.health
        health = weight.health if isfinite(weight.value) else _LOST
        if not self._weighs:
            self._meet(weight.value, health is not _LOST)
        if not self._met:
            return self._unmet(lean)
        if health is _LOST:
            return Fault.BOARD_LOST
        return Fault.BOARD_LATE if health is _LATE else self._body(weight.value, lean)

    def _meet(self, weight_kg: float, present: bool) -> None:
        """Take notice of a board that is there, and of somebody on it."""
        self._weighs = present and weight_kg >= FLOOR_KG
        self._met = self._met or self._weighs or (present and self._board_needed)

    def _unmet(self, lean: StreamHealth) -> Fault | None:
        """Judge a board that never gave a load by its lean.

        A level that only muscles steer needs no board; one that somebody stands on is watched all the same.
        """
        if not self._board_needed or lean is StreamHealth.OK:
            return None
        return Fault.BOARD_LATE if lean is StreamHealth.LATE else Fault.BOARD_LOST

    def _body(self, weight_kg: float, lean: StreamHealth) -> Fault | None:
        """Judge the load; on a tilt board, which weighs nobody, only the lean."""
        baseline = self.baseline_kg or 0.0
        off, dropped = weight_kg < OFF_SHARE * baseline, weight_kg < DROP_SHARE * baseline
        low = off if self._seated else dropped
        self._low_ticks = self._low_ticks + 1 if low else 0
        empty = self._weighs and weight_kg < FLOOR_KG
        if empty or lean is _LOST or (off and not self._seated):
            return Fault.OFF_BOARD
        if self._low_ticks >= LASTING_TICKS:
            return Fault.OFF_BOARD if self._seated else Fault.LOAD_DROP
        return None

    def _emg(self, muscle: Muscle, feature: Feature) -> Fault | None:
        """Judge a muscle that steers; flat and saturated must last, because a knock is no fault."""
        health = feature.health if isfinite(feature.value) else StreamHealth.LOST
        self._unwell_ticks[muscle] = self._unwell_ticks[muscle] + 1 if health in _LASTING else 0
        if health in _LASTING and self._unwell_ticks[muscle] < LASTING_TICKS:
            return None
        return _EMG_FAULTS.get(health)
