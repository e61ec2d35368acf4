"""Lanterns with a coach: each lamp is played as it was set, shows what it may, and is told once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.frames import StreamHealth
from game.coaching import Tried
from game.difficulty.dual import Colour
from game.plays import BodyState, Stage, Step
from game.plays.lanterns import Lanterns
from levels.words import LampMode
from tests.game.lanterns import CALF, TA, Limb, Stimulator, make_lanterns
from tests.game.making import ScriptedCoach

CHANGES = st.fixed_dictionaries({"feedback": st.booleans(), "words": st.booleans(), "ghost": st.booleans(),
                                 "help": st.floats(0, 1), "second": st.booleans()})


def limb_with(mode: LampMode = LampMode.HOLD, stim: Stimulator | None = None, changes: Any = None,
              **level: Any) -> tuple[Limb, ScriptedCoach, list[Tried]]:
    """A limb that plays with a coach; what was tried fills as it plays."""
    made = make_lanterns(mode, **level)
    coach = ScriptedCoach(made.grade(1), changes=changes or {})
    limb = Limb(made, stim=stim)
    limb.play = Lanterns(made, made.grade(1), coach)
    tried: list[Tried] = []
    step = limb.step

    def noting(*buttons: str) -> Step:
        if (done := step(*buttons)).tried is not None:
            tried.append(done.tried)
            coach.ended(done.tried)
        return done

    limb.step = noting  # type: ignore[method-assign]  # a spy
    return limb, coach, tried


@pytest.mark.parametrize("mode", LampMode)
def test_each_lamp_is_told_once_in_every_mode(mode: LampMode) -> None:
    limb, _, tried = limb_with(mode)
    limb.finish()
    assert [one.number for one in tried] == [0, 1]
    expected = None if mode is LampMode.IMAGINE else True
    assert [one.success for one in tried] == [expected] * 2
    assert all(one.error <= 0.5 for one in tried)


def test_a_lamp_is_played_as_it_is_set() -> None:
    limb, coach, _ = limb_with(LampMode.GRADE)
    coach.grade = replace(make_lanterns(LampMode.GRADE).grade(1), hold_s=3.0, pace_s=2.0, time_s=1.0)
    limb.finish()
    assert limb.all("missed") == []
    lit = [event.tick for event in limb.events if event.kind == "lamp_lit"]
    relaxed = [event.tick for event in limb.events if event.kind == "relaxed"]
    assert lit[0] - relaxed[0] < 200  # the first was set before the coach changed its mind
    assert lit[1] - relaxed[1] > 300
    limb, coach, tried = limb_with(changes={"help": 1.0})
    limb.fixed = {TA: 0.05, CALF: 0.0}
    limb.until("missed")
    prompted = next(event.tick for event in limb.events if event.kind == "prompted")
    assert limb.tick - prompted == pytest.approx(450, abs=2)
    assert tried == []


def test_a_missed_lamp_is_told_as_missed_even_where_stimulation_lights_it() -> None:
    limb, _, tried = limb_with(stim=Stimulator(), stimulation=0.5,
                               assist={"for_misses": True, "after_misses": 1})
    limb.fixed = {TA: 0.1, CALF: 0.0}
    limb.until("train_ended")
    assert [one.success for one in tried] == [False]
    assert tried[0].error == pytest.approx(1 - 0.1 / 0.3 / 4)


@pytest.mark.parametrize("spoilt", [1, 3])
def test_a_lamp_that_a_sensor_spoilt_tells_nothing(spoilt: int) -> None:
    limb, _, tried = limb_with()
    for _ in range(spoilt):
        limb.health = StreamHealth.OK
        limb.until(Stage.TRY)
        limb.health = StreamHealth.LEAD_OFF
        limb.until("trial_void")
    limb.health = StreamHealth.OK
    limb.until(lambda _: bool(tried))
    assert tried[0].success is None


@pytest.mark.parametrize(("button", "success"), [("skip", None), ("easier", False)])
def test_what_a_person_asks_for_is_told(button: str, success: bool | None) -> None:
    limb, _, tried = limb_with()
    limb.until(Stage.TRY)
    limb.step(button)
    limb.until(lambda _: bool(tried))
    assert tried[0].success is success


def test_help_that_was_asked_for_between_two_lamps_is_for_the_next() -> None:
    limb, _, tried = limb_with(changes={"feedback": False, "help": 0.25}, lamps=3)
    limb.until(lambda _: bool(tried))
    limb.step("easier")
    assert limb.until(Stage.TRY).view.feedback
    limb.until(lambda _: len(tried) == 3)
    assert [one.success for one in tried] == [True, False, True]


@pytest.mark.parametrize("mode", LampMode)
def test_without_feedback_a_lamp_waits_and_says_what_to_do_and_no_more(mode: LampMode) -> None:
    limb, _, _ = limb_with(mode, changes={"feedback": False})
    stages = set()
    while not (step := limb.step()).done:
        view = step.view
        stages.add(view.stage)
        assert not view.feedback
        assert (view.effort, view.line, view.pull, view.message) == (None, None, None, "")
        dark = [float(body.look == "dark_lamp") for body in view.bodies if body.state is BodyState.WANTED]
        assert [body.fill for body in view.bodies if body.state is BodyState.WANTED] == dark
        assert all(body.state is not BodyState.FILLING for body in view.bodies)
    assert Stage.RELAX in stages


def test_trouble_with_a_sensor_is_said_even_without_feedback() -> None:
    limb, _, _ = limb_with(changes={"feedback": False})
    limb.until(Stage.TRY)
    limb.health = StreamHealth.LEAD_OFF
    assert limb.until("trial_void").view.message == "lamp.look"


def test_lamps_have_a_second_task_a_rest_to_ask_in_and_an_end() -> None:
    limb, coach, tried = limb_with(changes={"second": True}, lamps=3)
    coach.marker = Colour.GREEN
    assert limb.step().view.marker is Colour.GREEN
    coach.askable = True
    step = limb.until(lambda _: bool(tried))
    assert (step.between, step.view.counting) == (True, False)
    assert limb.steps(299).between
    assert not limb.steps(2).between
    limb.until(lambda _: len(tried) == 2)
    step = limb.step("enough")
    assert (step.done, step.view.goal, step.view.score) == (True, 2, 2)
    assert limb.play.outcome().stars == 3


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(LampMode), CHANGES, st.lists(st.tuples(
    st.none() | st.floats(0, 1), st.integers(1, 300), st.sampled_from(["", "easier", "skip"]),
    st.sampled_from([StreamHealth.OK, StreamHealth.LEAD_OFF]), st.booleans()), max_size=8))
def test_any_limb_tells_each_lamp_once_and_in_order(mode: LampMode, changes: Any, doings: Any) -> None:
    limb, _, tried = limb_with(mode, changes=changes, lamps=3)
    over = False
    for effort, ticks, button, health, freeze in doings:
        limb.fixed = {} if effort is None else {TA: effort, CALF: 0.0}
        limb.health = health
        over = limb.step(*([button] if button else [])).done or limb.steps(ticks).done
        if freeze:
            limb.play.freeze()
    limb.fixed, limb.health = {}, StreamHealth.OK
    if not over:
        limb.finish()
    assert [one.number for one in tried] == [0, 1, 2]
    assert all(0 <= one.error <= 1 for one in tried)
