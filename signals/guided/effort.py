"""Effort: the envelope of one muscle at rest and at the person's own comfortable maximum.

Not here: the envelope (`signals.emg`) or what an activation moves.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from statistics import fmean, pstdev
from types import MappingProxyType

from core.cues import Cue, CueKind
from core.errors import InputError
from core.frames import TICK_HZ, StreamHealth
from core.muscles import Muscle
from signals.assembler import BodyState
from signals.calibration import Calibration, EffortRange
from signals.guided.procedure import GiveUp, GuidedStep, Procedure, Script, finished, seconds

RELAX_S = 6.0
SETTLE_S = 1.5
"""Of the first rest, left out: the person reads, the filters settle."""
SQUEEZE_S = 3.0
PAUSE_S = 3.0
SQUEEZES = 3
PLAN_S = RELAX_S + SQUEEZES * SQUEEZE_S + (SQUEEZES - 1) * PAUSE_S
LIMIT_S = 30.0
"""The end, with all waiting for a late sensor."""
BEST_S = 0.5
"""The maximum is the best mean over half a second: the usual window of a maximal voluntary contraction."""
OUTLIER = 2.0
"""A best squeeze this many times the second best is a knocked cable; then the second best counts."""
REST_RATIO = 3.0
"""Least maximum over mean rest; below it a game cannot tell effort from rest."""
REST_SD = 3.0
"""Rest ends at mean + 3 SD (Hodges and Bui 1996), so that quiet stays at 0."""
BAD_S = 0.5
"""A bad electrode for longer than this, in all, ends the measurement."""

_FLAT = "The muscle sensor feels no skin. Press the pads on or change them, check the cable, and try again."
_RAILED = "The muscle sensor is at its limit. Check the pads, the cable and the reference, and try again."
_SILENT = "The muscle sensor sends nothing. Check its plug and its switch, and try again."
_UNKNOWN = "No sensor is set to this muscle. Choose its channel in the settings, and try again."
_WEAK = ("Effort and rest looked alike. Let go fully first, then squeeze as firmly as is comfortable, "
         "and check that the pads sit on the muscle.")

Part = Generator[GuidedStep, BodyState, list[float]]


class EffortProcedure(Procedure):
    """Relax for 6 s, then three squeezes of 3 s with rests between: 21 s, never more than 30."""

    def __init__(self, muscle: Muscle, calibration: Calibration) -> None:
        super().__init__()
        self._muscle = muscle
        self._calibration = calibration
        self._body = BodyState()
        self._start_ns = 0
        self._bad_ticks = 0
        self._largest_uv = calibration.effort.get(muscle, EffortRange()).max_uv
        self._spent_s = 0.0

    def _write(self, body: BodyState) -> Script:
        self._body, self._start_ns = body, body.t_ns
        if self._muscle not in body.emg_health:
            raise GiveUp(_UNKNOWN)
        relaxed = yield from self._part("relax", "Let the muscle go loose and rest.", RELAX_S)
        rest = relaxed[round(SETTLE_S * TICK_HZ):]
        self._largest_uv = REST_RATIO * fmean(rest)
        bests = []
        for number in range(1, SQUEEZES + 1):
            squeezed = yield from self._part("squeeze", "Squeeze as firmly as is comfortable.", SQUEEZE_S)
            bests.append(best_mean(squeezed))
            if number < SQUEEZES:
                yield from self._part("relax", "Let go and rest.", PAUSE_S)
        effort = effort_range(rest, bests)
        merged = MappingProxyType(dict(self._calibration.effort) | {self._muscle: effort})
        return finished(self._body, "All done. Well measured.", replace(self._calibration, effort=merged))

    def _part(self, key: str, sentence: str, length_s: float) -> Part:
        """Collect the envelope of each good tick until there are `length_s` of them."""
        cue = self._cue(key)
        values: list[float] = []
        while len(values) < length_s * TICK_HZ:
            value = self._check()
            if value is not None:
                values.append(value)
                self._largest_uv = max(self._largest_uv, value)
            done_s = len(values) / TICK_HZ
            spent_s = self._spent_s + done_s
            self._body = yield GuidedStep(
                key, sentence if value is not None else "One moment, please. Rest.", cue,
                progress=min(1.0, done_s / length_s), overall=min(1.0, spent_s / PLAN_S),
                seconds_left=max(0.0, PLAN_S - spent_s),
                effort=value / self._largest_uv if value is not None and self._largest_uv > 0 else 0.0)
        self._spent_s += length_s
        return values

    def _check(self) -> float | None:
        """Envelope of this tick, None while it cannot be used; gives up when that goes on."""
        health = self._body.emg_health.get(self._muscle, StreamHealth.LOST)
        if health in {StreamHealth.LEAD_OFF, StreamHealth.SATURATED}:
            self._bad_ticks += 1
            if self._bad_ticks > BAD_S * TICK_HZ:
                raise GiveUp(_FLAT if health is StreamHealth.LEAD_OFF else _RAILED)
        if seconds(self._start_ns, self._body.t_ns) >= LIMIT_S:
            raise GiveUp(_SILENT)
        if health is not StreamHealth.OK:
            return None
        return self._body.envelope_uv.get(self._muscle)

    def _cue(self, key: str) -> Cue:
        """Return the cue of a part that begins now."""
        if key == "relax":
            return Cue(self._body.t_ns, CueKind.RELAX)
        return Cue(self._body.t_ns, CueKind.EFFORT, effort=MappingProxyType({self._muscle: 1.0}))


def effort_range(rest: list[float], bests: list[float]) -> EffortRange:
    """Rest from its envelope, maximum from the best of each squeeze.  Gives up when they look alike."""
    second, best = sorted(bests)[-2:]
    maximum = second if best > OUTLIER * second else best
    level = fmean(rest)
    if maximum < REST_RATIO * level:
        raise GiveUp(_WEAK)
    try:
        return EffortRange(level + REST_SD * pstdev(rest), maximum)
    except InputError as error:
        raise GiveUp(_WEAK) from error


def best_mean(values: list[float]) -> float:
    """Largest mean over half a second."""
    width = round(BEST_S * TICK_HZ)
    return max(fmean(values[start:start + width]) for start in range(len(values) - width + 1))
