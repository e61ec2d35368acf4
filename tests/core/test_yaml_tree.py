"""Text that is no YAML of ours, in the same words whichever parser found it."""

from __future__ import annotations

import pytest
import yaml

from core import yaml_tree
from core.yaml_syntax import advice
from core.yaml_tree import plain_scalar, read_tree
from tests.core.carts import named, told


@pytest.fixture(params=["CBaseLoader", "BaseLoader"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the C parser and the Python parser in turn: both must say the same."""
    monkeypatch.setattr(yaml_tree, "LOADER", getattr(yaml, request.param))


@pytest.mark.parametrize(("text", "value"), [
    ("no", "no"), ("on", "on"), ("yes", "yes"), ("True", True), ("false", False), ("tRue", "tRue"),
    ("", None), ("~", None), ("null", None), ("nUll", "nUll"),
    ("012", 12), ("-7", -7), ("+7", 7), ("0o17", 15), ("0x1F", 31), ("0b1", "0b1"), ("1_000", "1_000"),
    ("1:30", "1:30"), ("1e3", 1000.0), (".5", 0.5), ("5.", 5.0), ("-1.5E-2", -0.015), (".", "."), ("1e", "1e"),
    ("2026-01-01", "2026-01-01"), ("٣", "٣"), ("<<", "<<"), ("=", "="),
])
def test_plain_words_are_read_as_yaml_1_2_reads_them(text: str, value: object) -> None:
    found = plain_scalar(text)
    assert found == value
    assert type(found) is type(value)


SYNTAX_FAULTS = [
    ("anchor", "name: &n a\n", ["1:7: name: an anchor (&name) is not allowed; remove it."]),
    ("alias", "name: a\nnotes: {a: *n}\n", [
        "2:12: notes.a: a link (*name) is not allowed; write the value itself."]),
    ("tag", "name: !!str 12\n", ["1:7: name: a tag (!name) is not allowed; remove it."]),
    ("code in a tag", "name: !!python/object/apply:os.system [ls]\n", [
        "1:7: name: a tag (!name) is not allowed; remove it."]),
    ("anchored key", "&k name: a\n", [
        "1:1: a key may have neither an anchor (&) nor a tag (!); remove it."]),
    ("list as key", "? [a]\n: b\n", ["1:3: a key must be a single word, followed by a colon."]),
    ("two documents", "name: a\n---\nname: b\n", [
        "2:1: a second document begins here; a file holds only one, remove the ---."]),
    ("duplicate key", "name: a\nbraked: true\nname: {b: [1, 2]}\nbraked: false\n", [
        "3:1: name: appears twice, first in line 1; keep one.",
        "4:1: braked: appears twice, first in line 2; keep one."]),
    ("nan", "name: a\nspare: {size: .nan, spokes: 3}\n", [
        "2:15: spare.size: must be a finite number, not .nan."]),
    ("infinity", "name: a\nspare: {size: -.inf, spokes: 1e999}\n", [
        "2:15: spare.size: must be a finite number, not -.inf.",
        "2:30: spare.spokes: must be a finite number; 1e999 is too large."]),
    ("digits", f"name: a\nspare: {{spokes: {'9' * 41}}}\n", [
        f"2:17: spare.spokes: the number {'9' * 40}... has too many digits."]),
    ("hidden", 'name: "a\\eb"\n', ["1:7: name: holds the character U+001B, which cannot be shown."]),
    ("open quote", "name: 'a\n", ["1:7: the quote that opens here is not closed."]),
    ("open list", "numbers: [1, 2\nname: a\n", [
        "1:10: the list that begins here needs commas between values and a ] at its end."]),
    ("open group", "spare: {size: 1\n", [
        "1:8: the group that begins here needs commas between keys and a } at its end."]),
    ("two colons", "name: a: b\n", [
        "1:8: a colon does not fit here; put text with a colon in quotes, and indent a key like the keys "
        "beside it."]),
    ("at sign", "name: @a\n", ["1:7: a value cannot begin with this sign; put the value in quotes."]),
    ("backslash", 'name: "C:\\surefoot"\n', [
        "1:7: a backslash in double quotes must be written twice; or use single quotes."]),
    ("list after key", "numbers: - 1\n", ["1:10: a list with - begins on its own line, below its key."]),
    ("indentation", "spare:\n    size: 1\n  spokes: 3\n", [
        "3:3: this does not fit here; indent keys that belong together alike, with spaces, and close every quote "
        "and bracket."]),
    ("empty anchor", "name: &\n", ["1:7: & and * have a meaning in YAML; put the value in quotes."]),
    ("unknown handle", "name: !a!b c\n", ["1:7: ! has a meaning in YAML; put the value in quotes."]),
    ("directive", "%YAML 2.0\n---\nname: a\n", ["1:1: remove this line; a line may not begin with %."]),
    ("block", "name: |x\n  a\n", ["1:7: after | or > the text begins on the next line."]),
    ("bracket", "name: ]\n", ["1:7: this does not fit here; a value is missing before this sign."]),
    ("after the end", "name: a\n...\nname: b\n", [
        "3:1: this does not fit here; remove the line above that is ... or begins with %."]),
    ("question", "name: ? a\n", ["1:7: a value cannot begin with ?; put the value in quotes."]),
    ("half an escape", 'name: "\\x1"\n', [
        "1:7: a backslash in double quotes must be written twice; or use single quotes."]),
    ("open at the end", "name: [", ["2:1: this does not fit here; a value is missing before this sign."]),
    ("no value", "just words\n", [
        '1:1: must be a group of keys (lines of the form key: value), not "just words".']),
]


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(("text", "lines"), named(SYNTAX_FAULTS))
def test_what_is_no_yaml_of_ours(text: str, lines: list[str]) -> None:
    assert told(text) == [f"cart.yaml:{line}" for line in lines]


@pytest.mark.skipif(not hasattr(yaml, "CBaseLoader"), reason="the Python parser takes it for a word")
def test_a_colon_inside_a_word_of_a_list() -> None:
    assert told("numbers: [a:, b]\n") == [
        "cart.yaml:1:12: a colon does not fit here; put text with a colon in quotes."]


@pytest.mark.parametrize("signs", ["{-': ", "%a", "|1", "a: [}", "\x01", "!<", "? -", "&a *b", "- - -\n -", ": :"])
def test_whatever_the_parser_says_a_sentence_comes_out(signs: str) -> None:
    tree = read_tree(signs)
    assert tree.faults or tree.whole
    assert all(fault.message.endswith(".") and "not YAML (" not in fault.message for fault in tree.faults)


def test_a_fault_that_nobody_foresaw_is_still_told_with_its_place() -> None:
    mark = yaml.Mark("file", 0, 4, 2, "", 0)
    assert advice(yaml.MarkedYAMLError(problem="found a riddle", problem_mark=mark)) == (
        (5, 3), "this is not YAML (found a riddle).")
    assert advice(yaml.MarkedYAMLError(problem="found a riddle")) == ((1, 1), "this is not YAML (found a riddle).")


def nested(depth: int) -> str:
    return "name: a\nnotes: " + "[" * depth + "]" * depth


@pytest.mark.usefixtures("parser")
def test_nesting_is_bounded() -> None:
    assert "notes: must be a group of keys" in told(nested(19))[0]
    assert told(nested(20)) == [f"cart.yaml:2:27: notes{'[1]' * 19}: more than 20 groups inside each other; "
                                "take some away."]
    assert told(nested(100_000)) == told(nested(20))
