from __future__ import annotations

import io
import json
import math
from dataclasses import replace

import pytest

from core.errors import CheckFailed, ExitCode
from devices.simulated.people import HEALTHY_YOUNG, PEOPLE
from devices.simulated.senses import Condition, Senses
from devices.simulated.stance import Reach
from devices.simulated.voluntary import Movement
from station.playtest import stance
from station.playtest.ranges import RANGES, REFERENCES, Measure, Published, Trial
from station.playtest.stance import StanceLine, measured, stance_lines, stance_table


@pytest.fixture(scope="module")
def lines() -> list[StanceLine]:
    return stance_lines(seeds=4)


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


@pytest.mark.parametrize("trial", [Trial.FIRM_CLOSED, Trial.FOAM_OPEN, Trial.FOAM_CLOSED])
def test_closed_eyes_and_foam_make_everybody_sway_faster(lines: list[StanceLine], trial: Trial) -> None:
    quotients = [line.model for line in lines if line.published.over is not None and line.published.trial is trial]
    assert len(quotients) == len(PEOPLE)
    assert min(quotients) > 1.05


def test_every_range_has_a_source_and_says_whether_it_was_verified() -> None:
    for published in RANGES:
        assert 0 < published.least < published.most
        assert set(published.source.split(", ")) <= set(REFERENCES)
        assert published.note, "say how the range was got, or what is missing"
    assert {published.group for published in RANGES} == {person.name for person in PEOPLE}


def test_what_was_not_compared_with_printed_numbers_does_not_pass_for_verified() -> None:
    verified = {(one.group, one.measure) for one in RANGES if one.verified}
    assert verified == {(group, measure) for group in ("healthy young", "healthy old")
                        for measure in (Measure.VELOCITY, Measure.AREA)}


def test_the_range_of_rms_is_what_the_areas_allow() -> None:
    at = {(one.group, one.measure): one for one in RANGES if one.over is None}
    for group in ("healthy young", "healthy old"):
        area, rms = at[group, Measure.AREA], at[group, Measure.RMS]
        product = 5.99 * math.pi  # 95 % of a normal distribution lies within 5.99 variances
        assert rms.least == pytest.approx(math.sqrt(2 * area.least / product), abs=0.05)
        assert rms.most == pytest.approx(math.sqrt((2.5 + 1 / 2.5) * area.most / product), abs=0.05)


def test_the_table_shows_model_and_range_and_fails_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    narrow = Published("healthy young", Measure.RMS, Trial.FIRM_OPEN, 1.0, 2.0, "Santos 2016", note="of ten")
    answers = {True: [StanceLine(narrow, 1.5)], False: [StanceLine(narrow, 1.5), StanceLine(narrow, 2.5)]}
    for good, told in answers.items():
        monkeypatch.setattr(stance, "stance_lines", lambda tell, told=told: told)
        out = io.StringIO()
        assert stance_table(out, as_json=False) is (ExitCode.DONE if good else ExitCode.CHECK_FAILED)
        assert ("OUTSIDE" in out.getvalue()) is not good
        assert "RMS distance, firm, eyes open [mm]" in out.getvalue()
        assert "Santos 2016 (of ten)" in out.getvalue()
        assert out.getvalue().count(REFERENCES["Santos 2016"]) == 1


@pytest.mark.parametrize("verified", [False, True])
def test_the_table_says_what_is_verified(monkeypatch: pytest.MonkeyPatch, verified: bool) -> None:
    known = Published("stroke", Measure.AREA, Trial.FIRM_OPEN, 1.0, 2.0, "Bower 2014", verified=verified)
    monkeypatch.setattr(stance, "stance_lines", lambda tell: [StanceLine(known, 1.5)])
    out = io.StringIO()
    stance_table(out, as_json=False)
    row = next(line for line in out.getvalue().splitlines() if line.startswith("stroke"))
    assert row.split("inside")[1].split() == ["yes" if verified else "no", "Bower", "2014"]
    assert f"1 of 1 inside; {int(verified)} of 1 ranges verified" in out.getvalue()


def test_the_table_can_be_read_by_a_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    ratio = Published("stroke", Measure.VELOCITY, Trial.FOAM_OPEN, 1.2, 2.5, "Bower 2014", over=Trial.FIRM_OPEN,
                      note="not seen")
    monkeypatch.setattr(stance, "stance_lines", lambda tell: [StanceLine(ratio, 1.23456)])
    out = io.StringIO()
    assert stance_table(out, as_json=True) is ExitCode.DONE
    assert json.loads(out.getvalue()) == {
        "stance": [{
            "group": "stroke", "what": "path velocity, foam / firm, open", "unit": "", "model": 1.235,
            "least": 1.2, "most": 2.5, "inside": True, "source": "Bower 2014", "verified": False,
            "note": "not seen"}],
        "sources": {"Bower 2014": REFERENCES["Bower 2014"]}}


def test_a_trial_that_ends_in_a_step_is_not_measured() -> None:
    tiny = Reach(20.0, 20.0, 20.0, 20.0)
    reeling = replace(HEALTHY_YOUNG, senses=Senses(60.0, 60.0, 60.0), base=tiny,
                      movement=Movement(reach=Reach(10.0, 10.0, 10.0, 10.0)))
    assert measured(reeling, Condition(), 1) is None
    with pytest.raises(CheckFailed, match="fell in every trial"):
        stance_lines(1, [reeling])
