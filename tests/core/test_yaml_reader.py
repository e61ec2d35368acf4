"""What a model refuses, each with the exact sentence that people read."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from core import yaml_reader
from core.errors import ExitCode, InputError
from core.problems import FileErrors, Problem, path_text, plain
from core.yaml_words import model_at
from tests.core.carts import Cart, Wheel, named, told


def test_a_right_file_becomes_a_model() -> None:
    cart = yaml_reader.parse("name: no\nwheels:\n  - {size: 2, spokes: 012}\nbraked: false\n", "cart.yaml", Cart)
    assert cart == Cart(name="no", wheels=(Wheel(size=2.0, spokes=12),), braked=False)


MODEL_FAULTS = [
    ("missing", "spare: {size: 1}\n", [
        "1:1: name: is missing; add it: What it is called.",
        "1:1: spare.spokes: is missing; add it: How many spokes."]),
    ("misspelt key", "name: a\nspare: {spoke: 3, spokes: 3}\n", [
        "2:9: spare.spoke: is not a known key; did you mean spokes?"]),
    ("unknown key", "name: a\nspare: {zzz: 1, spokes: 3}\n", [
        "2:9: spare.zzz: is not a known key; known here: size, spokes."]),
    ("misspelt word", "name: a\ncolour: gren\n", ['2:9: colour: "gren" is not known here; did you mean green?']),
    ("unknown word", "name: a\ncolour: 5\n", ["2:9: colour: must be red or green, not 5."]),
    ("empty", "name: a\ncolour:\n", ["2:8: colour: must be red or green, but nothing stands here."]),
    ("number for text", "name: 12\n", ["1:7: name: must be text (put it in quotes), not 12."]),
    ("blank", "name: ''\n", ["1:7: name: must not be empty."]),
    ("long", "name: wheelbarrow\n", ["1:7: name: must have at most 8 characters, not 11."]),
    ("text for number", "name: a\nspare: {size: '2', spokes: 3}\n", [
        '2:15: spare.size: must be a number, not "2".']),
    ("true for number", "name: a\nspare: {size: true, spokes: 3.0}\n", [
        "2:15: spare.size: must be a number, not true.",
        "2:29: spare.spokes: must be a whole number, not 3.0."]),
    ("bounds", "name: a\nwheels:\n  - {size: 0, spokes: 2}\n  - {size: 2.6, spokes: 40}\n", [
        "3:12: wheels[1].size: must be more than 0, not 0.",
        "3:23: wheels[1].spokes: must be 3 or more, not 2.",
        "4:12: wheels[2].size: must be 2.5 or less, not 2.6.",
        "4:25: wheels[2].spokes: must be less than 40, not 40."]),
    ("word for bool", "name: a\nbraked: yes\n", ['2:9: braked: must be true or false, not "yes".']),
    ("group for list", "name: a\nnumbers: {a: 1}\n", [
        "2:10: numbers: must be a list, such as [a, b], not a group of keys."]),
    ("list for group", "name: a\nspare: [1]\n", [
        "2:8: spare: must be a group of keys (lines of the form key: value), not a list."]),
    ("short list", "name: a\nnumbers: [1]\n", ["2:10: numbers: must have at least 2 values, not 1."]),
    ("long list", "name: a\nnumbers: [1, 2, 3, 4, 5]\n", ["2:10: numbers: must have at most 4 values, not 5."]),
    ("own rule", "name: a\nnumbers: [7, 1, 7]\n", [
        "2:11: numbers[1]: must not be seven.", "2:17: numbers[3]: must not be seven."]),
    ("all at once", "nam: a\nspare: {size: .nan, spokes: 2, size: 1}\nnumbers: [1, b]\n", [
        "1:1: nam: is not a known key; did you mean name?",
        "1:1: name: is missing; add it: What it is called.",
        "2:15: spare.size: must be a finite number, not .nan.",
        "2:29: spare.spokes: must be 3 or more, not 2.",
        "2:32: spare.size: appears twice, first in line 2; keep one.",
        '3:14: numbers[2]: must be a whole number, not "b".']),
]


@pytest.mark.parametrize(("text", "lines"), named(MODEL_FAULTS))
def test_what_the_model_refuses(text: str, lines: list[str]) -> None:
    assert told(text) == [f"cart.yaml:{line}" for line in lines]


@pytest.mark.parametrize(("path", "model"), [
    ((), Cart), (("spare",), Wheel), (("wheels", 3), Wheel), (("wheels",), None), (("name", "x"), None),
    (("nothing",), None), (("spare", "size", 0, "x"), None),
])
def test_which_model_describes_a_place(path: tuple[str | int, ...], model: type[BaseModel] | None) -> None:
    assert model_at(Cart, path) is model


def test_problems_are_input_errors_in_order_of_place() -> None:
    later, earlier = Problem("a", 10, 1, "x", "b."), Problem("a", 9, 5, "", "a.")
    errors = FileErrors([later, earlier, later])
    assert isinstance(errors, InputError)
    assert errors.exit_code == ExitCode.WRONG_INPUT
    assert errors.problems == (earlier, later)
    assert str(errors) == "a:9:5: a.\na:10:1: x: b."


def test_paths_and_words_as_people_read_them() -> None:
    assert path_text(()) == ""
    assert path_text(("a", 0, "b", 9)) == "a[1].b[10]"
    assert plain("line\nbreak") == "line\\u000abreak"
    assert plain("x" * 41) == "x" * 40 + "..."
