"""Play without a window, on a manual clock, as fast as the machine can.

Not here: live play without a window, which is `station.live` without a display.
"""

from __future__ import annotations

from collections.abc import Callable

from core.clock import NS_PER_S, ManualClock
from core.frames import TICK_HZ, TICK_NS
from game.checkup import CheckPhase
from game.intents import Intent, IntentKind
from game.phases import Phase
from game.picture import Picture
from game.round import END_AFTER_S
from game.scenes.app import AppStep
from station.engine import Engine, Screens
from station.live import AFTER_STOP_TICKS, LoopEnd, Pilot

ACTIVATE = Intent(IntentKind.ACTIVATE)
LONGEST_S = 3600.0
PLAYING = f"round_{Phase.PLAY}"
MENDING = f"checkup_{CheckPhase.MENDING}"
MEND_TICKS = END_AFTER_S * TICK_HZ
"""A device may still come for as long as a round would wait for it."""


class RoundPilot:
    """Starts the round that the first scene offers, and is finished when its results are on the screen.

    It keeps the last picture of the play itself, for the summary.
    given_up: whether the session has no hope of beginning; without a person nobody can mend that.
    prepared: whether the round may begin.
    """

    def __init__(self, given_up: Callable[[], bool] = lambda: False,
                 prepared: Callable[[], bool] = lambda: True) -> None:
        self._given_up = given_up
        self._prepared = prepared
        self._mending_ticks = 0
        self.play_picture: Picture | None = None
        self.result_picture: Picture | None = None

    def intents(self, step: AppStep | None) -> list[Intent]:
        """Press the one button of the instruction; stop where sensors are not mended in a while."""
        key = "" if step is None else step.picture.key
        if key == PLAYING:  # as in most ticks
            return []
        if key == "round_instruction" and self._prepared():
            return [ACTIVATE]
        if key == MENDING:
            self._mending_ticks += 1
            return [Intent(IntentKind.STOP)] if self._mending_ticks >= MEND_TICKS else []
        return []

    def finished(self, step: AppStep) -> bool:
        """Whether the results are shown, or never will be."""
        key = step.picture.key
        if key == PLAYING:
            self.play_picture = step.picture
        elif key.startswith("round_results"):
            self.result_picture = step.picture
        return self.result_picture is not None or self._given_up()

    def pictures(self) -> tuple[Picture, ...]:
        """Return what was shown and is worth keeping, the play itself first."""
        return tuple(each for each in (self.play_picture, self.result_picture) if each is not None)


def run(engine: Engine, app: Screens, clock: ManualClock, pilot: Pilot, seconds: float | None = None,
        halted: Callable[[], bool] = lambda: False) -> LoopEnd:
    """Step until the pilot is finished, `halted`, or `seconds` (at most an hour) of played time have passed."""
    most = round((seconds or LONGEST_S) * NS_PER_S / TICK_NS)
    tick = 0
    step: AppStep | None = None
    while tick < most and not halted():
        tick += 1
        clock.advance(TICK_NS)
        step = engine.tick(tick, clock.now_ns(), app, pilot.intents(step))
        if step.quit or pilot.finished(step):
            return LoopEnd(tick, 0)
    for number in range(AFTER_STOP_TICKS):
        tick += 1
        clock.advance(TICK_NS)
        step = engine.tick(tick, clock.now_ns(), app, [Intent(IntentKind.STOP)] if number == 0 else [])
        if pilot.finished(step):
            break
    return LoopEnd(tick, 0)
