"""Everything that a plan makes otherwise is said, and nothing else."""

from __future__ import annotations

import pytest

from station.preview.changes import changes
from tests.levels.plans import right


def said(text: str, level: str = "side", grade: int = 4) -> list[str]:
    return [str(change) for change in changes(right(text, level), grade)]


def test_a_plan_that_changes_nothing_says_nothing() -> None:
    assert said("") == []


def test_setting_what_is_so_already_changes_nothing() -> None:
    assert said("set: {posture: standing, directions: [right, left], steer: {x: {gain: 1.1}}}") == []


@pytest.mark.parametrize(("text", "sentence"), [
    ("axes: {range: {max: 5.5}}",
     "range, how far targets lie: 0.5 to 0.68 -> at most 0.59 of own reach (grade 5.5)"),
    ("axes: {range: {min: 4}}", "range, how far targets lie: 0.5 to 0.68 -> at least 0.56 of own reach (grade 4)"),
    ("axes: {range: {min: 3, max: 6}}",
     "range, how far targets lie: 0.5 to 0.68 -> 0.54 to 0.6 of own reach (grades 3 to 6)"),
    ("axes: {size: {max: 4}}", "size, radius of targets: 0.3 to 0.21 -> at least 0.27 of own reach (grade 4)"),
    ("axes: {size: {min: 4}}", "size, radius of targets: 0.3 to 0.21 -> at most 0.27 of own reach (grade 4)"),
    ("axes: {hold: {fixed: 3}}", "hold, how long to stay: 0.5 to 1.4 -> stays at 0.7 s (grade 3)"),
    ("axes: {hold: {min: 3, max: 3}}", "hold, how long to stay: 0.5 to 1.4 -> stays at 0.7 s (grade 3)"),
    ("grade: 4", "grade: the one played last -> 4"),
    ("adapt: false", "difficulty: follows the person -> stays at grade 4"),
    ("target_percent: 85", "tries that should succeed: 75 of 100, 90 in stages 1 and 2 -> 85 of 100"),
    ("target_percent: 75", "tries that should succeed: 75 of 100, 90 in stages 1 and 2 -> 75 of 100"),
    ("block_tries: 8", "the next axis has its turn: after 5 tries -> after 8 tries"),
    ("most_percent_per_block: 4", "an axis moves within a block: by at most 10 % -> by at most 4 %"),
    ("stage: 3", "stage: as the therapist accepted last -> 3"),
    ("few_words: true", "words: few in stages 1 and 2 -> always few"),
    ("few_words: false", "words: few in stages 1 and 2 -> as usual"),
    ("order: random", "order of targets: by sessions and stage -> random"),
    ("minutes: 8", "a round ends: when all is done -> when all is done, or after 8 minutes"),
    ("feedback: {fade: false}", "feedback: fades from session to session -> does not fade"),
    ("feedback: {percent: 67}", "tries with feedback to begin with: as the stage has it -> 67 %"),
    ("feedback: {band: 0.25}", "told: every result -> only errors beyond 0.25 of a target"),
    ("feedback: {summary: true}", "told: one by one -> five results together"),
    ("feedback: {on_request: true}", "who asks: is not told more -> is told"),
    ("feedback: {guess_every: 0}", "own guess first: in one try of 5 -> never"),
    ("feedback: {guess_every: 3}", "own guess first: in one try of 5 -> in one try of 3"),
    ("feedback: {probes: 0.2}", "tries that show nothing: 10 % -> 20 %"),
    ("feedback: {second_task: colours, second_share: 0.3}",
     "beside it: nothing -> counting one colour, in 30 % of the tries"),
    ("set: {posture: seated}", "posture: standing -> seated"),
    ("set: {steer: {x: {gain: 1.5}}}", "steer.x.gain: 1.1 -> 1.5"),
    ("set: {steer: {x: {invert: true}}}", "steer.x.invert: no -> yes"),
    ("set: {directions: [left]}", "directions: right, left -> left"),
    ("set: {assist: {patience_s: null}}", "assist.patience_s: 10 -> 12"),
    ("set: {difficulty: {items: [3, 3, 3, 4, 4, 4, 5, 5, 5, 6]}}", "difficulty.items: 3 to 12 -> 3 to 6"),
])
def test_each_change_in_words(text: str, sentence: str) -> None:
    assert sentence in said(text)
    assert len(said(text)) == 1


def test_one_axis_may_move_two_lists() -> None:
    times = "set: {difficulty: {time_s: [15, 14, 13, 12, 11, 10, 9, 8, 7, 6]}, assist: {patience_s: null}}"
    lines = said(f"axes: {{speed: {{max: 3}}}}\n{times}")
    assert "speed, time for one try: none -> at least 13 s (grade 3)" in lines
    assert any(line.startswith("speed, rest in the middle: ") for line in lines)


def test_groups_that_are_new_are_told_whole() -> None:
    lines = said("set: {steer: {y: {signal: lean_y}}, directions: [right, front]}")
    assert any(line.startswith("steer.y: none -> signal lean_y, dead_zone 0.05") for line in lines)


def test_a_level_of_lanterns() -> None:
    assert said("axes: {size: {max: 4}}", "grade") == [
        "size, width of the band: 0.18 to 0.09 -> at least 0.15 of own maximum (grade 4)"]
