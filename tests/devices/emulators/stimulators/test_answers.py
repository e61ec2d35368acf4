"""How answers go out over a good line and a bad one."""

from __future__ import annotations

import pytest

from devices.emulators.stimulators.answers import NS_PER_MS, Answers, Tricks


@pytest.mark.parametrize(("tricks", "arrives"), [
    (Tricks(), b"abc"), (Tricks(mute=True), b""), (Tricks(duplicate=True), b"abcabc"), (Tricks(cut=2), b"ab"),
    (Tricks(cut=0), b""), (Tricks(before="f0ff"), b"\xf0\xffabc"), (Tricks(before="00", cut=1), b"\0a"),
])
def test_what_arrives(tricks: Tricks, arrives: bytes) -> None:
    answers = Answers()
    answers.say(5, b"abc", tricks)
    assert answers.due(5) == arrives
    assert answers.due(10**12) == b""


def test_late_answers_arrive_in_their_time_and_order() -> None:
    answers = Answers()
    answers.say(0, b"a", Tricks(delay_ms=3))
    answers.say(0, b"b", Tricks())
    answers.say(0, b"c", Tricks(), takes_ms=5)
    assert answers.due(3 * NS_PER_MS - 1) == b""
    assert answers.due(3 * NS_PER_MS) == b"ab"
    assert answers.due(5 * NS_PER_MS) == b"c"


def test_what_was_on_its_way_is_lost_with_the_power() -> None:
    answers = Answers()
    answers.say(0, b"a", Tricks(delay_ms=3))
    answers.lose()
    answers.say(1, b"b", Tricks())
    assert answers.due(10 * NS_PER_MS) == b"b"
