"""Every kind of wrong file, each with the exact sentence that people read."""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pytest
import yaml
from _pytest.mark import ParameterSet
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from core import yaml_reader, yaml_tree
from core.complaints import Complaint, complain
from core.errors import ExitCode, InputError
from core.problems import MOST_SHOWN, FileErrors, Problem, path_text, plain
from core.yaml_text import MAX_BYTES
from core.yaml_syntax import advice
from core.yaml_tree import plain_scalar, read_tree
from core.yaml_words import model_at


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


def _no_sevens(values: tuple[int, ...]) -> tuple[int, ...]:
    complain([Complaint((at,), "must not be seven.") for at, value in enumerate(values) if value == 7])
    return values


class Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


class Wheel(Part):
    size: float = Field(1.0, gt=0, le=2.5, description="Radius, metres.")
    spokes: int = Field(ge=3, lt=40, description="How many spokes.")


class Cart(Part):
    name: str = Field(min_length=1, max_length=8, description="What it is called.")
    colour: Colour = Colour.RED
    wheels: tuple[Wheel, ...] = Field((), max_length=2)
    spare: Wheel | None = None
    numbers: Annotated[tuple[int, ...], Field(min_length=2, max_length=4), AfterValidator(_no_sevens)] = (1, 2)
    braked: bool = True
    notes: dict[str, str] = Field(default_factory=dict)


