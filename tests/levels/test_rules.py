"""Rules between the parts of a level, each with its sentence at its place."""

from __future__ import annotations

import pytest

from core.events import JsonValue
from tests.levels.making import made, told

Change = tuple[str, JsonValue]
SEATED: Change = ("posture", "seated")
CLOSED: Change = ("eyes", "closed")
DARK: Change = ("feedback.screen", False)
QUIET: Change = ("feedback.sound", False)
ALONE: Change = ("safety.spotter", False)


@pytest.mark.parametrize(("changes", "lines"), [
    ([("safety.rail", False)], ["safety.rail: must be true: who stands needs a rail in reach."]),
    ([SEATED, ("safety.chair", False)], ["safety.chair: must be true: who sits needs a chair."]),
    ([("surface", "foam"), ALONE], ["safety.spotter: must be true: who stands on foam needs somebody beside."]),
    ([CLOSED, DARK, ALONE], ["safety.spotter: must be true: who stands with closed eyes needs somebody beside."]),
    ([SEATED, ("surface", "foam")], [
        "surface: foam lies under standing feet; write cushion for a soft seat."]),
    ([("surface", "cushion")], [
        "surface: a cushion lies on a seat; write foam for soft ground under the feet."]),
    ([CLOSED], ["feedback.screen: must be false while eyes are closed, so that peeking gives nothing."]),
    ([CLOSED, DARK, QUIET], ["feedback.sound: must be true while eyes are closed: sound is all that leads."]),
    ([DARK, QUIET], ["feedback.sound: must be true when the screen is off: nothing else would lead."]),
    ([("steer", {})], ["steer: needs x or y, or nothing would move the hand."]),
    ([("steer.x", None)], [
        "directions[1]: right needs steer.x, which is not there.",
        "directions[3]: left needs steer.x, which is not there."]),
    ([("steer.y", None), ("directions", ["right", "front_left"])], [
        "directions[2]: front_left needs steer.y, which is not there."]),
    ([("steer.x.signal", "activation")], ["steer.x: needs a muscle, because its signal is activation."]),
    ([("steer.x.muscle", "left_hamstrings")], [
        "steer.x.muscle: has no meaning with the signal lean_x; remove it."]),
    ([("steer.y.gain", 0.46)], [
        "steer.y.gain: must be 0.47 or more, or the farthest target is out of reach even for a full lean."]),
    ([("quality.home_radius", 0.24)], [
        f"difficulty.range[{grade}]: grade {grade}: a target of size {size} at {far} overlaps the centre "
        "(home_radius 0.24); put it farther out, or make it or the centre smaller."
        for grade, size, far in [(1, 0.3, 0.5), (2, 0.29, 0.52)]]),
    ([("difficulty.hold_s.9", 4), ("assist.patience_s", 5)], [
        "assist.patience_s: must be more than 5, or the longest hold (4 s) leaves no time to get there."]),
    ([("difficulty.time_s", [9] * 9 + [9.1]), ("assist", {})], [
        "difficulty.time_s[10]: grade 10 (9.1) is more than grade 9 (9) and so would be easier; from grade to "
        "grade these values must fall or stay."]),
    ([("difficulty.time_s", [9] * 10), ("assist.patience_s", 12)], [
        "assist.patience_s: has no meaning beside difficulty.time_s, which says it for each grade; remove one."]),
    ([("difficulty.size.4", 0.28)], [
        "difficulty.size[5]: grade 5 (0.28) is more than grade 4 (0.27) and so would be easier; from grade to "
        "grade these values must fall or stay."]),
    ([("difficulty.items.9", 3), ("difficulty.settle_s.1", 2)], [
        "difficulty.settle_s[2]: grade 2 (2) is more than grade 1 (1.4) and so would be easier; from grade to "
        "grade these values must fall or stay.",
        "difficulty.items[10]: grade 10 (3) is less than grade 9 (11) and so would be easier; from grade to grade "
        "these values must rise or stay."]),
    ([("safety.rail", False), CLOSED, QUIET, ("surface", "cushion")], [
        "surface: a cushion lies on a seat; write foam for soft ground under the feet.",
        "feedback.screen: must be false while eyes are closed, so that peeking gives nothing.",
        "feedback.sound: must be true while eyes are closed: sound is all that leads.",
        "safety.rail: must be true: who stands needs a rail in reach."]),
])
def test_what_does_not_fit_together(changes: list[Change], lines: list[str]) -> None:
    assert told(*changes) == lines


@pytest.mark.parametrize("changes", [
    [SEATED, ("safety.rail", False), ALONE],
    [SEATED, ("surface", "cushion")],
    [("surface", "foam")],
    [CLOSED, DARK],
    [DARK],
    [QUIET],
    [("steer.x", None), ("directions", ["front", "back"])],
    [("steer.x", {"signal": "activation", "muscle": "left_tibialis_anterior"})],
    [("steer.y.gain", 0.47)],
    [("difficulty.size", [0.3] * 10), ("difficulty.range", [0.5] * 10)],
    [("assist.patience_s", 3), ("difficulty.hold_s", [1.9] * 10)],
])
def test_what_fits_together(changes: list[Change]) -> None:
    made(*changes)


def test_stimulation_needs_a_seat() -> None:
    helped: Change = ("assist.stimulation", 0.01)
    assert told(helped) == ["assist.stimulation: must be 0: who stands may fall when a muscle is moved."]
    assert made(helped, SEATED).assist.stimulation == 0.01
    assert made(("assist.stimulation", 0)).assist.stimulation == 0
