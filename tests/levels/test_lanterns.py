"""What a level of Lanterns holds, where its ranges end, and what must fit together."""

from __future__ import annotations

import pytest

from core.errors import InputError
from core.events import JsonValue
from core.muscles import Muscle
from levels.model_lanterns import Grade
from levels.words import BoardUse, LampMode, Posture, StimMode
from tests.levels.lanterns import LISTS, WANTED, made, told

Change = tuple[str, JsonValue]
TA, CALF = Muscle.RIGHT_TIBIALIS_ANTERIOR, Muscle.RIGHT_GASTROCNEMIUS


@pytest.mark.parametrize("mode", sorted(WANTED))
def test_each_mode_needs_its_own_lists(mode: str) -> None:
    level = made(mode)
    assert level.mode is LampMode(mode)
    for name in ("effort", "hold_s", "band"):
        if name in WANTED[mode]:
            assert told(mode, (f"difficulty.{name}", None)) == [
                f"difficulty: needs {name}, ten values, in the mode {mode}."]
        else:
            assert told(mode, (f"difficulty.{name}", LISTS[name])) == [
                f"difficulty.{name}: has no meaning in the mode {mode}; remove it."]


def test_a_grade_is_a_column_of_the_table_with_zero_for_what_the_mode_has_not() -> None:
    assert made("grade").grade(1) == Grade(1, 3, 0.20, 1.0, 5.0, 0.18, 5.0)
    assert made("grade").grade(10) == Grade(10, 12, 0.38, 2.8, 3.2, 0.09, 5.0)
    assert made("imagine").grade(2) == Grade(2, 4, 0.0, 0.0, 4.8, 0.0, 5.0)
    with pytest.raises(InputError, match=r"Grades run from 1 to 10, not 11\."):
        made("light").grade(11)


@pytest.mark.parametrize(("mode", "sensed"), [
    ("light", (TA,)), ("hold", (TA,)), ("sequence", (TA, CALF)), ("breathe", (TA,)), ("imagine", ())])
def test_which_muscles_must_be_measured(mode: str, sensed: tuple[Muscle, ...]) -> None:
    assert made(mode).sensed() == sensed
    assert made(mode).board_use() is BoardUse.IGNORED


def test_a_second_muscle_that_is_only_hinted_at_may_be_missing() -> None:
    level = made("hold", ("second", "right_gastrocnemius"))
    assert (level.second, level.sensed()) == (CALF, (TA,))


def table(axis: str, value: JsonValue) -> Change:
    return f"difficulty.{axis}", [value] * 10


@pytest.mark.parametrize(("axis", "least", "below", "most", "above"), [
    ("effort", 0.1, 0.09, 0.6, 0.61), ("hold_s", 0.3, 0.29, 10, 10.1), ("pace_s", 0.5, 0.4, 20, 20.1),
    ("lamps", 2, 1, 24, 25)])
def test_ranges_of_the_table_hold_on_both_sides(
        axis: str, least: float, below: float, most: float, above: float) -> None:
    made("hold", table(axis, least))
    made("hold", table(axis, most))
    assert told("hold", table(axis, below))[0] == f"difficulty.{axis}[1]: must be {least:g} or more, not {below}."
    assert told("hold", table(axis, above))[9] == f"difficulty.{axis}[10]: must be {most:g} or less, not {above}."


@pytest.mark.parametrize(("path", "least", "below", "most", "above"), [
    ("assist.attempt_s", 3, 2.9, 10, 10.1), ("assist.train_s", 2, 1.9, 6, 6.1), ("assist.rest_s", 10, 9.9, 60, 61),
    ("assist.after_misses", 1, 0, 10, 11), ("assist.stimulation", 0, -0.1, 1, 1.001),
    ("quality.relax", 0.03, 0.02, 0.3, 0.31), ("quality.relax_s", 0.5, 0.4, 2, 2.1),
    ("quality.align_s", 1, 0.9, 5, 5.1)])
def test_ranges_hold_on_both_sides(path: str, least: float, below: float, most: float, above: float) -> None:
    usual: list[Change] = [("assist.mode", "held"), ("assist.train_s", 2)]
    made("hold", *usual, (path, least))
    made("hold", *usual, (path, most))
    assert told("hold", *usual, (path, below)) == [f"{path}: must be {least:g} or more, not {below}."]
    assert told("hold", *usual, (path, above)) == [f"{path}: must be {most:g} or less, not {above}."]


@pytest.mark.parametrize(("axis", "value", "than", "wanted"), [
    ("effort", 0.1, "less", "rise"), ("hold_s", 0.5, "less", "rise"), ("lamps", 2, "less", "rise"),
    ("pace_s", 9, "more", "fall"), ("band", 0.3, "more", "fall")])
