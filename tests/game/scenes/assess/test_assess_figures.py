"""Every name that may be asked for has a picture, and every outline is one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.assessing import Option
from core.muscles import Muscle
from game.scenes.assess.figures import (
    ASKED_FOR,
    WAYS,
    asked_figure,
    card_figure,
    electrode_figure,
    option_figure,
    question_figure,
    stimulus_figure,
)
from game.scenes.assess.reached import Reached
from game.scenes.muscle_words import latin, muscle_words, side_of
from game.screen.figures import FIGURES
from signals.assessments.words import FIGURES as SCRIPTED

IDS = ("quiet_stance", "mctsib", "limits", "weight_bearing", "sitting", "emg", "reaction", "pace", "dual_task",
       "faces")


def test_whatever_a_script_asks_for_is_known() -> None:
    assert SCRIPTED <= ASKED_FOR


@pytest.mark.parametrize("muscle", [None, Muscle.RIGHT_BICEPS, Muscle.LEFT_SOLEUS])
@pytest.mark.parametrize("name", sorted({*ASKED_FOR, "a picture of another day", ""} - set(WAYS)))
def test_every_name_leads_to_a_figure(name: str, muscle: Muscle | None) -> None:
    assert asked_figure(name, muscle) in FIGURES


@pytest.mark.parametrize(("muscle", "relaxed"), [
    (None, "leg_relax"), (Muscle.RIGHT_BICEPS, "relax"), (Muscle.LEFT_WRIST_FLEXORS, "relax"),
    (Muscle.LEFT_ERECTOR_SPINAE, "leg_relax"),
])
def test_a_muscle_is_shown_on_its_limb(muscle: Muscle | None, relaxed: str) -> None:
    assert asked_figure("relax", muscle) == relaxed


@pytest.mark.parametrize("assessment", [*IDS, "new"])
def test_every_card_has_a_figure_of_its_own(assessment: str) -> None:
    assert card_figure(assessment) in FIGURES
    assert len({card_figure(known) for known in IDS}) == len(IDS)


@pytest.mark.parametrize(("question", "key", "figure", "shown"), [
    ("rail", "ready", "check", "check"), ("rail", "not_yet", "pause", "pause"), ("pain", "4", "", "face_pain_4"),
    ("confidence", "10", "face_confidence_10", "face_confidence_10"), ("pain", "11", "", ""),
    ("guess", "50", "", "split_50"), ("guess", "47", "", "split_45"), ("guess", "101", "", ""),
    ("guess", "left_30", "split_30", "split_30"), ("help", "touch", "", "help_touch"),
    ("shoes", "socks", "", "socks"),
    ("muscle", "left_soleus", "", "emg_left_soleus"), ("height", "170", "", ""), ("again", "yes", "unicorn", ""),
])
def test_what_an_answer_looks_like(question: str, key: str, figure: str, shown: str) -> None:
    found = option_figure(question, Option(key, key, figure))
    assert found == shown
    assert found in FIGURES | {""}


@pytest.mark.parametrize("stimulus", ["left", "right", "red", "blue", "green", "yellow"])
def test_what_lights_up_has_a_figure(stimulus: str) -> None:
    assert stimulus_figure(stimulus) in FIGURES


@pytest.mark.parametrize("stimulus", ["", "go", "purple"])
def test_what_only_sounds_has_none(stimulus: str) -> None:
    assert stimulus_figure(stimulus) == ""


@pytest.mark.parametrize("key", ["rail", "chair", "spotter", "seat", "pads", "foam", "new"])
def test_question_figures_are_known(key: str) -> None:
    assert question_figure(key) in FIGURES | {""}


@pytest.mark.parametrize("muscle", Muscle)
def test_every_muscle_has_electrodes_and_words(muscle: Muscle) -> None:
    words = muscle_words(muscle)
    assert electrode_figure(muscle) in FIGURES
    assert side_of(muscle) in {"left", "right"}
    assert latin(muscle) in str(muscle).replace("_", " ")
    assert words.place.endswith(".")
    assert words.reference.startswith("on ")


def test_no_two_muscles_have_the_same_words() -> None:
    words = {muscle_words(muscle) for muscle in Muscle}
    assert len({one.plain for one in words}) == len({one.place for one in words}) == len(Muscle) / 2


def test_an_outline_keeps_the_farthest_of_each_direction() -> None:
    reached = Reached()
    assert reached.outline() == ()
    for point in ((0.5, 0.0), (0.8, 0.01), (0.6, 0.0), (0.0, -0.4)):
        reached.see(point)
    assert reached.outline() == (), "two directions are no outline"
    reached.see((-0.3, 0.0))
    reached.see((0.1, 0.1))
    assert [(round(x, 2), round(y, 2)) for x, y in reached.outline()] == [(0.8, 0.0), (-0.3, 0.0), (0.0, -0.4)]


@pytest.mark.parametrize("point", [None, (float("nan"), 0.0), (0.0, float("inf")), (9.0, 9.0)])
def test_what_is_no_lean_leaves_no_trace(point: tuple[float, float] | None) -> None:
    reached = Reached()
    reached.see(point)
    assert reached.outline() == ()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.floats(-2, 2), st.floats(-2, 2)), max_size=40))
def test_an_outline_never_shrinks(points: list[tuple[float, float]]) -> None:
    reached, far = Reached(), 0.0
    for point in points:
        reached.see(point)
        now = sum(x * x + y * y for x, y in reached.outline())
        assert now >= far - 1e-9
        far = now
