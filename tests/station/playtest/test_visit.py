"""The visit before the first play measures what belongs to the body."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from devices.simulated.ability import person_of
from devices.simulated.electrodes import Worn
from devices.simulated.learning import Learner
from devices.simulated.people import HEALTHY_YOUNG
from devices.simulated.senses import Eyes, Posture, Surface
from devices.simulated.stance import Reach
from devices.simulated.straining import Steadiness
from levels.reader import find
from signals.calibration import Calibration
from station.levels import read_entry
from station.playtest.plan import Job
from station.playtest.playing import play_to_end
from station.playtest.seat import sit
from station.playtest.visit import RESTLESS, calibrated, practised
from station.playtest.wearing import Who, condition_of, who_plays


def who(level: str, ability: float) -> Who:
    return who_plays(read_entry(find(level))[0], ability)


def test_reach_and_place_are_the_persons_own() -> None:
    for ability in (0.0, 0.5, 1.0):
        person, reach = person_of(ability), calibrated(who("side_shelf", ability)).reach
        assert reach.centre_x_mm == pytest.approx(person.shift_mm, abs=6.0)
        assert reach.right_mm == pytest.approx(person.movement.reach.right_mm, rel=0.2)
        assert reach.front_mm >= person.movement.reach.front_mm


def test_the_stronger_reach_farther_and_pull_harder() -> None:
    measured = [calibrated(who("toes_up", ability)) for ability in (0.0, 0.5, 1.0)]
    for weaker, stronger in pairwise(measured):
        assert weaker.reach.front_mm < stronger.reach.front_mm
        assert next(iter(weaker.effort.values())).max_uv < next(iter(stronger.effort.values())).max_uv


def test_a_rest_in_which_the_muscle_stirred_is_measured_again() -> None:
    for level in ("first_light", "two_lamps"):
        for effort in calibrated(who(level, 0.0)).effort.values():
            assert effort.rest_uv < RESTLESS * effort.max_uv


def test_a_body_is_measured_once_for_all_levels_in_one_posture() -> None:
    for usual, other in (("first_shelf", "eyes_closed"), ("side_shelf", "soft_ground")):
        assert who(usual, 0.5) != who(other, 0.5)
        assert calibrated(who(usual, 0.5)) is calibrated(who(other, 0.5))
    assert calibrated(who("first_shelf", 0.5)) is not calibrated(who("side_shelf", 0.5))


def test_what_cannot_be_measured_keeps_its_usual_range() -> None:
    lamp = who("first_light", 1.0)
    restless = replace(lamp.person, movement=replace(lamp.person.movement, steadiness=Steadiness(0.0, 0.0, 30.0)))
    numb = tuple(Worn(one.muscle, replace(one.traits, strongest=0.02)) for one in lamp.worn)
    assert calibrated(replace(lamp, person=restless, worn=numb)).effort == {}


def test_who_was_measured_knows_the_way_but_not_beyond_the_feet() -> None:
    measured = replace(calibrated(who("side_shelf", 1.0)).reach, left_mm=80.0, right_mm=200.0, centre_x_mm=12.0,
                       centre_y_mm=-4.0)
    known = practised(HEALTHY_YOUNG, Calibration(reach=measured)).movement
    assert (known.reach.left_mm, known.reach.right_mm) == (80.0, HEALTHY_YOUNG.base.right_mm)
    assert known.middle_mm == (12.0, -4.0)


@pytest.mark.parametrize(("level", "eyes", "surface", "posture"), [
    ("first_shelf", Eyes.OPEN, Surface.FIRM, Posture.SEATED),
    ("side_shelf", Eyes.OPEN, Surface.FIRM, Posture.STANDING),
    ("eyes_closed", Eyes.CLOSED, Surface.FIRM, Posture.SEATED),
    ("soft_ground", Eyes.OPEN, Surface.FOAM, Posture.STANDING),
    ("listen_and_lift", Eyes.CLOSED, Surface.FIRM, Posture.SEATED)])
def test_a_body_stands_as_the_level_says(level: str, eyes: Eyes, surface: Surface, posture: Posture) -> None:
    condition = condition_of(read_entry(find(level))[0])
    assert (condition.eyes, condition.surface, condition.posture) == (eyes, surface, posture)


def test_a_named_person_plays_instead_of_an_ability() -> None:
    short = replace(HEALTHY_YOUNG, movement=replace(HEALTHY_YOUNG.movement, reach=Reach(40.0, 40.0, 40.0, 30.0)))
    seat = sit(Job("side_shelf", 1, 0.5, 1), short)
    assert seat.session.engine.assembler.calibration.reach.left_mm < 60.0
    assert seat.who.person.build == HEALTHY_YOUNG.build


def test_somebody_who_learns_may_be_seated() -> None:
    learner = Learner()
    job = Job("first_shelf", 1, 0.5, 1)
    play_to_end(sit(job, learner=learner), job, 120.0)
    assert learner.trials == 4
    assert learner.skill() > Learner().skill()
