"""What comes next on the way to stimulation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from game.scenes.stim.pads import pads_figure
from game.scenes.stim.steps import (
    Step,
    current,
    digest_words,
    locked,
    may_find,
    next_step,
    open_questions,
    questions,
)
from game.screen.figures import FIGURES
from game.stimulation import StimItem, StimPanel
from stim_safety.ceilings import MUSCLE_CAP_UA, SIDES
from stim_safety.words import State
from tests.game.scenes.stim_making import HAND, SHIN, WRIST, make_done, make_panel


def test_a_session_begins_with_the_pin() -> None:
    assert next_step(make_panel()) is Step.UNLOCK


@pytest.mark.parametrize(("panel", "step"), [
    (replace(make_panel(), unlocked=True), Step.TRY_STOP),
    (make_panel(pin_needed=False), Step.TRY_STOP),
    (replace(make_panel(), unlocked=True, stop_tested=True), Step.CHECK),
    (make_done(working=False), Step.FIND),
    (make_done(), Step.ARM),
    (replace(make_done(), unlocked=False), Step.UNLOCK),
    (replace(make_done(), confirmed=frozenset()), Step.CHECK),
    (make_done(state="estop"), Step.RESET),
    (make_done(state="fault"), Step.RESET),
    (replace(make_done(state="fault"), unlocked=False), Step.UNLOCK),
    (make_done(state="armed"), None),
    (make_done(state="stim"), None),
    (make_done(state="stopping"), None),
    (make_done(state="end"), None),
    (replace(make_panel(), digest=""), None),
    (StimPanel(), None),
])
def test_one_step_after_the_other(panel: StimPanel, step: Step | None) -> None:
    assert next_step(panel) is step


@pytest.mark.parametrize("state", [state.name.lower() for state in State])
def test_every_state_of_the_safety_program_has_an_answer(state: str) -> None:
    assert next_step(make_done(state=state)) in {None, *Step}


def test_everything_is_asked_once_and_pads_for_each_channel() -> None:
    panel = make_panel(SHIN, WRIST)
    items = [question.item for question in questions(panel)]
    assert items == [StimItem.PRESCRIPTION, StimItem.SCREENING, StimItem.DEVICE, StimItem.PADS, StimItem.PADS,
                     StimItem.PRESENT]
    assert StimItem.EXTERNAL in [question.item for question in questions(replace(panel, external=True))]


def test_what_is_confirmed_is_not_asked_again() -> None:
    panel = replace(make_panel(replace(SHIN, pads_confirmed=True), WRIST), confirmed=frozenset({StimItem.DEVICE}))
    asked = open_questions(panel)
    assert StimItem.DEVICE not in [question.item for question in asked]
    assert [question.channel.number for question in asked if question.channel] == [WRIST.number]


@pytest.mark.parametrize(("needed", "unlocked", "is_locked"), [
    (True, False, True), (True, True, False), (False, False, False)])
def test_a_page_is_locked_only_where_there_is_a_pin(needed: bool, unlocked: bool, is_locked: bool) -> None:
    assert locked(replace(make_panel(), pin_needed=needed, unlocked=unlocked)) is is_locked


@pytest.mark.parametrize(("panel", "may"), [
    (make_done(), True), (make_done(working=False), True), (make_done(state="armed"), False),
    (make_panel(), False)])
def test_currents_are_found_again_when_all_before_is_done(panel: StimPanel, may: bool) -> None:
    assert may_find(panel) is may


@pytest.mark.parametrize(("value", "shown"), [(0.0, "0 mA"), (7.0, "7 mA"), (7.5, "7.5 mA"), (10.44, "10.4 mA")])
def test_a_current_is_shown_with_its_unit(value: float, shown: str) -> None:
    assert current(value) == shown


def test_a_digest_is_read_out_as_four_and_four() -> None:
    assert digest_words("a1b2c3d4e5") == "a1b2 c3d4"


@pytest.mark.parametrize("muscle", MUSCLE_CAP_UA)
@pytest.mark.parametrize("side", SIDES)
def test_every_muscle_that_may_be_prescribed_has_a_picture(muscle: str, side: str) -> None:
    assert pads_figure(None, f"{side} {muscle.replace('_', ' ')}") in FIGURES


def test_pictures_go_by_the_muscle_or_by_its_name() -> None:
    assert pads_figure(SHIN.muscle, SHIN.name) == "pads_right_tibialis_anterior"
    assert pads_figure(HAND.muscle, HAND.name) == "pads_left_other_arm"
    assert pads_figure(None, "somewhere") == "pads_right_other"
