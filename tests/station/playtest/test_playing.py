"""Whole sessions of simulated bodies: what they yield, and what no body may do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import InputError
from core.muscles import Muscle
from devices.emulators.stimulators import Output
from levels.reader import SHIPPED, find
from station.levels import read_entry
from station.playtest.plan import Job
from station.playtest.playing import measures, play_one, play_unplugged, stand_alone
from station.playtest.seat import cables, sit
from station.playtest.watching import CurrentWatch
from stim_safety.order import ChannelOrder, Pads

SHELF = Job("shelf_reach/first_shelf", 1, 1.0, 1)
LAMPS = Job("lanterns/first_light", 1, 1.0, 1)
HELPED = Job("lanterns/light_with_help", 1, 0.5, 1)


def test_a_session_says_what_it_cost_and_gave() -> None:
    played = play_one(SHELF)
    assert (played.job, played.ending, played.items, played.clean, played.done) == (SHELF, "completed", 4, 4, 4)
    assert 10 < played.play_s < played.seconds < 60
    assert played.work_s > 1.0
    assert played.path > 4 * 2 * 0.5  # there and back for each thing, at half of the own reach
    assert (played.misses, played.falls, played.near_falls, played.trains) == (0, 0, 0, 0)
    assert played.cpu_s > 0


def test_the_same_job_is_played_the_same_way() -> None:
    assert replace(play_one(SHELF), cpu_s=0.0) == replace(play_one(SHELF), cpu_s=0.0)


def test_help_by_stimulation_is_told_and_never_beyond_the_prescription() -> None:
    played = play_one(HELPED)
    assert (played.ending, played.trains, played.wishes) == ("completed", 3, 3)
    assert played.refused == {}
    assert 3 * 3.0 < played.stim_s < 3 * 5.1
    assert played.charge_uc > 0
    assert (0 < played.peak_ua <= 25_000, played.over) == (True, 0)


ORDER = ChannelOrder(channel=0, muscle="right_tibialis_anterior", pads=Pads(2500, 0, 0), width_us=250,
                     rate_mhz=35_000, max_ua=20_000, k_per_mille=600, ramp_up_ms=1000, ramp_down_ms=1000,
                     on_ms=5000, off_ms=10_000)


class Outlet:
    """A stimulator that puts out so much on one channel."""

    def __init__(self, channel: int, current_ua: int) -> None:
        self._output = Output(0, channel, 20_000, ((250, current_ua), (250, -current_ua)))

    def outputs(self, t_ns: int) -> dict[int, Output]:
        return {self._output.channel: self._output}


@pytest.mark.parametrize(("channel", "current_ua", "ticks", "over"), [
    (0, 20_000, 100, 0), (0, 20_001, 100, 100), (1, 1000, 100, 100), (0, 1000, 511, 0), (0, 1000, 516, 5),
])
def test_too_much_too_long_or_elsewhere_is_seen(channel: int, current_ua: int, ticks: int, over: int) -> None:
    watch = CurrentWatch()
    watch.orders, watch.outlet = {0: ORDER}, Outlet(channel, current_ua)
    for tick in range(ticks):
        watch.look(tick * 10_000_000, playing=True)
    assert (watch.over, watch.trains, watch.peak_ua) == (over, 1, current_ua)
    assert watch.charge_uc == pytest.approx(ticks * 0.5 * 250 * current_ua * 1e-6)


def test_what_flows_while_a_therapist_calibrates_is_no_dose() -> None:
    watch = CurrentWatch()
    watch.orders, watch.outlet = {0: ORDER}, Outlet(0, 9000)
    watch.look(0, playing=False)
    assert (watch.peak_ua, watch.charge_uc, watch.trains, watch.stim_s) == (9000, 0.0, 0, 0.0)


@pytest.mark.parametrize(("job", "which"), [(SHELF, 0), (LAMPS, 0), (Job("shelf_reach/toes_up", 1, 1.0, 1), 0),
                                            (Job("shelf_reach/toes_up", 1, 1.0, 1), 1)])
def test_nothing_scores_on_a_sensor_that_was_unplugged(job: Job, which: int) -> None:
    pulled = play_unplugged(job, which, 5.5)
    assert (pulled.scored_after, pulled.paused) == (0, True)
    assert pulled.scored_before < 3


@pytest.mark.parametrize("ability", [0.0, 1.0])
def test_a_body_left_alone_stands(ability: float) -> None:
    stood = stand_alone(Job("shelf_reach/side_shelf", 1, ability, 1), 20.0)
    assert (stood.falls, stood.near_falls) == (0, 0)


def test_a_level_is_played_by_its_path_too(tmp_path: Path) -> None:
    copy = tmp_path / "mine.yaml"
    copy.write_bytes(find(SHELF.level).path.read_bytes())
    assert play_one(replace(SHELF, level=str(copy))).clean == 4


def test_a_level_with_mistakes_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("schema: 1\n")
    with pytest.raises(InputError, match=r"broken\.yaml"):
        play_one(replace(SHELF, level=str(broken)))


def test_bodies_wear_what_a_level_looks_at() -> None:
    assert (cables("shelf_reach/first_shelf"), cables("shelf_reach/toes_up")) == (1, 2)
    seat = sit(LAMPS)
    assert seat.who.muscles == (Muscle.RIGHT_TIBIALIS_ANTERIOR,)
    assert seat.session.folder is None


def test_only_imagining_is_not_measured() -> None:
    unmeasured = [level for level in SHIPPED if not measures(read_entry(find(level))[0])]
    assert unmeasured == ["lanterns/imagine_it"]
