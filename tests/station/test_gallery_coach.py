"""The gallery's chapter of coached play, on the real station with its simulated patient."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from levels.planning import read_laid
from station import gallery_coach
from station.coaching.plans import FOLDER
from station.gallery import Camera
from station.gallery_coach import BROKEN, PLANS, coached, write_plans
from station.opening import PlayOptions
from station.play import open_session
from station.settings import Settings


@pytest.fixture
def camera(tmp_path: Path) -> Iterator[Camera]:
    write_plans(tmp_path)
    options = PlayOptions(board="sim", emg="sim", seed=7, headless=True, out=tmp_path)
    session = open_session(options, Settings(schema=1), None, threading.Event(), hurry=True, keep=True)
    session.start()
    camera = Camera(session, {})
    yield camera
    session.close(camera.tick, 0)


@pytest.mark.parametrize("level", PLANS)
def test_every_plan_of_the_chapter_may_be_used(level: str, tmp_path: Path) -> None:
    write_plans(tmp_path)
    laid = read_laid(tmp_path / FOLDER / f"{level.partition('/')[2]}.yaml")
    assert laid.entry.id == level


@pytest.mark.parametrize(("level", "shots"), [
    ("shelf_reach/corner_shelf", {"grade_fits", "round_play_shelf_by_feel", "round_play_shelf_may_ask",
                                  "round_aside_result_one_go"}),
    ("lanterns/keep_it_lit", {"round_play_lanterns_counting", "round_play_lanterns_counting_up",
                              "round_aside_count_all"}),
])
def test_a_level_is_filmed_from_its_plan_to_its_results(camera: Camera, monkeypatch: pytest.MonkeyPatch,
                                                        level: str, shots: set[str]) -> None:
    monkeypatch.setattr(gallery_coach, "PLANS", {level: PLANS[level]})
    coached(camera)
    assert camera.key == "home"
    assert {"plan_trouble", *shots} <= set(camera.shots)
    trouble = camera.shots["plan_trouble"].current
    assert any(f"{BROKEN.partition('/')[2]}.yaml:4:15" in getattr(part, "text", "") for part in trouble.parts)
