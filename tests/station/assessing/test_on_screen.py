"""An assessment on the real screens: script, station and scenes together, with somebody who presses buttons."""

from __future__ import annotations

import threading
from itertools import pairwise

import pytest

from core.clock import ManualClock, SystemClock
from core.frames import TICK_NS
from game.intents import Intent, IntentKind
from game.scenes.app import App, AppStep
from game.scenes.assess.scene import AssessScene
from game.sounds import SoundKind
from signals.assessments import quiet_stance
from station.plugging import Plugs, plug
from station.session import Session
from station.settings import Settings

WAITED = 60
"""Ticks that a person looks at a screen before pressing."""


def walked(name: str) -> list[AppStep]:
    """Press the way through an assessment to its results; every step of the program."""
    wired = plug(Plugs("sim", "none", want_emg=False, hurry=True), Settings(), SystemClock(), threading.Event(), 1)
    session = Session(wired, Settings(), 1, None, None, threaded=False)
    session.start()
    services, clock, steps = session.services, session.clock, list[AppStep]()
    begun = services.assess(name)
    assert begun is not None
    assert isinstance(clock, ManualClock)
    app = App(services, AssessScene(services, begun, lambda: services.assess(name)))
    same = 0
    for tick in range(1, 30_000):
        clock.advance(TICK_NS)
        intents: list[Intent] = []
        if len(steps) > 1:
            same = same + 1 if steps[-1].picture.spoken == steps[-2].picture.spoken else 0
            key = steps[-1].picture.key
            if same >= WAITED and key.startswith(("assess_told", "assess_ask")):
                intents, same = [Intent(IntentKind.MORE), Intent(IntentKind.ACTIVATE)], 0
            elif same >= WAITED and key.startswith("assess_rest"):
                intents, same = [Intent(IntentKind.SKIP)], 0
        steps.append(session.engine.tick(tick, clock.now_ns(), app, intents))
        if steps[-1].picture.key.startswith("assess_results"):
            return steps
    raise AssertionError(f"no results; last was {steps[-1].picture.key}: {steps[-1].picture.speech}")


def keys(steps: list[AppStep]) -> set[str]:
    """What was seen."""
    return {step.picture.key for step in steps}


def test_quiet_stance_is_dark_while_eyes_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quiet_stance, "LENGTH_S", 7.0)
    steps = walked("quiet_stance")
    assert {"assess_told", "assess_ask_rail", "assess_ask_chair", "assess_ask_spotter", "assess_ask_shoes",
            "assess_ask_help", "assess_dark"} <= keys(steps)
    after_dark = [step for before, step in pairwise(steps)
                  if before.picture.key == "assess_dark" and step.picture.key != "assess_dark"]
    ends = {sound.kind for step in after_dark for sound in step.sounds}
    assert len(after_dark) == 3
    assert ends <= {SoundKind.END, SoundKind.DONE}  # the tone that eyes may open
    assert all(step.sounds for step in after_dark)


def test_faces_need_nothing_but_answers() -> None:
    assert keys(walked("faces")) == {"assess_told", "assess_ask_pain", "assess_ask_fatigue",
                                     "assess_ask_confidence", "assess_results_1"}
