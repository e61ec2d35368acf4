"""Lanterns, as it is played: every mode, misses, sensors that fail, help, and nothing lost."""

from __future__ import annotations

from math import nan

import pytest

from core.cues import CueKind
from core.frames import StreamHealth
from core.muscles import Muscle
from game.plays import BodyState, Stage
from game.plays.lanterns import TRIES
from game.plays.lanterns_lines import RELAX_PATIENCE_TICKS
from levels.words import LampMode
from tests.game.lanterns import CALF, TA, Limb, make_lanterns

WITHOUT = sorted(set(LampMode))
TRIED = sorted(set(LampMode) - {LampMode.BREATHE, LampMode.IMAGINE})
HELPED = [LampMode.LIGHT, LampMode.HOLD, LampMode.GRADE, LampMode.SEQUENCE, LampMode.IMAGINE]


# The way of a lamp.

@pytest.mark.parametrize("mode", WITHOUT)
def test_who_follows_the_cue_lights_all_lamps_in_every_mode(mode: LampMode) -> None:
    limb = Limb(make_lanterns(mode, lamps=4))
    last = limb.finish(most_s=120)
    assert (last.view.score, last.view.goal, last.cue.kind) == (4, 4, CueKind.NONE)
    assert all(body.state is BodyState.DONE for body in last.view.bodies)
    outcome = limb.play.outcome()
    assert outcome.stars == 3
    assert len(outcome.reasons) == 3
    assert (outcome.measures["misses"], outcome.measures["voids"], outcome.measures["trains"]) == (0, 0, 0)


def test_the_steps_of_one_lamp_in_order() -> None:
    limb = Limb(make_lanterns(LampMode.HOLD, lamps=2))
    limb.finish()
    assert limb.kinds() == ["relaxed", "prompted", "triggered", "lamp_lit", "relaxed", "prompted", "triggered",
                            "threshold_changed", "lamp_lit"]
    assert limb.all("prompted")[0] == {"lamp": 0, "threshold": 0.3}
    assert limb.all("triggered")[0]["threshold"] == 0.3
    assert 0 < limb.all("triggered")[0]["latency_s"] < 1
    assert limb.all("threshold_changed")[0] == {"lamp": 1, "by": "hit", "before": 0.3, "after": 0.315}


@pytest.mark.parametrize(("mode", "stages"), [
    (LampMode.LIGHT, [Stage.RELAX, Stage.TRY, Stage.REST]),
    (LampMode.HOLD, [Stage.RELAX, Stage.TRY, Stage.HOLD, Stage.REST]),
    (LampMode.GRADE, [Stage.RELAX, Stage.TRY, Stage.HOLD, Stage.REST]),
    (LampMode.RELAX, [Stage.RELAX, Stage.TRY, Stage.RELAX, Stage.REST]),
    (LampMode.BREATHE, [Stage.RELAX, Stage.REST]),
    (LampMode.IMAGINE, [Stage.RELAX, Stage.TRY, Stage.REST]),
])
def test_what_is_asked_one_after_the_other(mode: LampMode, stages: list[Stage]) -> None:
    limb = Limb(make_lanterns(mode))
    seen: list[Stage] = []
    while seen[-1:] != [Stage.REST]:
        stage = limb.step().view.stage
        seen += [stage] if seen[-1:] != [stage] else []
    assert seen == stages


def test_cues_ask_for_a_bit_more_than_the_line_and_for_nothing_at_rest() -> None:
    limb = Limb(make_lanterns(effort=0.3))
    assert limb.step().cue.kind is CueKind.RELAX
    cue = limb.until(Stage.TRY).cue
    assert cue.kind is CueKind.EFFORT
    assert dict(cue.effort) == pytest.approx({TA: 0.41})
    graded = Limb(make_lanterns(LampMode.GRADE, effort=0.3))
    assert dict(graded.until(Stage.TRY).cue.effort) == {TA: 0.3}
    imagined = Limb(make_lanterns(LampMode.IMAGINE))
    assert dict(imagined.until(Stage.TRY).cue.effort) == {}


