"""The questions of all kinds together: each device is taken for what it is, and a stimulator stays quiet."""

from __future__ import annotations

import random

import pytest

from core.clock import NS_PER_S
from core.samples import Stream
from devices.codecs import strangers
from devices.emulators.faults import NO_FAULTS
from devices.emulators.stimulators.serving import STIMULATORS
from devices.emulators.stream import StreamEmulator
from devices.kinds import Question
from devices.kinds.registry import KINDS, kind_of
from devices.simulated.stance import SimulatedPatient
from tests.devices.test_probing import BOARD, EMG, Bench

SERVED = [(kind.word, name) for kind in KINDS for name, one in kind.emulated.items() if one.on_pty]
BARE = {"foreign-board", "foreign-tilt", "foreign-emg"}
"""Foreign sketches that never say who they are: only a person can name them."""
SAYINGS = sorted({question.say for kind in KINDS for question in kind.questions if question.say})


def emulator(word: str, name: str) -> StreamEmulator:
    kind = kind_of(word)
    assert kind is not None
    made = kind.emulated[name].emulator(SimulatedPatient(random.Random(1)), random.Random(1), NO_FAULTS)
    assert isinstance(made, StreamEmulator)
    return made


def bauds(word: str) -> tuple[int, ...]:
    kind = kind_of(word)
    assert kind is not None
    return tuple(dict.fromkeys(baud for question in kind.questions for baud in question.bauds))


@pytest.mark.parametrize(("word", "name"), SERVED)
def test_each_device_is_taken_for_what_it_is_at_each_of_its_speeds(word: str, name: str) -> None:
    for baud in bauds(word):
        bench = Bench(a=emulator(word, name))
        bench.bauds["a"] = baud
        answers = bench.ask(BOARD, EMG, kinds=KINDS)
        assert [(one.word, one.baud) for one in answers] == ([] if name in BARE else [(word, baud)])
        assert all(stream in one.streams for one in answers
                   for stream in ([Stream.EMG] if word != "serial" else one.streams))
        assert bench.all_closed()


@pytest.mark.parametrize(("word", "name"), [each for each in SERVED if each[1] not in BARE])
def test_a_device_that_streams_already_is_taken_for_the_same(word: str, name: str) -> None:
    device = emulator(word, name)
    bench = Bench(a=device)
    bench.bauds["a"] = bauds(word)[-1]
    device.streaming, device._streams_at_boot, device.boot_ms = True, True, 0
    assert [one.word for one in bench.ask(BOARD, EMG, kinds=KINDS)] == [word]


@pytest.mark.parametrize("name", sorted(STIMULATORS))
def test_no_question_makes_a_stimulator_give_current(name: str) -> None:
    """The second line of defence, should somebody's words at USB hide a stimulator, even at its own speed."""
    stimulator, t_ns = STIMULATORS[name](0), 10 * NS_PER_S
    for say in [*SAYINGS, *SAYINGS[::-1]]:
        for data in (say, say * 3):
            stimulator.receive(t_ns, data)
            t_ns += 3 * NS_PER_S
            stimulator.advance(t_ns)
            assert stimulator.outputs(t_ns) == {}, say
    assert all(not output.points for output in stimulator.history)


QUESTIONS = [(kind.word, question) for kind in KINDS for question in kind.questions]


@pytest.mark.parametrize(("word", "question"), QUESTIONS)
@pytest.mark.parametrize("heard", [b"", b"\x00" * 4096, b"\xff" * 4096, b"\r\n" * 2000, b"7" * 4096,
                                   bytes(range(256)) * 16, random.Random(5).randbytes(4096)])
def test_nothing_is_recognised_in_noise(word: str, question: Question, heard: bytes) -> None:
    assert question.recognise(heard) is None
    assert word


@pytest.mark.parametrize("heard", [b"\xa5\x5a\x02", b"\x00\xa5\x5a\x02\x11"])
def test_a_stranger_is_named_by_more_than_three_bytes(heard: bytes) -> None:
    assert strangers.recognise(heard) is None
