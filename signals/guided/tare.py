"""Tare: the mean of each sensor over 1.5 s with nobody on the board.

Not here: what a tare is used for (`signals.board`).
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from core.cues import Cue, CueKind
from core.frames import StreamHealth
from signals.assembler import BodyState
from signals.board import Corners
from signals.calibration import MAX_TARE_KG, Calibration, Tare
from signals.guided.procedure import GiveUp, GuidedStep, Procedure, Script, finished, seconds

MEASURE_S = 1.5
WAIT_S = 30.0
"""How long loading, unrest or silence is waited out before the tare is given up."""
LOADED_KG = 15.0
"""Total from which somebody or something stands on the board: four worn sensors and a foam pad stay below."""
UNREST_KG = 0.6
"""Largest movement of one sensor while measuring; its noise is 0.03 kg SD, so even 0.3 would be no accident."""

_LOADED = ("The board still carries weight. Take everything off it that will not stay there, and tare again.")
_UNSTEADY = "The board did not lie still. Put it on a firm, level floor, keep clear of it, and tare again."
_SILENT = "The board sends nothing. Switch it on or plug it in, then tare again."


class TareProcedure(Procedure):
    """Measure the empty board.  An empty, still board takes 1.5 s; any other is refused after 30 s."""

    def __init__(self, calibration: Calibration) -> None:
        super().__init__()
        self._calibration = calibration

    def _write(self, body: BodyState) -> Script:
        if body.tilt:
            return finished(body, "This board needs no tare.", self._calibration)
        tare, body = yield from measure_tare(body)
        return finished(body, "All done.", replace(self._calibration, tare=tare))


def measure_tare(body: BodyState, then_s: float = 0.0) -> Generator[GuidedStep, BodyState, tuple[Tare, BodyState]]:
    """Wait for the empty board to lie still, and measure it.  Part of a script; may give up.

    then_s: what the script plans after it.
    """
    start_ns, since_ns = body.t_ns, body.t_ns
    rows: list[Corners] = []
    row_t_ns, last_trouble = -1, _SILENT
    while not rows or seconds(since_ns, body.t_ns) < MEASURE_S:
        trouble = _trouble(body, rows)
        if trouble is not None:
            rows, last_trouble = [], trouble
        if not rows:
            since_ns = body.t_ns
        if trouble is None and body.raw_kg is not None and body.board_t_ns != row_t_ns:
            rows.append(body.raw_kg)
            row_t_ns = body.board_t_ns
        if seconds(start_ns, body.t_ns) >= WAIT_S:
            raise GiveUp(last_trouble)
        body = yield _step(start_ns, trouble, seconds(since_ns, body.t_ns), then_s)
    return Tare(*(sum(column) / len(rows) for column in zip(*rows, strict=True))), body


def _step(start_ns: int, trouble: str | None, done_s: float, then_s: float) -> GuidedStep:
    """Return what to show while measuring or waiting."""
    sentence = "Please step off the board." if trouble is _LOADED else "Please stay off the board for a moment."
    return GuidedStep(
        "step_off", sentence, Cue(start_ns, CueKind.STEP_OFF), progress=min(1.0, done_s / MEASURE_S),
        overall=min(1.0, done_s / (MEASURE_S + then_s)), seconds_left=max(0.0, MEASURE_S + then_s - done_s))


def _trouble(body: BodyState, rows: list[Corners]) -> str | None:
    """Why this body cannot be part of the measurement so far, None when it can."""
    if body.raw_kg is None or body.board_health is not StreamHealth.OK:
        return _SILENT
    if sum(body.raw_kg) > LOADED_KG or max(map(abs, body.raw_kg)) > MAX_TARE_KG:
        return _LOADED
    first = rows[0] if rows else body.raw_kg
    if max(abs(now - then) for now, then in zip(body.raw_kg, first, strict=True)) > UNREST_KG:
        return _UNSTEADY
    return None
