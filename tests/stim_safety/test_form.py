"""Units, days and places: what the prescription's tests do not say by themselves."""

from __future__ import annotations

import pytest

from stim_safety import form
from stim_safety.form import Form, Unit, day_text
from stim_safety.strict_yaml import Problem, parse


def form_of(text: str) -> tuple[Form, list[Problem]]:
    problems: list[Problem] = []
    return Form(parse(text.encode()).root, "", problems), problems


@pytest.mark.parametrize(("unit", "text", "value"), [
    (form.MILLIAMPERE, "30 mA", 30_000), (form.MILLIAMPERE, "20.5 mA", 20_500), (form.MILLIAMPERE, "0.001 mA", 1),
    (form.MICROSECOND, "250 us", 250), (form.HERTZ, "35.5 Hz", 35_500), (form.SQUARE_CENTIMETRE, "45 cm2", 4_500),
    (form.SQUARE_CENTIMETRE, "4.25 cm2", 425), (form.SECOND, "2 s", 2_000), (form.SECOND, "0.25 s", 250),
    (form.MINUTE, "20 min", 1_200_000), (form.MINUTE, "1.5 min", 90_000), (form.PERCENT, "60 %", 600),
    (form.PERCENT, "12.5 %", 125), (form.COUNT, "3", 3), (form.COUNT, "0", 0), (form.COUNT, "9999999", 9_999_999)])
def test_units_are_read_exactly_and_written_again(unit: Unit, text: str, value: int) -> None:
    assert unit.read(text) == value
    assert unit.write(value) == text


@pytest.mark.parametrize(("unit", "text"), [
    (form.MILLIAMPERE, "30"), (form.MILLIAMPERE, "mA"), (form.MILLIAMPERE, " mA"), (form.MILLIAMPERE, "30 A"),
    (form.MILLIAMPERE, "30 mA "), (form.MILLIAMPERE, "30 mA x"), (form.MILLIAMPERE, "0.0001 mA"),
    (form.MICROSECOND, "250.5 us"), (form.SQUARE_CENTIMETRE, "4.255 cm2"), (form.PERCENT, "12.55 %"),
    (form.COUNT, "3 "), (form.COUNT, "3 x"), (form.COUNT, "03"), (form.COUNT, ""), (form.COUNT, "10000000")])
def test_nothing_else_is_read(unit: Unit, text: str) -> None:
    assert unit.read(text) is None


def test_a_trailing_zero_changes_nothing() -> None:
    assert form.MICROSECOND.read("250.000 us") == 250
    assert form.MILLIAMPERE.read("20.50 mA") == 20_500


def test_days_are_counted_from_1970() -> None:
    assert [day_text(day) for day in (-1, 0, 20_778)] == ["1969-12-31", "1970-01-01", "2026-11-21"]
    values, problems = form_of("a: 1970-01-02\nb: 1970-01-01T00:00:01Z\nc: 2026-11-21T09:30Z")
    assert (values.day("a", 0, 1), values.moment("b"), values.moment("c")) == (1, 1, 20_778 * 86_400 + 34_200)
    assert problems == []


def test_places_are_those_of_the_value_or_of_where_it_should_be() -> None:
    top, problems = form_of("a:\n  b: 3 mA # c\n  x: 1\nd: 1")
    inside = top.inside("a")
    inside.only(("b",))
    inside.number("b", form.SECOND, 0, 1, 1)
    inside.name("c")
    inside.inside("e")
    top.inside("d")
    top.inside("f").inside("g")
    assert problems == [
        Problem(3, 3, "a.x", "is not known here; there are: b."),
        Problem(2, 6, "a.b",
                'must be a plain number, one space and the unit s, such as 0.001 s, not "3 mA".'),
        Problem(1, 1, "a.c", 'is missing; write c: "A. Therapist".'),
        Problem(1, 1, "a.e", "is missing."),
        Problem(4, 4, "d", "needs further lines, indented by two spaces."),
        Problem(1, 1, "f", "is missing."),
    ]


def test_what_was_read_without_a_problem_is_right() -> None:
    values, problems = form_of("a: 1 s\nb: 2 s")
    assert (values.number("a", form.SECOND, 1_000, 1_500, 1_000), values.clean) == (1_000, True)
    assert values.number("b", form.SECOND, 1_000, 1_500, 1_000) == 1_000, "a stand-in, at the lower limit"
    assert not values.clean
    assert [values.right(*keys) for keys in (("a",), ("b",), ("a", "b"), ())] == [True, False, False, True]
    assert [str(problem) for problem in problems] == ["2:4: b: must be from 1 s to 1.5 s, not 2 s."]


def test_stand_ins_are_the_least() -> None:
    values, problems = form_of('a: "x"\nb: "x"')
    assert (values.number("a", form.COUNT, 3, 4, 4), values.number("n", form.COUNT, 3, 4, 4)) == (3, 3)
    assert (values.day("a", 3, 4), values.day("n", 3, 4), values.moment("a"), values.moment("n")) == (3, 3, 0, 0)
    assert (values.choice("a", ("u", "v")), values.choice("n", ("u", "v"))) == ("u", "u")
    assert (values.name("b"), values.name("n")) == ("x", "")
    assert len(problems) == 9


def test_values_out_of_range_stand_for_the_least_too() -> None:
    values, problems = form_of("a: 5\nb: 1970-01-09\nc: w\nd: wrong\ne: 1970-99-99")
    assert (values.number("a", form.COUNT, 3, 4, 4), values.day("b", 3, 4)) == (3, 3)
    assert values.choice("c", ("u", "v")) == "u"
    assert (values.number("d", form.COUNT, 3, 4, 4), values.day("e", 3, 4), values.moment("d")) == (3, 3, 0)
    assert len(problems) == 6


def test_of_many_words_two_are_shown_as_an_example() -> None:
    values, problems = form_of('a: "x"')
    assert values.choice("a", ("u", "v", "w")) == "u"
    assert problems[0].message == "stands in quotes; write it without them, such as u or v."
