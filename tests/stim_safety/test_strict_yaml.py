"""The strict reader: what it takes reads the same in every YAML program; what it refuses has its place."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from stim_safety.strict_yaml import Node, Problem, Refused, Tree, parse, shown

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "prescription.yaml"


def plain(node: Node) -> object:
    return {key: plain(inside) for key, inside in node.entries.items()} if node.text is None else node.text


def places(text: str) -> list[str]:
    return [str(problem) for problem in parse(text.encode()).problems]


def only_value(text: str) -> Node:
    tree = parse(text.encode())
    assert tree.problems == ()
    (node,) = tree.root.entries.values()
    return node


@pytest.mark.parametrize(("text", "node"), [
    ("a: b", Node(1, 1, 4, "b")),
    ("a: X", Node(1, 1, 4, "X")),
    ("a:   b  ", Node(1, 1, 6, "b")),
    ("\n# note\n   # note\n\na: b", Node(5, 1, 4, "b")),
    ("a: 35 Hz # rate", Node(1, 1, 4, "35 Hz")),
    ("a: b#c", Node(1, 1, 4, "b#c")),
    ("a: b   # c # d", Node(1, 1, 4, "b")),
    ("a: -5 mA", Node(1, 1, 4, "-5 mA")),
    ("a: 2026-11-21T09:30Z", Node(1, 1, 4, "2026-11-21T09:30Z")),
    ("a: ä € 😀", Node(1, 1, 4, "ä € 😀")),
    ('a: ""', Node(1, 1, 4, "", quoted=True)),
    ('a: "35 Hz"', Node(1, 1, 4, "35 Hz", quoted=True)),
    ('a: "b # c: d"', Node(1, 1, 4, "b # c: d", quoted=True)),
    ('a: "b" # c', Node(1, 1, 4, "b", quoted=True)),
    ("a:", Node(1, 1, 1)),
    ("a:   # further", Node(1, 1, 1)),
    ("a:\n  b: c", Node(1, 1, 1, entries={"b": Node(2, 3, 6, "c")})),
    ("1:\n  b:\n    c: d\n  e: f\n", Node(1, 1, 1, entries={
        "b": Node(2, 3, 3, entries={"c": Node(3, 5, 8, "d")}), "e": Node(4, 3, 6, "f")})),
    ("\ufeffa: b", Node(1, 1, 4, "b")),
    ("a:\r\n  b: c\r\n", Node(1, 1, 1, entries={"b": Node(2, 3, 6, "c")})),
    (f"{'k' * 40}: v", Node(1, 1, 43, "v")),
])
def test_what_it_reads(text: str, node: Node) -> None:
    assert only_value(text) == node


LINE = "write lines of the form key: value; there is nothing else here."
QUOTE = 'a: put such a value in double quotes, without " or \\ inside.'
INDENT = "indent by 2 spaces for each level, below a key without value."


@pytest.mark.parametrize(("text", "problems"), [
    ("", ["1:1: the file is empty."]),
    ("# only a note\n", ["1:1: the file is empty."]),
    ("word", [f"1:1: {LINE}"]),
    ("X# word", [f"1:1: {LINE}"]),
    ("  X", [f"1:3: {LINE}"]),
    ("a:b", [f"1:1: {LINE}"]),
    ("- a: b", [f"1:1: {LINE}"]),
    ("a: b\n  - c", [f"2:3: {LINE}"]),
    ("---\na: b\n...", [f"1:1: {LINE}", f"3:1: {LINE}"]),
    ("%YAML 1.2", [f"1:1: {LINE}"]),
    ("{a: b}", [f"1:1: {LINE}"]),
    ('"a": b', [f"1:1: {LINE}"]),
    ("a b: c", [f"1:1: {LINE}"]),
    (": b", [f"1:1: {LINE}"]),
    ("? a", [f"1:1: {LINE}"]),
    ("é: b", [f"1:1: {LINE}"]),
    (f"{'k' * 41}: v", [f"1:1: {LINE}"]),
    *[(f"a: {value}", [f"1:4: {QUOTE}"]) for value in (
        "[1, 2]", "{b: c}", "&b c", "*b", "!!int 3", "| ", "> b", "'b'", '"b', '"b" c', '"b"c', '"b\\"c"',
        "@b", "`b", "%b", "? b", ": b", ":b", "- b", "-", "b: c", "b:", "]", "}", ", b", "b: # c")],
    ("a: b\na: c", ["2:1: a stands here a second time; remove one."]),
    ("a:\n  b: c\na:\n  b: d\n  e: f", ["3:1: a stands here a second time; remove one."]),
    ("a:\n  b: c\n  b: d", ["3:3: b stands here a second time; remove one."]),
    ("a: b\n  c: d", [f"2:3: {INDENT}"]),
    ("a: b\n  c: d\n  e: f\ng: h\n  i: j", [f"2:3: {INDENT}", f"5:3: {INDENT}"]),
    ("a: b\n  c:\n    d: e", [f"2:3: {INDENT}"]),
    ("a:\n    b: c", [f"2:5: {INDENT}"]),
    ("a:\n b: c", [f"2:2: {INDENT}"]),
    ("a:\n   b: c", [f"2:4: {INDENT}"]),
    ("  a: b", [f"1:3: {INDENT}"]),
    ("a:\tb", ["1:3: the sign U+0009 is a tab or not visible; use spaces."]),
    ("a: b\t", ["1:5: the sign U+0009 is a tab or not visible; use spaces."]),
    ("a: b\n# \u202e", ["2:3: the sign U+202E is a tab or not visible; use spaces."]),
    ("a: 3\xa0mA", ["1:5: the sign U+00A0 is a tab or not visible; use spaces."]),
    ("a: b\rc: d", ["1:5: the sign U+000D is a tab or not visible; use spaces."]),
    ("a: b\0\n\nword\nc: [", ["1:5: the sign U+0000 is a tab or not visible; use spaces.", f"3:1: {LINE}",
                              '4:4: c: put such a value in double quotes, without " or \\ inside.']),
])
def test_what_it_refuses_each_with_its_place(text: str, problems: list[str]) -> None:
    assert places(text) == problems


@pytest.mark.parametrize("text", ["", "a: [", "word", "a: 1\na: 2", " a: 1", "a: 3\xa0mA"])
def test_what_is_wrong_with_a_line_belongs_to_no_key(text: str) -> None:
    assert [problem.path for problem in parse(text.encode()).problems] == [""]


def test_bytes_that_are_no_text_are_told_for_each_line() -> None:
    tree = parse(b"a: b\nc: \xff\n\xc3\xa4\xfe\nd: e")
    message = "this is not UTF-8; save the file as UTF-8."
    assert tree.problems == (Problem(2, 4, "", message), Problem(3, 2, "", message))
    assert plain(tree.root) == {"a": "b", "d": "e"}


def test_a_file_of_64_kilobytes_is_read_and_a_larger_one_is_not() -> None:
    text = b"a: b\n#" + b"x" * (65_536 - 6)
    assert plain(parse(text).root) == {"a": "b"}
    assert parse(text + b"x") == Tree(Node(1, 1, 1), (Problem(
        1, 1, "", "the file is larger than 64 KB; this cannot be a prescription."),))


def test_what_could_be_read_is_there_beside_the_problems() -> None:
    tree = parse(b"a:\n  b: c\nword\n  d: e\na: f")
    assert tree.root == Node(1, 1, 1, entries={"a": Node(1, 1, 1, entries={
        "b": Node(2, 3, 6, "c"), "d": Node(4, 3, 6, "e")})})
    assert len(tree.problems) == 2


def test_a_refusal_lists_all_in_order_once_and_shows_a_hundred() -> None:
    two = Problem(2, 1, "a.b", "wrong.")
    assert Refused([two, Problem(1, 3, "", "worse."), two]).problems == (Problem(1, 3, "", "worse."), two)
    assert str(Refused([two, Problem(1, 3, "", "worse.")])) == "1:3: worse.\n2:1: a.b: wrong."
    many = [Problem(line, 1, "", "wrong.") for line in range(1, 101)]
    assert str(Refused(many)).endswith("100:1: wrong.")
    more = Refused([*many, Problem(101, 1, "", "wrong.")])
    assert str(more).splitlines()[99:] == ["100:1: wrong.", "... and 1 more."]
    assert len(more.problems) == 101


@pytest.mark.parametrize(("text", "safe"), [
    ("a b", "a b"), ("a\nb\x1b", "a\\u000ab\\u001b"), ("x" * 40, "x" * 40), ("x" * 41, "x" * 40 + "..."),
])
def test_foreign_text_is_safe_to_show(text: str, safe: str) -> None:
    assert shown(text) == safe


PIECES = st.sampled_from([
    "a", "b", "1", "key", ":", ": ", ":  ", "\n", "\n", "\n  ", "\n    ", " ", "  ", "#", " #", '"', "'",
    "-", "- ", "35 Hz", "[", "]", "{", "}", ",", "&", "*", "!", "|", ">", "%", "@", "`", "?", "~", "\\", "---",
    "...", "ä", "\r\n"])


VALUES = st.sampled_from([
    "", " b", "  b ", " b c", ' "b"', ' ""', ' "b # c" # d', " b#c", " b #c", " b, c", " b]", " -1", " - b",
    " b:c", " b: c", " b:", " 'b'", " ~", " null", " a'b", ' a"b', " !b", " =", " <<", " 1: 2", "b"])
LINES = st.tuples(st.sampled_from(["", "", "  ", "    ", " "]), st.sampled_from("abcd1"), st.just(":"), VALUES)
TEXTS = st.lists(PIECES, max_size=30).map("".join) | st.lists(LINES.map("".join), max_size=5).map("\n".join)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_what_it_takes_every_yaml_reader_takes_as_the_same(text: str) -> None:
    tree = parse(text.encode())
    if not tree.problems:
        # A key without anything below is "" to others; whoever reads ours refuses it where a value is needed.
        assert empty_as_word(plain(tree.root)) == yaml.load(text, yaml.BaseLoader)


def empty_as_word(value: object) -> object:
    if isinstance(value, dict):
        return {key: empty_as_word(inside) for key, inside in value.items()} or ""
    return value


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200))
def test_it_never_raises(data: bytes) -> None:
    assert isinstance(parse(data), Tree)


def test_the_example_reads_the_same_in_yaml() -> None:
    text = EXAMPLE.read_bytes()
    assert plain(parse(text).root) == yaml.load(text, yaml.BaseLoader)
