"""A script is read whole or refused with every mistake and its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import InputError
from station.stimulation.script import MOST_STEPS, VERBS, Entry, parse_script, read_script

WHOLE = """
# a bench session
- screen
- hold
- step: 8
- mark: sensory
- release
- arm
- wish: {fraction: 0.5, seconds: 3, channel: 2}
- wait: 2
- {do: wait, state: rest, seconds: 5}
- stop
"""


def words(entries: tuple[Entry, ...]) -> list[str]:
    return [entry.word for entry in entries]


def test_yaml_is_read_with_its_lines() -> None:
    entries = parse_script(WHOLE, "bench.yaml")
    assert words(entries) == ["screen", "hold", "step", "mark", "release", "arm", "wish", "wait", "wait", "stop"]
    assert [entry.line for entry in entries[:4]] == [3, 4, 5, 6]
    assert entries[2].values == {"count": 8}
    assert entries[6].channel == 1
    assert entries[6].number("fraction", 0.0) == 0.5
    assert entries[8].text("state") == "rest"


def test_json_lines_mean_the_same() -> None:
    text = ('{"do": "screen"}\n{"step": 8}\n\n{"do": "wish", "fraction": 0.5, "seconds": 3}\n{"mark": "motor"}\n')
    entries = parse_script(text, "bench.jsonl")
    assert words(entries) == ["screen", "step", "wish", "mark"]
    assert [entry.line for entry in entries] == [1, 2, 4, 5]
    assert entries[1].values == {"count": 8}


@pytest.mark.parametrize("word", VERBS)
def test_every_word_may_stand_as_do(word: str) -> None:
    needed = {"pin": "1234", "item": "device", "mark": "motor", "fraction": 1}
    values = {name: needed[name] for name in VERBS[word].needed}
    text = f"- {{do: {word}{''.join(f', {name}: {value}' for name, value in values.items())}}}"
    assert words(parse_script(text, "x")) == [word]


@pytest.mark.parametrize(("text", "told"), [
    ("- armed", "x:1: armed is no word of a script; there are: screen, "),
    ("- arm: now", "x:1: arm takes no value."),
    ("- wish", "x:1: wish needs fraction."),
    ("- wish: lots", "x:1: wish: fraction must be a number from 0 to 1, not \"lots\"."),
    ("- wish: {fraction: 0.5, current: 30}", "wish does not know current; it knows: fraction, seconds, channel."),
    ("- wish: {fraction: .nan}", "x:1:"),
    ("- wish: {fraction: -0.1}", "must be a number"),
    ("- wish: {fraction: 1.001}", "must be a number from 0 to 1, not 1.001"),
    ('{"do": "wish", "fraction": 1' + 400 * "0" + "}", "x:1: wish: fraction must be a number from 0 to 1"),
    ('{"do": "wait", "seconds": NaN}', "x:1: wait: seconds must be a number, not NaN"),
    ('{"do": "wait", "seconds": Infinity}', "x:1: wait: seconds must be a number, not Infinity"),
    (30_000 * '{"do": ', "x:1: is no JSON"),
    ("- wish: {fraction: true}", "must be a number from 0 to 1, not true"),
    ("- step: '8'", "x:1: step: count must be a number"),
    ("- hold: 0", "must be a channel from 1 to 8, not 0"),
    ("- hold: 9", "must be a channel from 1 to 8, not 9"),
    ("- hold: 1.5", "must be a channel"),
    ("- mark: warm", "must be one of sensory, motor, tolerated"),
    ("- confirm: everything", "must be one of prescription, screening"),
    ("- wait: {state: asleep}", "must be one of idle, ready"),
    ("- screen: {stop_test: never}", "must be true or false"),
    ("- [arm]", "must be one word"),
    ("- {hold: 1, arm: 2}", "must be one word"),
    ("arm", "must be a list"),
    ("arm: 1", "must be a list"),
    ("- arm\n- wish: {\n", "x:"),
    ('{"do": "arm"}\n{"do": ', "x:2: is no JSON"),
    ("- arm\n" * (MOST_STEPS + 1), f"at most {MOST_STEPS}"),
])
def test_a_mistake_is_told_with_its_line_and_what_would_be_right(text: str, told: str) -> None:
    with pytest.raises(InputError) as raised:
        parse_script(text, "x")
    assert told in str(raised.value)


def test_every_mistake_is_told_at_once() -> None:
    with pytest.raises(InputError) as raised:
        parse_script("- armed\n- arm\n- wish\n- mark: x\n", "x")
    assert [line.split(" ")[0] for line in str(raised.value).splitlines()] == ["x:1:", "x:3:", "x:4:"]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"missing\.yaml"):
        read_script(tmp_path / "missing.yaml")
