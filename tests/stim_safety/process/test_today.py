"""The day a run begins with: that of the calendar on the wall, wherever the wall stands."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.muscles import Muscle
from station.stimulation.example import example
from stim_safety import budget, validity
from stim_safety.folder import Folder
from stim_safety.starting import read

DAY = 20_000
WALLS = [
    ("UTC0", 0, DAY), ("UTC0", 23, DAY), ("NZST-12", 11, DAY), ("NZST-12", 12, DAY + 1), ("NZST-12", 23, DAY + 1),
    ("IST-5:30", 18, DAY), ("IST-5:30", 19, DAY + 1), ("PST8", 7, DAY - 1), ("PST8", 8, DAY)]
"""A zone, an hour in UTC, and the day that its wall shows then."""


@pytest.fixture
def zone(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let the machine stand in a zone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.parametrize(("zone", "hour", "day"), WALLS, indirect=["zone"])
def test_a_prescription_of_this_morning_is_valid_east_and_west_of_greenwich(
        zone: None, hour: int, day: int, tmp_path: Path) -> None:
    at_s = DAY * 86_400 + hour * 3_600
    path = tmp_path / "today.yaml"
    path.write_bytes(example(datetime.fromtimestamp(at_s, UTC), (Muscle.RIGHT_WRIST_EXTENSORS,), "p-1"))
    start = read(Folder(tmp_path / "safety"), path, at_s).start
    assert (start.today_day, start.utc_s) == (day, at_s)
    assert start.prescription is not None, start.refusal
    assert start.prescription.issued_day == day
    assert start.spent == budget.fresh("p-1", day, at_s)
    assert validity.problems(start.prescription, at_s, day) == ()