@pytest.fixture(params=["CBaseLoader", "BaseLoader"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the C parser and the Python parser in turn: both must say the same."""
    monkeypatch.setattr(yaml_tree, "LOADER", getattr(yaml, request.param))


def named(rows: Iterable[tuple[str, str | bytes, list[str]]]) -> list[ParameterSet]:
    return [pytest.param(text, lines, id=name) for name, text, lines in rows]


def told(text: str | bytes) -> list[str]:
    with pytest.raises(FileErrors) as caught:
        yaml_reader.parse(text, "cart.yaml", Cart)
    return str(caught.value).splitlines()


def test_a_right_file_becomes_a_model() -> None:
    cart = yaml_reader.parse("name: no\nwheels:\n  - {size: 2, spokes: 012}\nbraked: false\n", "cart.yaml", Cart)
    assert cart == Cart(name="no", wheels=(Wheel(size=2.0, spokes=12),), braked=False)


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


TEXT_FAULTS = [
    ("nothing", b"", ["cart.yaml:1:1: the file is empty."]),
    ("only comments", b"# a cart\n\n", ["cart.yaml:1:1: the file is empty."]),
    ("only a mark", b"---\n", ["cart.yaml:1:1: the file is empty."]),
    ("a tab", b"name: a\nspare:\n\tsize: 1\n", [
        "cart.yaml:3:1: a tab is not allowed; use spaces (set your editor to insert spaces)."]),
    ("tabs", b"name:\ta\n\tspare: 1\n", [
        "cart.yaml:1:6: a tab is not allowed; use spaces (set your editor to insert spaces).",
        "cart.yaml:2:1: a tab is not allowed; use spaces (set your editor to insert spaces)."]),
    ("a zero byte", b"name: a\0b\n", [
        "cart.yaml:1:8: the character U+0000 does not belong in a text file; remove it."]),
    ("a line separator", "name: a\u2028b\n".encode(), [
        "cart.yaml:1:8: the character U+2028 does not belong in a text file; remove it."]),
    ("Latin-1", "name: a\nnotes: {a: größe}\n".encode("latin-1"), [
        "cart.yaml:2:14: byte 0xf6 is not UTF-8; save the file as UTF-8."]),
    ("UTF-16", "name: a\n".encode("utf-16"), ["cart.yaml:1:1: the file is saved as UTF-16; save it as UTF-8."]),
    ("300 KB", b"# " + b"x" * 300_000, [
        "cart.yaml:1:1: the file is larger than 256 KB; a file of settings is far smaller."]),
]


@pytest.mark.parametrize(("data", "lines"), named(TEXT_FAULTS))
def test_what_is_no_text_of_ours(data: bytes, lines: list[str]) -> None:
    assert told(data) == lines


@pytest.mark.parametrize(("size", "refused"), [(MAX_BYTES - 1, False), (MAX_BYTES, False), (MAX_BYTES + 1, True)])
def test_the_size_limit_holds_to_the_byte(size: int, refused: bool) -> None:
    data = b"name: a\n#".ljust(size, b"x")
    if refused:
        assert "larger than 256 KB" in told(data)[0]
    else:
        assert yaml_reader.parse(data, "cart.yaml", Cart).name == "a"


@pytest.mark.parametrize("data", [
    b"\xef\xbb\xbfname: a\n", b"name: a\r\n", b"name: a\r", b"name: a", b"---\nname: a\n...\n"])
def test_what_editors_do_to_files_is_accepted(data: bytes) -> None:
    assert yaml_reader.parse(data, "cart.yaml", Cart).name == "a"


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
    mark = yaml.Mark("file", 0, 4, 2, None, None)
    assert advice(yaml.MarkedYAMLError(problem="found a riddle", problem_mark=mark)) == (
        (5, 3), "this is not YAML (found a riddle).")
    assert advice(yaml.MarkedYAMLError(problem="found a riddle")) == ((1, 1), "this is not YAML (found a riddle).")


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


def nested(depth: int) -> str:
    return "name: a\nnotes: " + "[" * depth + "]" * depth


@pytest.mark.usefixtures("parser")
def test_nesting_is_bounded() -> None:
    assert "notes: must be a group of keys" in told(nested(19))[0]
    assert told(nested(20)) == [f"cart.yaml:2:27: notes{'[1]' * 19}: more than 20 groups inside each other; "
                                "take some away."]
    assert told(nested(100_000)) == told(nested(20))


def test_hostile_keys_are_shown_harmlessly() -> None:
    line = told('name: a\n? "\\e[2J' + "x" * 5000 + '"\n: 1\n')[0]
    assert line.startswith("cart.yaml:2:3: \\u001b[2Jxxx")
    assert len(line) < 200


def test_a_flood_of_problems_is_cut_short() -> None:
    lines = told("name: a\n" + "".join(f"key{number}: 1\n" for number in range(5000)))
    assert len(lines) == MOST_SHOWN + 1
    assert lines[-1] == f"... and {yaml_reader.MOST_TOLD - MOST_SHOWN} more."


@pytest.mark.parametrize(("name", "sentence"), [
    ("none.yaml", "there is no such file; check the name."),
    ("folder", "this is a folder; name a file."),
    ("bad\0name", "there is no such file; check the name."),
    ("n" * 300, "the file cannot be read (File name too long); check the name."),
])
def test_wrong_paths(name: str, sentence: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(FileErrors) as caught:
        yaml_reader.read(tmp_path / name, Cart)
    assert caught.value.problems == (Problem(str(tmp_path / name), 1, 1, "", sentence),)


@pytest.mark.skipif(os.name != "posix", reason="named pipes are files on POSIX only")
def test_a_pipe_is_refused_at_once_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileErrors, match="this is not a file that can be read as text"):
        yaml_reader.read(tmp_path / "pipe", Cart)


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "cart.yaml"
    path.write_text("name: a\n")

    def refuse(*_: object, **__: object) -> object:
        raise PermissionError(13, "Permission denied")  # chmod would not stop an administrator

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(FileErrors, match="may not be read; ask for the right to read it"):
        yaml_reader.read(path, Cart)


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


def scalars() -> st.SearchStrategy[object]:
    return st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12))


def documents() -> st.SearchStrategy[object]:
    keys = st.sampled_from([*Cart.model_fields, *Wheel.model_fields, "x"])
    return st.recursive(scalars(), lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=6)), max_leaves=12)


def problems_of(data: bytes) -> tuple[Problem, ...] | None:
    try:
        yaml_reader.parse(data, "cart.yaml", Cart)
    except FileErrors as errors:
        return errors.problems
    return None


def read_anything(data: bytes) -> None:
    problems = problems_of(data)
    assert problems != ()
    for problem in problems or ():
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.message.endswith((".", "?"))
        assert str(problem).isprintable()


@settings(max_examples=150)
@given(st.binary(max_size=200))
def test_random_bytes_give_problems_never_anything_else(data: bytes) -> None:
    read_anything(data)


@settings(max_examples=150)
@given(st.lists(st.sampled_from([*"-:?[]{},&*!|>'\"%@`#~ \n", "a", "name", "  ", ": ", "1", "\\x"]), max_size=40))
def test_random_signs_give_problems_never_anything_else(signs: list[str]) -> None:
    read_anything("".join(signs).encode())


@settings(max_examples=150)
@given(documents())
def test_random_documents_give_problems_never_anything_else(document: object) -> None:
    read_anything(yaml.safe_dump(document, allow_unicode=True).encode("utf-8", "surrogatepass"))


def damaged() -> Iterator[bytes]:
    chance = random.Random(2)
    right = b"name: a\ncolour: green\nwheels:\n  - {size: 1.5, spokes: 12}\nnumbers: [1, 2, 3]\nbraked: true\n"
    for _ in range(300):
        data = bytearray(right)
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        yield bytes(data)


def test_damaged_files_give_problems_never_anything_else() -> None:
    for data in damaged():
        read_anything(data)
