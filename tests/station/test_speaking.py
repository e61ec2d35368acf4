"""The loudspeaker of a session follows the settings, and a missing one is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.clock import ManualClock
from core.faults import Fault
from game.screen.sound import Speaker
from signals.assembler import Assembler
from signals.calibration import Calibration
from signals.settings import SignalSettings
from station.engine import Engine, NoKeeper
from station.settings import Settings, Sound
from station.speaking import open_ears


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str | None]]:
    """Count openings of the device; what stands in the list is why there is none."""
    answers: list[str | None] = []
    monkeypatch.setattr(Speaker, "open", lambda _: answers.pop(0))
    yield answers
    assert answers == []


@pytest.mark.parametrize(("on", "answers", "told"), [
    (True, [None], {}),
    (True, ["There is no sound."], {Fault.NO_SOUND: "There is no sound."}),
    (False, [], {}),
], ids=["sound", "no device", "silence wanted"])
def test_sound_and_its_absence(on: bool, answers: list[str | None], told: dict[Fault, str],
                               opened: list[str | None]) -> None:
    opened += answers
    engine = Engine([], Assembler(SignalSettings(), Calibration()), NoKeeper())
    open_ears(Settings(schema=1, sound=Sound(on=on)), engine, ManualClock()).close()
    assert engine.trouble.sentences(0) == told
