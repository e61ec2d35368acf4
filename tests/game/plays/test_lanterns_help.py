"""Lanterns with stimulation, with help, and what is shown of it."""

from __future__ import annotations

from itertools import pairwise
from math import nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.frames import StreamHealth
from core.stim import StimPhase, StimView, StimWish
from game.plays import BodyKind, BodyState, Place, Stage
from game.plays.lanterns import LONGEST_WAIT_TICKS
from levels.words import LampMode
from tests.game.lanterns import CALF, TA, Limb, Stimulator, make_lanterns
from tests.game.plays.test_lanterns import HELPED, WITHOUT


@pytest.mark.parametrize("mode", HELPED)
def test_one_train_follows_each_effort_and_then_the_muscle_rests(mode: LampMode) -> None:
    stim = Stimulator(muscles=frozenset({TA, CALF}))
    limb = Limb(make_lanterns(mode, stimulation=0.8, lamps=3), stim=stim)
    limb.finish()
    assert stim.trains() == 3
    assert {wish.fraction for wish in stim.wishes if wish is not None} == {0.8}
    assert [end["why"] for end in limb.all("train_ended")] == ["done"] * 3
    assert all(3.9 <= end["on_s"] <= 4.0 for end in limb.all("train_ended"))
    ends = [event.tick for event in limb.events if event.kind == "train_ended"]
    begins = [event.tick for event in limb.events if event.kind == "wished"]
    assert all(begin - end >= 1000 for end, begin in zip(ends, begins[1:], strict=False))
    outcome = limb.play.outcome()
    assert outcome.stars == 3
    assert (outcome.measures["trains"], outcome.measures["assist_share"]) == (3, 1.0)


def test_in_a_hold_help_comes_only_after_it_was_kept_up() -> None:
    stim = Stimulator()
    limb = Limb(make_lanterns(LampMode.HOLD, stimulation=1.0), stim=stim)
    limb.until("triggered")
    assert limb.step().wish is None
    limb.until("wished")
    assert limb.kinds()[-2:] == ["lamp_lit", "wished"]
    assert limb.until(Stage.HELPED).wish == StimWish(TA, 1.0)
    assert limb.kinds().count("wished") == 1


@pytest.mark.parametrize("mode", HELPED)
def test_without_a_stimulator_or_when_refused_the_game_goes_on_the_same(mode: LampMode) -> None:
    stims = [None, Stimulator(refuses=True), Stimulator(muscles=frozenset())]
    for stim in stims:
        limb = Limb(make_lanterns(mode, stimulation=0.8), stim=stim)
        last = limb.finish()
        assert last.view.score == last.view.goal == 2
        assert limb.play.outcome().stars == 3
        assert limb.play.outcome().measures["trains"] == 0
    assert stims[2] is not None
    assert stims[2].trains() == 0


@pytest.mark.parametrize("phase", [StimPhase.BLOCKED, StimPhase.NOT_READY, StimPhase.NONE])
def test_a_train_that_somebody_stops_ends_the_wish_at_once(phase: StimPhase) -> None:
    stim = Stimulator()
    limb = Limb(make_lanterns(stimulation=1.0), stim=stim)
    limb.until("train_started")
    limb.steps(50)
    stim.view = StimView(phase)
    step = limb.step()
    assert step.wish is None
    assert limb.all("train_ended")[0]["why"] == "stopped"
    assert limb.finish().view.score == 2
    assert stim.trains() == 1


def test_freezing_ends_a_train_and_keeps_the_lamp() -> None:
    stim = Stimulator()
    limb = Limb(make_lanterns(stimulation=1.0), stim=stim)
    limb.until("train_started")
    view = limb.play.freeze()
    assert (view.cut, view.score, view.stage) == (True, 1, Stage.REST)
    step = limb.step()
    assert step.wish is None
    assert [event.kind for event in step.events] == ["train_ended"]
    assert limb.finish().view.score == 2


def test_help_after_misses_only_where_the_level_says_so() -> None:
    for for_misses, trains in ((True, 2), (False, 0)):
        stim = Stimulator()
        assist = {"for_misses": for_misses, "after_misses": 1}
        limb = Limb(make_lanterns(stimulation=0.5, assist=assist), stim=stim)
        limb.fixed[TA] = 0.0
        assert limb.finish().view.score == 2
        assert stim.trains() == trains
        assert limb.play.outcome().measures["own"] == 0


def test_rest_waits_for_a_stimulator_that_still_rests_but_not_forever() -> None:
    for rest_ticks, waits in ((2000, True), (10 ** 6, False)):
        stim = Stimulator(rest_ticks=rest_ticks)
        limb = Limb(make_lanterns(stimulation=0.5), stim=stim)
        limb.until("train_ended")
        ended = limb.tick
        limb.until(Stage.RELAX)
        assert limb.tick - ended == pytest.approx(2000 if waits else 1000 + LONGEST_WAIT_TICKS, abs=5)