def efforts_asked(limb: Limb) -> list[dict[Muscle, float]]:
    """The efforts of all cues that asked for one, in order."""
    return [dict(cue.effort) for cue in limb.cues if cue.kind is CueKind.EFFORT]


def test_two_muscles_take_turns_and_the_other_must_stay_quiet() -> None:
    limb = Limb(make_lanterns(LampMode.SEQUENCE, lamps=4))
    limb.finish()
    assert [next(iter(asked)) for asked in efforts_asked(limb)] == [TA, CALF, TA, CALF]
    both = Limb(make_lanterns(LampMode.SEQUENCE))
    both.until(Stage.HOLD)
    both.fixed[CALF] = 0.3
    both.steps(200)
    assert both.kinds().count("other_active") == 1
    assert "lamp_lit" not in both.kinds()
    both.fixed[CALF] = 0.29
    both.until("lamp_lit", most_s=2)


def test_a_band_asks_for_neither_too_little_nor_too_much() -> None:
    for effort, lit in ((0.3, True), (0.22, True), (0.38, True), (0.15, False), (0.45, False)):
        limb = Limb(make_lanterns(LampMode.GRADE, effort=0.3, band=0.2, hold_s=0.5))
        limb.until(Stage.TRY)
        limb.fixed[TA] = effort
        limb.steps(250)
        assert ("lamp_lit" in limb.kinds()) is lit, effort


def test_a_dark_lamp_grows_dark_only_below_rest() -> None:
    limb = Limb(make_lanterns(LampMode.RELAX, hold_s=1.0))
    limb.until("triggered")
    limb.fixed[TA] = 0.11
    lamp = limb.steps(50).view.bodies[0]
    assert (lamp.look, lamp.fill) == ("dark_lamp", 1.0)
    limb.fixed[TA] = 0.09
    assert limb.steps(50).view.bodies[0].fill == pytest.approx(0.5, abs=0.02)
    limb.until("lamp_lit", most_s=0.6)
    assert limb.step().view.bodies[0].fill == 0.0


# Letting go first.

@pytest.mark.parametrize(("effort", "ticks", "in_time"), [
    (0.10, 50, True), (0.101, 2 * RELAX_PATIENCE_TICKS, False)])
def test_letting_go_comes_first_but_never_forever(effort: float, ticks: int, in_time: bool) -> None:
    limb = Limb(make_lanterns(effort=0.5))
    limb.fixed[TA] = effort
    limb.until("prompted")
    assert limb.tick == ticks
    assert limb.all("relaxed")[0]["in_time"] is in_time


def test_after_ten_seconds_a_shorter_rest_is_enough() -> None:
    limb = Limb(make_lanterns())
    limb.fixed[TA] = 0.9
    limb.steps(RELAX_PATIENCE_TICKS)
    limb.fixed[TA] = 0.0
    limb.until("prompted", most_s=0.21)
    assert limb.all("relaxed")[0]["in_time"] is False


def test_an_effort_that_never_ceased_sets_nothing_off_and_lowers_no_line() -> None:
    limb = Limb(make_lanterns())
    limb.fixed[TA] = 0.9
    limb.until("missed")
    assert limb.all("missed")[0]["armed"] is False
    assert "threshold_changed" not in limb.kinds()


def test_noise_at_rest_raises_the_lowest_line() -> None:
    limb = Limb(make_lanterns(effort=0.10, quality=make_lanterns().quality.model_copy(update={"relax": 0.3})))
    for tick in range(200):
        limb.fixed[TA] = 0.069 if tick % 2 else 0.0
        limb.step()
        if "prompted" in limb.kinds():
            break
    assert limb.all("threshold_changed")[0]["by"] == "rest"
    assert limb.all("prompted")[0]["threshold"] == pytest.approx(0.138, abs=0.003)


# Misses.

@pytest.mark.parametrize("mode", TRIED)
def test_who_does_nothing_loses_nothing_and_reaches_the_end(mode: LampMode) -> None:
    limb = Limb(make_lanterns(mode, lamps=2))
    limb.fixed = {TA: 0.0, CALF: 0.0}
    last = limb.finish()
    assert (last.view.score, last.view.goal) == (2, 2)
    outcome = limb.play.outcome()
    assert (outcome.measures["own"], outcome.measures["misses"]) == (0, 2 * TRIES)
    assert outcome.stars == 1  # calm it was
    assert all(change["after"] < change["before"] for change in limb.all("threshold_changed"))


