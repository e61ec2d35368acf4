"""A body with a person's own limits, and words for what was assumed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from clinic.people import KeptResult, Person, open_person
from devices.simulated.ability import person_of
from levels.words import Direction
from signals.calibration import Reach
from station.preview import body
from station.preview.body import USUAL_ABILITY, ability_of_speed, ability_of_sway, portrait, with_reach

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
OWN = Reach(45.0, 82.0, 51.0, 28.0, 4.0, -9.0)


@pytest.fixture
def known(tmp_path: Path) -> Person:
    return open_person("P-1042", tmp_path)


def keep(person: Person, assessment: str, days_ago: float = 3, **values: float) -> None:
    utc = (NOW - timedelta(days=days_ago)).isoformat()
    person.keep_result(KeptResult(assessment, utc, "s", {}, values))


def test_without_a_patient_a_usual_body_plays() -> None:
    usual = portrait(None, NOW)
    assert (usual.who, usual.ability) == ("a usual person", USUAL_ABILITY)
    assert usual.reach.left_mm == usual.person.movement.reach.left_mm
    assert usual.assumed == ("No patient was named: a body of ability 0.5 plays (0 severely affected, 1 healthy "
                             "and young).",)


def test_a_patient_before_the_first_visit_gets_a_usual_body_and_it_is_said() -> None:
    first, = portrait(None, NOW, "P-77").assumed
    assert first.startswith("Nothing is kept of patient P-77 here yet: a body of ability 0.5 plays")


def test_a_patient_of_whom_nothing_was_measured_is_assumed_whole(known: Person) -> None:
    found = portrait(known, NOW)
    assert (found.who, found.ability, found.known, found.farthest) == ("P-1042", USUAL_ABILITY, (), {})
    assert len(found.assumed) == 3


def test_the_reach_is_the_persons_own(known: Person) -> None:
    known.keep_reach(OWN, "some other board", NOW - timedelta(days=80))
    found = portrait(known, NOW)
    own = found.person.movement.reach
    assert (own.left_mm, own.right_mm, own.front_mm, own.back_mm) == (45.0, 82.0, 51.0, 28.0)
    assert found.reach == OWN
    assert found.known == ("Reach to the four sides: measured on 02 September 2026.",)


def test_ability_follows_from_speed_and_sway(known: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "_sway_mm", lambda ability: 12.0 - 8.0 * ability)
    keep(known, "limits", velocity_deg_s=4.0, maximum_front_pct=50.0, maximum_front_left_pct=40.0)
    keep(known, "quiet_stance", rms_eyes_open_mm=8.0)
    found = portrait(known, NOW)
    speed = ability_of_speed(4.0)
    assert found.ability == pytest.approx((speed + 0.5) / 2, abs=0.01)
    assert found.known == (f"Speed of leaning 4.0 deg/s (18 November 2026): as a body of ability {speed:g}.",
                           "Sway 8.0 mm RMS (18 November 2026): as a body of ability 0.5.")
    assert set(found.farthest) == {Direction.FRONT, Direction.FRONT_LEFT}
    assert found.farthest[Direction.FRONT] == pytest.approx(66, abs=1)  # half of 8 degrees at 0.55 x 1.70 m


def test_assessments_of_long_ago_say_nothing(known: Person) -> None:
    keep(known, "limits", days_ago=400, velocity_deg_s=1.0)
    assert portrait(known, NOW).ability == USUAL_ABILITY


def test_the_body_height_is_used_where_it_is_known(known: Person) -> None:
    keep(known, "limits", maximum_left_pct=100.0)
    before = portrait(known, NOW).farthest[Direction.LEFT]
    known.keep_fact("height", "150")
    assert portrait(known, NOW).farthest[Direction.LEFT] == pytest.approx(before * 150 / 170)
    known.keep_fact("height", "not told")
    assert portrait(known, NOW).farthest[Direction.LEFT] == pytest.approx(before)
    known.keep_fact("height", "15000")
    assert portrait(known, NOW).farthest[Direction.LEFT] == pytest.approx(before)


@pytest.mark.parametrize("reach", [Reach(20, 20, 20, 20), Reach(260, 260, 260, 260), OWN])
@pytest.mark.parametrize("ability", [0.0, 1.0])
def test_any_reach_that_can_be_measured_makes_a_body(reach: Reach, ability: float) -> None:
    person = with_reach(person_of(ability), reach)
    for side in ("left_mm", "right_mm", "front_mm", "back_mm"):
        assert getattr(person.movement.reach, side) == min(getattr(reach, side), 240.0)
        assert getattr(person.movement.reach, side) <= getattr(person.base, side)


def test_speed_and_ability_rise_together_and_end_at_the_ends() -> None:
    found = [ability_of_speed(speed) for speed in (0.1, 2.5, 3.5, 4.5, 5.5, 60.0)]
    assert found == sorted(found)
    assert (found[0], found[-1]) == (0.0, 1.0)


def test_who_sways_less_is_abler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "_sway_mm", lambda ability: 12.0 - 8.0 * ability)
    assert [ability_of_sway(mm) for mm in (20.0, 12.0, 10.0, 4.0, 1.0)] == [0.0, 0.0, 0.25, 1.0, 1.0]


def test_sway_is_measured_as_in_a_clinic() -> None:
    assert body._sway_mm(0.0) > body._sway_mm(1.0) > 2.0