def test_imagining_goes_by_rhythm_and_measures_nothing() -> None:
    limb = Limb(make_lanterns(LampMode.IMAGINE, pace_s=2.0, lamps=2))
    limb.health = StreamHealth.LOST
    last = limb.finish()
    assert limb.tick == 50 + 300 + 200 + 50 + 300
    assert last.view.score == 2
    assert (last.view.effort, last.view.line, last.view.pull) == (None, None, None)
    assert limb.play.outcome().reasons[0] == "You imagined 2 of 2 lamps."


# People.

def test_easier_lowers_the_line_of_this_very_attempt() -> None:
    limb = Limb(make_lanterns(effort=0.4))
    limb.until(Stage.TRY)
    limb.fixed[TA] = 0.36
    limb.steps(50)
    limb.step("easier")
    limb.until("triggered", most_s=0.2)
    assert limb.all("helped")[0] == {"lamp": 0, "help": 0.5, "by": "person"}


@pytest.mark.parametrize("stage", [Stage.RELAX, Stage.TRY])
def test_skip_puts_a_lamp_aside_and_nothing_is_lost(stage: Stage) -> None:
    limb = Limb(make_lanterns(lamps=2))
    limb.until(stage)
    step = limb.step("skip")
    assert (step.view.goal, step.view.score) == (1, 0)
    assert limb.finish().view.score == 1
    assert limb.play.outcome().measures["skipped"] == 1


def test_skipping_all_ends_the_round_and_between_two_lamps_there_is_nothing_to_skip() -> None:
    limb = Limb(make_lanterns(lamps=2))
    limb.until("lamp_lit")
    limb.step()
    assert limb.step("skip").view.goal == 2
    limb.until(Stage.TRY)
    assert limb.step("skip").done
    assert limb.step("skip", "easier").view.goal == 1


# What is seen.

def test_lamps_hang_in_rows_and_keep_their_names() -> None:
    view = Limb(make_lanterns(lamps=20)).step().view
    assert view.place is Place.LANTERNS
    assert {body.kind for body in view.bodies} == {BodyKind.LAMP}
    assert len({body.id for body in view.bodies}) == 20
    assert [len({b.x for b in view.bodies if b.y == y}) for y in sorted({b.y for b in view.bodies})] == [4, 8, 8]
    assert all(abs(b.x) + b.size <= 1 for b in view.bodies)
    rows = sorted(view.bodies, key=lambda b: (b.y, b.x))
    assert all(right.x - left.x > left.size + right.size for left, right in pairwise(rows)
               if left.y == right.y)


def test_effort_and_line_are_shown_only_for_the_share_that_the_level_shows() -> None:
    level = make_lanterns(lamps=2)
    half = level.model_copy(update={"feedback": level.feedback.model_copy(update={"share": 0.5})})
    limb = Limb(half)
    view = limb.until(Stage.TRY).view
    assert (view.guide, view.line) == (True, 0.3)
    assert view.effort is not None
    limb.until("lamp_lit")
    view = limb.until(Stage.TRY).view
    assert (view.guide, view.line, view.effort) == (False, None, None)
    assert view.pull == pytest.approx(1.0, abs=0.2)


def test_the_light_follows_the_effort_and_the_breath_guides_the_rest() -> None:
    limb = Limb(make_lanterns(LampMode.LIGHT))
    limb.until(Stage.TRY)
    limb.fixed[TA] = 0.15
    view = limb.steps(100).view
    assert view.bodies[0].fill == pytest.approx(0.5, abs=0.01)
    assert (view.bodies[0].state, view.bodies[1].state) == (BodyState.FILLING, BodyState.IDLE)
    assert view.breath is None
    limb.fixed.clear()
    assert limb.until(Stage.REST).view.breath is not None


# Whatever happens.

@settings(max_examples=40, deadline=None)
@given(st.sampled_from(WITHOUT), st.booleans(), st.lists(st.tuples(
    st.one_of(st.floats(0, 2), st.just(nan)), st.sampled_from(["", "", "", "easier", "skip", "freeze"]),
    st.sampled_from([*[StreamHealth.OK] * 6, *StreamHealth]), st.integers(1, 300)), min_size=1, max_size=25))
def test_nothing_is_lost_whatever_the_muscle_does(
        mode: LampMode, helped: bool, moves: list[tuple[float, str, StreamHealth, int]]) -> None:
    stim = Stimulator(muscles=frozenset({TA, CALF})) if helped and mode in HELPED else None
    limb = Limb(make_lanterns(mode, lamps=3, stimulation=0.5 if mode in HELPED else 0.0), stim=stim)
    score = 0
    for value, button, health, ticks in moves:
        if button == "freeze":
            limb.play.freeze()
        limb.fixed = {TA: value, CALF: 0.0}
        limb.health = health
        for number in range(ticks):
            view = limb.step(*([button] if button in {"easier", "skip"} and number == 0 else [])).view
            assert score <= view.score <= view.goal <= 3
            assert all(0.0 <= body.fill <= 1.0 for body in view.bodies)
            assert view.pull is None or -1.0 <= view.pull <= 1.0
            score = view.score
    limb.fixed, limb.health = {}, StreamHealth.OK
    assert limb.last is not None
    final = limb.last if limb.last.done else limb.finish()
    assert final.view.score == final.view.goal >= score
    limb.play.outcome()
