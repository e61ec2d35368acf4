"""The gallery's chapter of assessments, on the real station with its simulated patient."""

from __future__ import annotations

import threading

import pytest

from station import gallery_assess
from station.gallery import Camera
from station.gallery_assess import assessments, skip_electrodes
from station.gallery_names import SETTLE_TICKS
from station.opening import PlayOptions
from station.play import open_session
from station.settings import Settings


@pytest.fixture
def camera() -> Camera:
    options = PlayOptions(board="sim", emg="sim", seed=7, headless=True)
    session = open_session(options, Settings(schema=1), None, threading.Event(), hurry=True, keep=False)
    session.start()
    camera = Camera(session, {})
    camera.wait(SETTLE_TICKS + 2)
    return camera


def test_an_assessment_is_filmed_from_the_list_to_its_results(camera: Camera,
                                                              monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gallery_assess, "ALL", ("faces",))
    assessments(camera)
    assert camera.key == "home"
    assert {"assess_list", "assess_told", "assess_ask_pain", "assess_ask_fatigue", "assess_ask_confidence",
            "assess_results_1_faces"} <= set(camera.shots)


def test_the_electrodes_of_every_channel_are_filmed_on_the_way(camera: Camera) -> None:
    camera.press("setup")
    camera.press("muscle")
    skip_electrodes(camera)
    camera.until("guide_effort")
    assert {"pads_right_tibialis_anterior", "pads_right_gastrocnemius"} <= set(camera.shots)
