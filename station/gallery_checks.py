"""The gallery's chapter of the check before a round, of what it finds, and of a near-fall with its offered seat.

Not here: the camera and the other chapters (`station.gallery`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.cues import Cue, CueKind
from game.intents import Intent, IntentKind
from signals.calibration import Tare

if TYPE_CHECKING:  # the gallery itself reads this chapter
    from station.gallery import Camera

STEP_OFF_TICKS, STAY_OFF_TICKS = 200, 500
_TOO_FAR = 1.7
"""Lean, in own reaches, to which the simulated patient is pushed: more than any level asks."""


def checks(camera: Camera) -> None:
    """Begin on an empty board that reads two kilograms; then come near a fall twice, and sit down."""
    engine = camera.session.engine
    usual = engine.assembler.calibration
    engine.calibrate(camera.session.clock.now_ns(), replace(usual, tare=Tare(0.5, 0.5, 0.5, 0.5)))
    camera.press("levels")
    camera.press("standing")
    camera.press(next(button for button in camera.buttons() if "/" in button))
    camera.press("start")
    for _ in range(STEP_OFF_TICKS):
        _stay_off(camera)
    camera.press("start")
    for _ in range(STAY_OFF_TICKS):
        _stay_off(camera)
    engine.calibrate(camera.session.clock.now_ns(), usual)
    camera.press("again")
    camera.until("round_play")
    for _ in range(2):
        camera.step(Intent(IntentKind.STEER, _TOO_FAR, 0.0))
        camera.until("round_paused_near_fall")
        camera.step(Intent(IntentKind.STEER))
        if "sit" not in camera.buttons():
            camera.press("go_on")
            camera.until("round_play")
    camera.press("sit")
    camera.press("back")
    while camera.key != "home":
        camera.press("back")


def lost_board(camera: Camera) -> None:
    """Begin a round with a board that is gone; then choose another level."""
    camera.press("again")
    camera.press("start")
    camera.until("checkup_mending")
    camera.press("leave")


def _stay_off(camera: Camera) -> None:
    step = camera.step()
    patient = camera.session.wired.patient
    if patient is not None:
        patient.see(Cue(step.cue.t_ns, CueKind.STEP_OFF))
