"""Plans laid over levels: what is merged, what may never be, and where mistakes are told."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.problems import FileErrors, Problem
from levels.model_lanterns import LanternsLevel
from levels.model_shelf_reach import ShelfReachLevel
from levels.planning import (
    AxisLock,
    Laid,
    grade_at,
    lay_over,
    level_entry,
    locks_of,
    parse_plan,
    place_of,
    read_laid,
    read_plan,
    worth_knowing,
)
from levels.reader import shipped
from levels.words import Direction, Eyes, Posture
from tests.levels.making import spoilt
from tests.levels.plans import NAME, OWN, right, told, written

BETTER = "the level would no longer fit together: "
MORE = ": a plan never asks for more stimulation than its level."


def shelf(text: str) -> ShelfReachLevel:
    level = right(f"set: {{{text}}}").level
    assert isinstance(level, ShelfReachLevel)
    return level


def test_groups_are_merged_and_values_take_the_place_of_the_levels() -> None:
    level = shelf("posture: seated, steer: {x: {gain: 1.5}}, directions: [left], safety: {spotter: true}")
    before = right("").shipped
    assert isinstance(before, ShelfReachLevel)
    assert (level.posture, level.directions, level.safety.spotter) == (Posture.SEATED, (Direction.LEFT,), True)
    assert level.steer.x is not None
    assert before.steer.x is not None
    assert level.steer.x == before.steer.x.model_copy(update={"gain": 1.5})
    assert level.difficulty == before.difficulty


def test_null_takes_a_key_away_so_that_what_holds_without_it_holds() -> None:
    level = shelf("assist: {patience_s: null}, difficulty: {time_s: [15, 14, 13, 12, 11, 10, 9, 8, 7, 6]}")
    assert level.grade(1).time_s == 15
    assert shelf("assist: null").assist.patience_s == 12


def test_eyes_may_be_closed_with_all_that_belongs_to_it() -> None:
    level = shelf("eyes: closed, feedback: {screen: false}, safety: {spotter: true}")
    assert level.eyes is Eyes.CLOSED


@pytest.mark.parametrize(("text", "said"), [
    ("set: {steer: {x: {gain: 0.1}}}", ["3:25: set.steer.x.gain: must be 0.2 or more, not 0.1."]),
    ("set: {steer: {x: {gian: 2}}}", ["3:19: set.steer.x.gian: is not a known key; did you mean gain?"]),
    ("set: {postur: seated}", ["3:7: set.postur: is not a known key; did you mean posture?"]),
    ("set: {steer: {y: {gain: 2}}}",
     [f"3:18: set.steer.y: {BETTER}steer.y.signal: is missing; add it: What steers this axis: lean_x, lean_y, "
      "share or activation."]),
    ("set: {directions: [right, front]}",
     ["3:27: set.directions[2]: front needs steer.y, which is not there."]),
    ("set: {posture: lying}",
     ["3:16: set.posture: must be seated or standing: a shelf is not reached lying."]),
    ("set:\n  surface: foam", [f"4:3: set: {BETTER}safety.spotter: must be true: who stands on foam needs "
                               "somebody beside."]),
    ("set: {assist: {stimulation: .nan}}",
     ["3:29: set.assist.stimulation: must be a finite number, not .nan."]),
    ("set: {assist: {foo: null}}",
     ["3:21: set.assist.foo: is not in the level's file, so it cannot be taken away; remove it."]),
    ("set: {safety: {rail: false}}",
     ["3:22: set.safety.rail: must stay true, as in the level: a plan may only ask for more support."]),
    ("set: {posture: seated, safety: {rail: false}}",
     ["3:39: set.safety.rail: must stay true, as in the level: a plan may only ask for more support."]),
    ("set: {safety: null}", ["3:1: set.safety: is missing; add it: What must be at hand before this level may "
                             "start."]),
    ("set: {assist: {stimulation: 0.5}}", [f"3:29: set.assist.stimulation: must be 0 or less{MORE}"]),
])
def test_what_is_wrong_in_the_level_is_told_in_the_plan(text: str, said: list[str]) -> None:
    assert told(text) == said


@pytest.mark.parametrize(("text", "said"), [
    ("assist: {stimulation: 0.81}", f"3:29: set.assist.stimulation: must be 0.8 or less{MORE}"),
    ("assist: {train_s: 4.6}", f"3:25: set.assist.train_s: must be 4.5 or less{MORE}"),
    ("assist: {rest_s: 11.9}", f"3:24: set.assist.rest_s: must be 12 or more{MORE}"),
    ("assist: {for_misses: true}", f"3:28: set.assist.for_misses: must be false{MORE}"),
    ("mode: imagine, assist: {mode: cyclic}, difficulty: {effort: null}",
     f"3:37: set.assist.mode: must stay triggered, where stimulation follows an own effort{MORE}"),
    ("difficulty: {lamps: [3, 4, 5, 6, 7, 8, 9, 10, 11, 13]}",
     f"3:57: set.difficulty.lamps[10]: must be 12 or less, for each lamp may bring help{MORE}"),
])
def test_a_plan_never_asks_for_more_stimulation(text: str, said: str) -> None:
    assert told(f"set: {{{text}}}", "help") == [said]


@pytest.mark.parametrize("text", [
    "assist: {stimulation: 0.8}", "assist: {stimulation: 0.4}", "assist: {train_s: 4, rest_s: 14}",
    "assist: {stimulation: 0, train_s: 6}", "difficulty: {lamps: [2, 2, 2, 2, 2, 2, 2, 2, 2, 2]}",
    "assist: {stimulation: null}", "muscle: left_tibialis_anterior",
])
def test_less_stimulation_may_be_set(text: str) -> None:
    level = right(f"set: {{{text}}}", "help").level
    assert isinstance(level, LanternsLevel)
    assert level.assist.stimulation <= 0.8


def test_locks_are_grades_and_become_shares() -> None:
    plan = right("axes: {hold: {max: 5.5}, size: {min: 4}, speed: {fixed: 1}}").written.plan
    assert locks_of(plan) == (
        AxisLock("size", 1 / 3, 1.0), AxisLock("speed", 0.0, 0.0), AxisLock("hold", 0.0, 0.5))
    assert [grade_at(place_of(grade)) for grade in (1, 2.5, 10)] == [1, 2.5, 10]


@pytest.mark.parametrize(("level", "text", "said"), [
    ("light", "range: {fixed: 2}", "3:15: axes.range: this level has no range; remove it. It has: speed."),
    ("hold", "size: {max: 2}", "3:14: axes.size: this level has no size; remove it. It has: speed, hold."),
])
def test_an_axis_that_a_level_does_not_have_cannot_be_locked(level: str, text: str, said: str) -> None:
    assert told(f"axes: {{{text}}}", level) == [said]


@pytest.mark.parametrize("text", ["eyes: closed, feedback: {screen: false}, safety: {spotter: true}",
                                  "feedback: {screen: false}"])
def test_what_is_to_be_counted_must_be_seen(text: str) -> None:
    line, = told(f"feedback: {{second_task: count}}\nset: {{{text}}}")
    assert line.startswith("3:25: feedback.second_task: needs a level with open eyes and a lit screen")
    right(f"feedback: {{probes: 0.5}}\nset: {{{text}}}")


def test_what_is_worth_knowing() -> None:
    alike = ", ".join(["0.6"] * 10)
    planned = right("grade: 8\nadapt: false\naxes: {range: {max: 5}, hold: {min: 2, max: 4}}\n"
                    f"set: {{difficulty: {{range: [{alike}]}}}}")
    assert worth_knowing(planned) == (
        "adapt is false, so nothing moves inside the locks; everything stays where it begins.",
        "range is the same at every grade of this level, so its lock changes nothing.",
        "grade 8 lies outside the lock of hold, which begins at 4.")
    assert worth_knowing(right("grade: 2\naxes: {hold: {min: 3}}")) == (
        "grade 2 lies outside the lock of hold, which begins at 3.",)
    assert worth_knowing(right("")) == ()


def test_an_order_where_nothing_has_one_is_worth_knowing() -> None:
    assert worth_knowing(right("order: random", "light")) == (
        "lanterns have no order of targets, so order changes nothing.",)


def test_a_summary_that_few_words_would_hide_is_worth_knowing() -> None:
    sentence, = worth_knowing(right("feedback: {summary: true}"))
    assert sentence.startswith("in stages 1 and 2 results come one by one")
    assert worth_knowing(right("stage: 2\nfeedback: {summary: true}")) == (sentence,)
    assert worth_knowing(right("stage: 3\nfeedback: {summary: true}")) == ()
    assert worth_knowing(right("few_words: false\nfeedback: {summary: true}")) == ()


def test_a_level_is_found_by_name_or_beside_the_plan(tmp_path: Path) -> None:
    (tmp_path / "levels").mkdir()
    (tmp_path / "levels" / "mine.yaml").write_text(spoilt())
    plan = tmp_path / "plan.yaml"
    plan.write_text(written("set: {order: random}", "levels/mine.yaml"))
    planned = read_laid(plan)
    assert planned.entry.path == tmp_path / "levels" / "mine.yaml"
    assert planned.level_text == spoilt()
    assert isinstance(planned.level, ShelfReachLevel)
    assert planned.level.order == "random"
    assert level_entry(parse_plan(written("", "Side Shelf"), NAME)) in shipped()


@pytest.mark.parametrize(("level", "said"), [
    ("side_shelv", '2:7: plan: There is no level "side_shelv". Did you mean side_shelf?'),
    ("no.yaml", "2:7: plan: its level has mistakes: no.yaml:1:1: there is no such file; check the name."),
])
def test_an_unknown_level_is_told_at_its_name(level: str, said: str) -> None:
    assert told("", level) == [said]


def test_mistakes_of_the_level_itself_are_told_briefly(tmp_path: Path) -> None:
    level = tmp_path / "mine.yaml"
    level.write_text(spoilt(("posture", "seatd"), ("order", 1)))
    plan = tmp_path / "plan.yaml"
    plan.write_text(written("", "mine.yaml"))
    with pytest.raises(FileErrors) as caught:
        read_laid(plan)
    assert str(caught.value) == (
        f'{plan}:2:7: plan: its level has mistakes: {level}:15:13: posture: "seatd" is not known here; did you '
        f"mean seated? (and 1 more: surefoot check {level})")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileErrors, match="there is no such file"):
        read_plan(tmp_path / "none.yaml")


def test_a_plan_without_its_text_is_told_at_the_start() -> None:
    plan = parse_plan(written("set: {steer: {x: {gain: 9}}}"), NAME).plan
    with pytest.raises(FileErrors, match=r"^plan:1:1: set\.steer\.x\.gain: must be 3 or less, not 9\.$"):
        lay_over(OWN["side"], plan)


# --- hostile files ------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("text", "said"), [
    ("set: &a {x: 1}", "3:6: set: an anchor (&name) is not allowed; remove it."),
    ("set: *a", "3:6: set: a link (*name) is not allowed; write the value itself."),
    ("set: !!python/object:os.system {}", "3:6: set: a tag (!name) is not allowed; remove it."),
    ("set: {posture: seated}\nset: {}", "4:1: set: appears twice, first in line 3; keep one."),
    ("grade: .inf", "3:8: grade: must be a finite number, not .inf."),
    ("set: " + "{a: " * 25 + "1" + "}" * 25, "more than 20 groups inside each other; take some away."),
    ("---\nplan: two", "3:1: a second document begins here; a file holds only one, remove the ---."),
])
def test_hostile_yaml_is_told(text: str, said: str) -> None:
    assert any(line.endswith(said) for line in told(text))


def test_a_huge_plan_is_refused() -> None:
    with pytest.raises(FileErrors, match="larger than 256 KB"):
        parse_plan(written("# " + "x" * 300_000), NAME)


def values() -> st.SearchStrategy[object]:
    return st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(-9, 99), st.floats(allow_nan=False, allow_infinity=False),
                  st.sampled_from(["closed", "seated", "random", "right", ""])),
        lambda inner: st.one_of(st.lists(inner, max_size=10), st.dictionaries(
            st.sampled_from(["x", "y", "gain", "stimulation", "rail", "range", "size", "lamps", "title", "en"]),
            inner, max_size=4)), max_leaves=12)


def tried(text: str, level: str) -> tuple[Laid | None, tuple[Problem, ...]]:
    try:
        plan = parse_plan(text, NAME)
        return replace(right("", level), level=plan.over(OWN[level])), ()
    except FileErrors as errors:
        return None, errors.problems


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["side", "help", "grade"]), st.dictionaries(
    st.sampled_from(["posture", "eyes", "steer", "difficulty", "assist", "safety", "directions", "feedback",
                     "title", "muscle", "schema", "strange"]), values(), max_size=4))
def test_whatever_is_set_is_a_right_level_or_told(level: str, changes: dict[str, object]) -> None:
    text = f"schema: 1\nplan: {level}\nset: {json.dumps(changes)}\n"
    planned, problems = tried(text, level)
    assert all(problem.file == NAME and 1 <= problem.line <= 4 and problem.message for problem in problems)
    if planned is None:
        assert problems
        return
    assert planned.level.assist.stimulation <= planned.shipped.assist.stimulation
    for name in ("rail", "chair", "spotter"):
        assert getattr(planned.level.safety, name) or not getattr(planned.shipped.safety, name)
