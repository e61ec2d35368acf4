"""The rules inside a plan: each mistake is told at its place, with what would be right."""

from __future__ import annotations

import pytest

from levels.planning import parse_plan
from levels.words import Order
from tests.levels.plans import NAME, right, told, written


def test_two_lines_are_a_plan_that_changes_nothing() -> None:
    planned = right("")
    plan = planned.written.plan
    assert planned.level == planned.shipped
    assert (plan.adapt, plan.target_percent, plan.feedback.fade, plan.set) == (True, 75, True, {})


def test_everything_at_once() -> None:
    plan = right("""\
patient: P-1042
grade: 4
target_percent: 80
axes: {size: {min: 2.5}, range: {max: 6}, speed: {fixed: 3}, hold: {min: 2, max: 2}}
block_tries: 8
most_percent_per_block: 5
stage: 3
order: random
feedback: {percent: 50, band: 0.2, on_request: true, guess_every: 0, probes: 0.2, second_task: colours,
           second_share: 0.25}
minutes: 10
set: {posture: seated}
""").written.plan
    assert (plan.patient, plan.order, plan.feedback.second_task) == ("P-1042", Order.RANDOM, "colours")


@pytest.mark.parametrize(("text", "said"), [
    ("axes: {range: {min: 6, max: 3}}",
     "3:21: axes.range.min: must not be above max (3): swap them, or write fixed instead."),
    ("axes: {range: {fixed: 3, max: 4}}",
     "3:31: axes.range.max: has no meaning beside fixed; keep fixed: 3, or min and max."),
    ("axes: {size: {}}", "3:14: axes.size: needs min, max or fixed; or leave this axis out, then it is free."),
    ("axes: {hold: {min: 0.5}}", "3:20: axes.hold.min: must be 1 or more, not 0.5."),
    ("axes: {hold: {max: 11}}", "3:20: axes.hold.max: must be 10 or less, not 11."),
    ("axes: {vision: {fixed: 1}}", "3:8: axes.vision: is not a known key; known here: size, range, speed, hold."),
    ("target_percent: 45", "3:17: target_percent: must be 50 or more, not 45."),
    ("target_percent: 96", "3:17: target_percent: must be 95 or less, not 96."),
    ("target_percent: 72.5", "3:17: target_percent: must be a whole number, not 72.5."),
    ("patient: Anna Berg",
     "3:10: patient: must be a patient id of letters, digits and dashes, at most 32, such as P-1042; never a "
     "name."),
    ("patient: Guest",
     "3:10: patient: must be a patient; a guest is nobody. Leave it out, and the plan is for all."),
    ("grade: 11", "3:8: grade: must be 10 or less, not 11."),
    ("stage: 5", "3:8: stage: must be 1, 2, 3 or 4, not 5."),
    ("minutes: 0", "3:10: minutes: must be 1 or more, not 0."),
    ("most_percent_per_block: 20", "3:25: most_percent_per_block: must be 10 or less, not 20."),
    ("feedback: {guess_every: 1}",
     "3:25: feedback.guess_every: must be 0 for no guess, or 2 to 100: a guess at every try wears out."),
    ("feedback: {percent: 40}", "3:21: feedback.percent: must be 100, 67, 50, 33 or 0, not 40."),
    ("feedback: {band: 0.2, summary: true}",
     "3:18: feedback.band: has no meaning beside summary: true, which tells every result; remove one."),
    ("feedback: {second_share: 0.5}",
     "3:26: feedback.second_share: has no meaning without second_task: count or colours."),
    ("feedback: {second_task: colour}",
     '3:25: feedback.second_task: "colour" is not known here; did you mean colours?'),
    ("stage: 1\nfeedback: {percent: 33}",
     "4:21: feedback.percent: must be 100 in stage 1; to keep 33, write fade: false."),
    ("stage: 3\nfeedback: {percent: 100}",
     "4:21: feedback.percent: must be 50 or 33 or 0 in stage 3; to keep 100, write fade: false."),
    ("few_words: true\ntarget_percent: 80",
     "4:17: target_percent: must be 90 or more beside few_words: true, where nearly every try succeeds."),
    ("few_words: true\nfeedback: {second_task: count}",
     "4:25: feedback.second_task: has no place beside few_words: true: one thing at a time."),
    ("few_words: true\nfeedback: {summary: true}",
     "4:21: feedback.summary: must be false beside few_words: true: one result at a time."),
    ("set: {title: {en: Mine}}",
     "3:14: set.title: cannot be set: it says which level this is. Copy the level to change it."),
    ("set: [posture]", "3:6: set: must be a group of keys (lines of the form key: value), not a list."),
])
def test_each_mistake_at_its_place(text: str, said: str) -> None:
    assert told(text) == [said]


@pytest.mark.parametrize("text", [
    "axes: {range: {min: 3, max: 3}}", "axes: {size: {fixed: 1}, hold: {fixed: 10}}", "feedback: {guess_every: 0}",
    "feedback: {guess_every: 2}", "feedback: {summary: true}", "few_words: true",
    "few_words: true\ntarget_percent: 90",
    "few_words: false\ntarget_percent: 60", "stage: 1\nfeedback: {percent: 33, fade: false}",
    "stage: 2\nfeedback: {percent: 67}", "target_percent: 50", "target_percent: 95", "patient: p-1",
])
def test_what_is_just_right(text: str) -> None:
    assert right(text).level == right("").shipped


def test_all_mistakes_of_a_plan_at_once() -> None:
    assert len(told("grade: 0\naxes: {size: {min: 5, max: 2}}\nfeedback: {guess_every: 1}\nminuts: 3")) == 4


def test_a_plan_as_text_keeps_its_text() -> None:
    text = written("patient: P-1")
    assert parse_plan(text.encode("utf-8-sig").replace(b"\n", b"\r\n"), NAME).text == text
