"""RehaStim1: one command for each pulse, stop for everything else, and nothing that goes on by itself."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stim_safety.codecs import sm1
from stim_safety.drivers import Abilities, Answer, Ask, Frame, Line, Outcome, Parity
from stim_safety.drivers.rehastim1 import RehaStim1
from stim_safety.words import Train, Why

STOPPED, PULSED = b"\x81", b"\xc1"
ASKED_BY_STOP = (Ask.IDENTIFY, Ask.STATUS, Ask.OPEN, Ask.ZERO, Ask.STOP)


def train(channel: int, current_ua: int, width_us: int = 200, period_us: int = 20_000) -> Train:
    return RehaStim1().pulse(channel, width_us, period_us, current_ua)


def test_abilities() -> None:
    assert RehaStim1().abilities == Abilities(
        name="rehastim1", title="HASOMED RehaStim1", line=Line(115_200, Parity.NONE, stop_bits=2, rts_cts=True),
        channels=8, step_ua=2_000, max_ua=126_000, min_width_us=20, max_width_us=500, period_step_us=20_000,
        min_period_us=20_000, max_period_us=1_000_000, opening=(Ask.IDENTIFY, Ask.STATUS), keep_alive_ms=None,
        silence_ms=None, pulse_each_frame=True, tells_running=False, tells_high_voltage=False,
        checks_electrodes=False,
        warning="The RehaStim1 cannot tell which device it is, nor that a pad came off: check both yourself.")
    assert RehaStim1.stop_frames == (b"\xc0",)


@pytest.mark.parametrize("ask", ASKED_BY_STOP)
def test_stop_is_asked_for_everything_but_pulses(ask: Ask) -> None:
    driver = RehaStim1()
    assert driver.frame(ask) == Frame(ask, sm1.STOP, None)
    assert driver.feed(STOPPED) == (Answer(
        Outcome.DONE, ask, identity="rehastim1" if ask is Ask.IDENTIFY else "",
        running=frozenset() if ask is Ask.STATUS else None),)
    assert driver.feed(STOPPED) == (Answer(Outcome.DONE, Ask.STOP),)


@pytest.mark.parametrize("ask", [Ask.VERSION, Ask.KEEP_ALIVE])
def test_what_it_cannot_be_asked(ask: Ask) -> None:
    with pytest.raises(ValueError, match=f"cannot be asked for {ask}"):
        RehaStim1().frame(ask)


@pytest.mark.parametrize("ask", [ask for ask in ASKED_BY_STOP if ask is not Ask.OPEN])
def test_only_opening_and_trains_take_trains(ask: Ask) -> None:
    with pytest.raises(ValueError, match=f"{ask} with 1 trains makes no sense"):
        RehaStim1().frame(ask, (train(0, 2_000),))


def test_opening_checks_its_trains_and_makes_no_pulse() -> None:
    driver = RehaStim1()
    assert driver.frame(Ask.OPEN, (train(0, 0), train(1, 4_000))) == Frame(Ask.OPEN, sm1.STOP, None)
    assert driver.feed(STOPPED) == (Answer(Outcome.DONE, Ask.OPEN),)
    with pytest.raises(ValueError, match="needs points"):
        driver.frame(Ask.OPEN, (Train(0, 20_000, ()),))


@pytest.mark.parametrize("byte", [byte for byte in range(256) if byte != 0x81])
def test_any_other_answer_is_another_device(byte: int) -> None:
    driver = RehaStim1()
    driver.frame(Ask.IDENTIFY)
    assert driver.feed(bytes((byte,))) == (
        Answer(Outcome.FAULT, Ask.IDENTIFY, why=Why.WRONG_DEVICE, detail=f"answer {byte:02x}"),)


def test_one_pulse() -> None:
    driver = RehaStim1()
    frame = driver.frame(Ask.TRAINS, (train(2, 120_000),))
    assert frame == Frame(Ask.TRAINS, bytes.fromhex("E2 21 48 78"), None, (train(2, 120_000),))
    assert driver.feed(PULSED) == (Answer(Outcome.DONE, Ask.TRAINS),)
    assert driver.feed(PULSED) == (Answer(Outcome.WRONG, detail="answer to command 3"),)
    assert driver.feed(STOPPED) == (Answer(Outcome.DONE, Ask.STOP),)


def test_two_pulses_give_one_answer() -> None:
    driver = RehaStim1()
    trains = (train(5, 10_000, 300), train(0, 2_000, period_us=40_000))
    frame = driver.frame(Ask.TRAINS, trains)
    assert [sm1.decode(frame.data[at:at + 4]) for at in (0, 4)] == [sm1.Pulse(5, 300, 10), sm1.Pulse(0, 200, 2)]
    assert len(frame.data) == 8
    assert frame.trains == trains
    assert driver.feed(PULSED) == ()
    assert driver.feed(PULSED) == (Answer(Outcome.DONE, Ask.TRAINS),)


def test_a_train_without_current_has_no_pulse() -> None:
    driver = RehaStim1()
    trains = (train(5, 0), train(0, 2_000))
    frame = driver.frame(Ask.TRAINS, trains)
    assert sm1.decode(frame.data) == sm1.Pulse(0, 200, 2)
    assert frame.trains == trains
    assert driver.feed(PULSED) == (Answer(Outcome.DONE, Ask.TRAINS),)


def test_trains_without_any_current_are_a_stop() -> None:
    driver = RehaStim1()
    assert driver.frame(Ask.TRAINS, (train(5, 0),)) == Frame(Ask.TRAINS, sm1.STOP, None, (train(5, 0),))
    assert driver.feed(STOPPED) == (Answer(Outcome.DONE, Ask.TRAINS),)


@pytest.mark.parametrize(("trains", "why"), [
    ((), "trains with 0 trains"), ((train(0, 2_000), train(0, 4_000)), "^a channel is named twice$"),
    ((Train(0, 20_000, ()),), "needs points"), ((Train(0, 28_500, train(0, 2_000).points),), "grid of 20000 us"),
])
def test_trains_that_make_no_sense(trains: tuple[Train, ...], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        RehaStim1().frame(Ask.TRAINS, trains)


def test_a_refused_frame_leaves_what_was_asked() -> None:
    driver = RehaStim1()
    driver.frame(Ask.STATUS)
    with pytest.raises(ValueError, match=r"^a channel is named twice$"):
        driver.frame(Ask.TRAINS, (train(0, 2_000), train(0, 2_000)))
    assert driver.feed(STOPPED)[0].ask is Ask.STATUS


def test_a_stop_from_elsewhere_while_a_pulse_is_open() -> None:
    driver = RehaStim1()
    driver.frame(Ask.TRAINS, (train(0, 2_000),))
    assert driver.feed(STOPPED + PULSED) == (Answer(Outcome.DONE, Ask.STOP), Answer(Outcome.DONE, Ask.TRAINS))


def test_a_new_frame_forgets_open_pulses() -> None:
    driver = RehaStim1()
    driver.frame(Ask.TRAINS, (train(0, 2_000), train(1, 2_000)))
    driver.feed(PULSED)
    driver.frame(Ask.STATUS)
    assert driver.feed(PULSED + STOPPED) == (
        Answer(Outcome.WRONG, detail="answer to command 3"),
        Answer(Outcome.DONE, Ask.STATUS, running=frozenset()))


def test_refusals_of_the_device() -> None:
    driver = RehaStim1()
    driver.frame(Ask.STATUS)
    assert driver.feed(b"\x80") == (
        Answer(Outcome.FAULT, Ask.STATUS, why=Why.DEVICE_ERROR, detail="the stop was not understood"),)
    driver.frame(Ask.TRAINS, (train(0, 2_000),))
    assert driver.feed(b"\xc0") == (
        Answer(Outcome.FAULT, Ask.TRAINS, why=Why.DEVICE_ERROR, detail="a pulse was not understood"),)


@pytest.mark.parametrize(("byte", "ident"), [(0x00, 0), (0x01, 0), (0x40, 1), (0x41, 1), (0xC1, 3), (0xC0, 3)])
def test_answers_to_nothing(byte: int, ident: int) -> None:
    assert RehaStim1().feed(bytes((byte,))) == (Answer(Outcome.WRONG, detail=f"answer to command {ident}"),)


def test_noise() -> None:
    assert RehaStim1().feed(b"\x55\xff") == (
        Answer(Outcome.GARBLED, detail="answer 55"), Answer(Outcome.GARBLED, detail="answer ff"))


@given(st.binary(max_size=60), st.integers(1, 9))
@settings(max_examples=40, deadline=None)
def test_feed_never_raises_and_any_cut_is_the_same(wire: bytes, size: int) -> None:
    at_once, in_bits = RehaStim1(), RehaStim1()
    for driver in (at_once, in_bits):
        driver.frame(Ask.TRAINS, (train(0, 2_000), train(1, 2_000)))
    assert at_once.feed(wire) == tuple(
        answer for at in range(0, len(wire), size) for answer in in_bits.feed(wire[at:at + size]))


def test_no_frame_ever_starts_a_list() -> None:
    """Idents 0 and 1 are the list mode: no first byte of any frame may carry them."""
    driver = RehaStim1()
    frames = [driver.frame(ask) for ask in ASKED_BY_STOP] + [
        driver.frame(Ask.TRAINS, (train(channel, current, width),))
        for channel, current, width in product(range(8), range(0, 127_000, 2_000), (20, 127, 128, 255, 256, 500))]
    firsts = {byte >> 5 for frame in frames for byte in frame.data if byte & 0x80}
    assert firsts == {0b110, 0b111}
