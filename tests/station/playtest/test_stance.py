from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest

from core.errors import CheckFailed, ExitCode
from devices.simulated.people import HEALTHY_YOUNG, PEOPLE
from devices.simulated.senses import Condition, Senses
from devices.simulated.stance import Reach
from devices.simulated.voluntary import Movement
from station.playtest import stance
from station.playtest.ranges import RANGES, Measure, Published, Trial
from station.playtest.stance import StanceLine, measured, stance_lines, stance_table


@pytest.fixture(scope="module")
def lines() -> list[StanceLine]:
    return stance_lines(seeds=2)


def test_everybody_sways_as_published(lines: list[StanceLine]) -> None:
    outside = [f"{line.published.group}: {line.published.what} {line.model:.2f}"
               for line in lines if not line.inside]
    assert not outside
    assert len(lines) == len(RANGES)


@pytest.mark.parametrize("measure", list(Measure))
def test_the_old_sway_more_than_the_young_and_after_a_stroke_more_again(lines: list[StanceLine],
                                                                      measure: Measure) -> None:
    plain = {line.published.group: line.model for line in lines
             if line.published.measure is measure and line.published.over is None}
    assert plain["healthy young"] < plain["healthy old"] < plain["stroke"]


def test_every_range_has_a_source_and_says_whether_it_was_verified() -> None:
    for published in RANGES:
        assert 0 < published.least < published.most
        assert published.source
        assert not published.verified, "say in docs/bodies.md against which table it was verified"
    assert {published.group for published in RANGES} == {person.name for person in PEOPLE}


def test_the_table_shows_model_and_range_and_fails_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    narrow = Published("healthy young", Measure.RMS, Trial.FIRM_OPEN, 1.0, 2.0, "a paper")
    answers = {True: [StanceLine(narrow, 1.5)], False: [StanceLine(narrow, 1.5), StanceLine(narrow, 2.5)]}
    for good, told in answers.items():
        monkeypatch.setattr(stance, "stance_lines", lambda tell, told=told: told)
        out = io.StringIO()
        assert stance_table(out, as_json=False) is (ExitCode.DONE if good else ExitCode.CHECK_FAILED)
        assert ("OUTSIDE" in out.getvalue()) is not good
        assert "RMS distance, firm, eyes open [mm]" in out.getvalue()
        assert "to be verified" in out.getvalue()


def test_the_table_can_be_read_by_a_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    ratio = Published("stroke", Measure.VELOCITY, Trial.FOAM_OPEN, 1.2, 2.5, "a paper", over=Trial.FIRM_OPEN)
    monkeypatch.setattr(stance, "stance_lines", lambda tell: [StanceLine(ratio, 1.23456)])
    out = io.StringIO()
    assert stance_table(out, as_json=True) is ExitCode.DONE
    assert json.loads(out.getvalue()) == {"stance": [{
        "group": "stroke", "what": "path velocity, foam / firm, open", "unit": "", "model": 1.235, "least": 1.2,
        "most": 2.5, "inside": True, "source": "a paper", "verified": False}]}


def test_a_trial_that_ends_in_a_step_is_not_measured() -> None:
    tiny = Reach(20.0, 20.0, 20.0, 20.0)
    reeling = replace(HEALTHY_YOUNG, senses=Senses(60.0, 60.0, 60.0), base=tiny,
                      movement=Movement(reach=Reach(10.0, 10.0, 10.0, 10.0)))
    assert measured(reeling, Condition(), 1) is None
    with pytest.raises(CheckFailed, match="fell in every trial"):
        stance_lines(1, [reeling])
