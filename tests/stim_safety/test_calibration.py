"""Marks rise; what the patient calls enough always counts; the working current lies between."""

from __future__ import annotations

import pytest

from stim_safety.calibration import Found, felt, marked, working_ua
from stim_safety.words import Mark

FULL = Found(4000, 8000, 16_000, 16_000)


@pytest.mark.parametrize(("before", "mark", "level_ua", "after"), [
    (Found(), Mark.SENSORY, 4000, Found(4000)),
    (Found(), Mark.MOTOR, 4000, Found(0, 4000)),
    (Found(4000), Mark.MOTOR, 4000, Found(4000, 4000)),
    (Found(4000), Mark.MOTOR, 3500, None),
    (Found(0, 8000), Mark.SENSORY, 8000, Found(8000, 8000)),
    (Found(0, 8000), Mark.SENSORY, 8500, None),
    (FULL, Mark.MOTOR, 16_000, Found(4000, 16_000, 16_000, 16_000)),
    (FULL, Mark.MOTOR, 16_500, None),
    (FULL, Mark.TOLERATED, 12_000, Found(4000, 8000, 12_000, 16_000)),
    (FULL, Mark.TOLERATED, 8000, Found(4000, 8000, 8000, 16_000)),
    (FULL, Mark.TOLERATED, 7500, Found(4000, 0, 7500, 16_000)),
    (FULL, Mark.TOLERATED, 3500, Found(0, 0, 3500, 16_000)),
    (Found(), Mark.TOLERATED, 500, Found(0, 0, 500))])
def test_marks_must_rise_and_enough_is_enough(before: Found, mark: Mark, level_ua: int,
                                              after: Found | None) -> None:
    assert marked(before, mark, level_ua) == after


@pytest.mark.parametrize(("found", "k", "ua"), [
    (FULL, 0, 8000), (FULL, 600, 12_800), (FULL, 800, 14_400), (Found(0, 8000, 8001), 999, 8000),
    (Found(4000, 0, 16_000), 600, 0), (Found(4000, 8000, 0), 600, 0), (Found(), 600, 0)])
def test_the_working_current_lies_between_motor_and_tolerated(found: Found, k: int, ua: int) -> None:
    assert working_ua(found, k) == ua


def test_what_was_felt_only_grows() -> None:
    assert felt(Found(felt_ua=500), 1000).felt_ua == 1000
    assert felt(Found(felt_ua=1000), 500).felt_ua == 1000