def test_a_miss_lowers_the_line_and_misses_in_a_row_bring_help() -> None:
    limb = Limb(make_lanterns(effort=0.4))
    limb.fixed[TA] = 0.0
    limb.until(lambda step: step.view.score == 1)
    asked = [prompt["threshold"] for prompt in limb.all("prompted")]
    assert asked == pytest.approx([0.4, 0.38, 0.4 * 0.95 ** 2 * 0.85], abs=1e-4)
    assert limb.all("lamp_lit")[0]["own"] is False
    assert limb.step().view.message == "lamp.helped"


def test_a_hold_that_slips_may_be_taken_up_again_until_time_is_up() -> None:
    limb = Limb(make_lanterns(LampMode.HOLD, hold_s=2.0))
    limb.until(Stage.HOLD)
    limb.fixed[TA] = 0.3 * 0.7
    fill = limb.steps(100).view.bodies[0].fill
    limb.fixed[TA] = 0.3 * 0.69
    assert limb.steps(50).view.bodies[0].fill < fill
    limb.until("missed", most_s=6)


# What sensors spoil.

@pytest.mark.parametrize(("health", "value", "age_ns"), [
    (StreamHealth.SATURATED, 0.9, 0), (StreamHealth.LEAD_OFF, 0.9, 0), (StreamHealth.LATE, 0.9, 0),
    (StreamHealth.LOST, 0.9, 0), (StreamHealth.OK, nan, 0), (StreamHealth.OK, 0.9, 150_000_000)])
@pytest.mark.parametrize("mode", [LampMode.LIGHT, LampMode.HOLD])
def test_what_a_sensor_spoils_is_no_miss_and_begins_anew(
        mode: LampMode, health: StreamHealth, value: float, age_ns: int) -> None:
    limb = Limb(make_lanterns(mode))
    limb.until(Stage.TRY if mode is LampMode.LIGHT else Stage.HOLD)
    limb.health, limb.age_ns = health, age_ns
    limb.fixed[TA] = value
    assert limb.step().view.stage is Stage.RELAX
    assert limb.all("trial_void")[0]["voids"] == 1
    limb.health, limb.age_ns, limb.fixed = StreamHealth.OK, 0, {}
    limb.finish()
    assert limb.play.outcome().measures["misses"] == 0
    assert limb.play.outcome().stars == 3


def test_an_effort_that_is_mostly_mains_sets_nothing_off() -> None:
    limb = Limb(make_lanterns(LampMode.LIGHT))
    limb.until(Stage.TRY)
    limb.hum = True
    limb.until("trial_void")
    assert [each["why"] for each in limb.all("trial_void")] == ["mains"]
    assert not limb.all("triggered")
    limb.hum = False
    limb.finish()
    assert limb.play.outcome().measures["misses"] == 0
    assert limb.play.outcome().stars == 3


def test_hum_at_rest_voids_nothing() -> None:
    limb = Limb(make_lanterns(LampMode.LIGHT))
    limb.hum = True
    limb.until(Stage.TRY)
    limb.step()
    assert not limb.all("trial_void")


def test_a_sensor_that_never_comes_right_leaves_the_lamps_and_ends() -> None:
    limb = Limb(make_lanterns(lamps=2))
    limb.health = StreamHealth.LATE
    last = limb.finish()
    assert (last.view.goal, last.view.score) == (0, 0)
    assert limb.all("trial_void")[-1]["voids"] == TRIES
    assert limb.play.outcome().reasons[0] == "Today we left the lamps as they are. That is fine."


def test_a_muscle_that_stimulation_covers_is_waited_for() -> None:
    limb = Limb(make_lanterns())
    limb.until(Stage.TRY)
    limb.health = StreamHealth.BLANKED
    limb.fixed[TA] = 0.9
    assert limb.steps(1000).view.stage is Stage.TRY
    assert not {"missed", "trial_void", "triggered"} & set(limb.kinds())


# Help by stimulation.