def test_every_list_may_only_get_harder(axis: str, value: JsonValue, than: str, wanted: str) -> None:
    values = [*LISTS[axis][:9], value]
    line, = told("grade", (f"difficulty.{axis}", values))
    assert line.startswith(f"difficulty.{axis}[10]: grade 10 ({value:g}) is {than} than grade 9")
    assert line.endswith(f"these values must {wanted} or stay.")


@pytest.mark.parametrize(("mode", "changes", "line"), [
    ("hold", [("posture", "standing"), ("safety.rail", True)],
     "posture: must be seated or lying: lanterns carry no weight."),
    ("hold", [("safety.chair", False)], "safety.chair: must be true: who sits needs a chair."),
    ("hold", [("eyes", "closed")],
     "feedback.screen: must be false while eyes are closed, so that peeking gives nothing."),
    ("sequence", [("second", None)], ": second is missing; a sequence needs a second muscle."),
    ("imagine", [("second", "right_gastrocnemius")], "second: has no meaning in the mode imagine; remove it."),
    ("breathe", [("second", "right_gastrocnemius")], "second: has no meaning in the mode breathe; remove it."),
    ("hold", [("second", "right_tibialis_anterior")], "second: is the same as muscle; name another one."),
    ("hold", [("assist.stimulation", 0.5)], "assist.mode: must be held in the mode hold."),
    ("light", [("assist.stimulation", 0.5), ("assist.mode", "cyclic")],
     "assist.mode: must be triggered in the mode light."),
    ("imagine", [("assist.stimulation", 0.5)], "assist.mode: must be cyclic in the mode imagine."),
    ("relax", [("assist.stimulation", 0.01)],
     "assist.stimulation: must be 0 in the mode relax: who lets go needs none."),
    ("breathe", [("assist.stimulation", 0.01)],
     "assist.stimulation: must be 0 in the mode breathe: who lets go needs none."),
    ("hold", [("assist.train_s", 6), ("assist.rest_s", 11.9)],
     "assist.rest_s: must be 12 or more: a muscle rests twice as long as it was helped."),
    ("hold", [("assist.for_misses", True)], "assist.for_misses: needs stimulation above 0."),
    ("imagine", [("assist.for_misses", True), ("assist.stimulation", 1), ("assist.mode", "cyclic")],
     "assist.for_misses: has no meaning in the mode imagine: there nothing is missed."),
    ("grade", [("quality.relax", 0.11)],
     "difficulty.band[1]: grade 1: a band of 0.18 around 0.2 reaches down to rest (quality.relax 0.11); make it "
     "narrower, or the effort larger."),
    ("hold", [("difficulty.time_s", [4.0] * 10)],
     "assist.attempt_s: has no meaning beside difficulty.time_s, which says it for each grade; remove one."),
    ("imagine", [("difficulty.time_s", [4.0] * 10), ("assist", {})],
     "difficulty.time_s: has no meaning in the mode imagine: there nothing is missed."),
    ("hold", [("mode", "hlod")], 'mode: "hlod" is not known here; did you mean hold?'),
    ("hold", [("play", "lantern")], 'play: "lantern" is not known here; did you mean lanterns?'),
    ("hold", [("steer", {})], "steer: is not a known key; "),
    ("hold", [("assist.max_ma", 5)], "assist.max_ma: is not a known key; "),
])
def test_what_does_not_fit_together(mode: str, changes: list[Change], line: str) -> None:
    assert told(mode, *changes)[0].startswith(line)


@pytest.mark.parametrize(("mode", "changes"), [
    ("hold", [("posture", "lying"), ("safety.chair", False)]),
    ("hold", [("assist.stimulation", 1), ("assist.mode", "held"), ("assist.for_misses", True)]),
    ("light", [("assist.stimulation", 0.5), ("assist.mode", "triggered")]),
    ("imagine", [("assist.stimulation", 0.5), ("assist.mode", "cyclic")]),
    ("hold", [("assist.train_s", 6), ("assist.rest_s", 12)]),
    ("hold", [("eyes", "closed"), ("feedback", {"screen": False, "sound": True})]),
    ("grade", [("quality.relax", 0.1)]),
])
def test_what_fits_together(mode: str, changes: list[Change]) -> None:
    made(mode, *changes)


def test_how_long_an_attempt_lasts_may_be_said_for_each_grade() -> None:
    quicker = made("light", ("assist", {}), ("difficulty.time_s", [6, 5, 4, 4, 3, 3, 2, 2, 1, 0.6]))
    assert [quicker.grade(number).time_s for number in (1, 2, 10)] == [6, 5, 0.6]


def test_a_level_as_it_was_written() -> None:
    level = made("light", ("posture", "lying"), ("assist.stimulation", 0.5))
    assert (level.posture, level.muscle, level.second) == (Posture.LYING, TA, None)
    assist = level.assist
    assert (assist.mode, assist.stimulation, assist.for_misses) == (StimMode.TRIGGERED, 0.5, False)
