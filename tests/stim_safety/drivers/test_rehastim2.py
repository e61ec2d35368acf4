"""RehaStim2: it speaks first, is opened with its channels, and an Init in mid session is a fault."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stim_safety.codecs import sm2
from stim_safety.codecs.sm2 import Command, Packet, Pulse
from stim_safety.drivers import Abilities, Answer, Ask, Frame, Line, Outcome, Parity
from stim_safety.drivers.rehastim2 import RehaStim2
from stim_safety.words import Train, Why

ALL = frozenset(range(8))
INIT = Packet(7, Command.INIT, b"\x01")


def say(driver: RehaStim2, *packets: Packet) -> tuple[Answer, ...]:
    return driver.feed(b"".join(map(sm2.encode, packets)))


def written(frame: Frame) -> list[Packet | None]:
    return list(sm2.Reader().feed(frame.data))


def met() -> RehaStim2:
    driver = RehaStim2()
    driver.frame(Ask.IDENTIFY)
    say(driver, INIT)
    frame = driver.frame(Ask.STATUS)
    assert frame.number is not None
    say(driver, Packet(frame.number, Command.GET_MODE_ACK, b"\0\0"))
    return driver


def opened(*channels: int) -> RehaStim2:
    driver = met()
    driver.frame(Ask.OPEN, tuple(driver.pulse(channel, 200, 20_000, 0) for channel in channels))
    return driver


def train(channel: int, current_ua: int, width_us: int = 200, period_us: int = 20_000) -> Train:
    return RehaStim2().pulse(channel, width_us, period_us, current_ua)


def answered(driver: RehaStim2, frame: Frame, command: Command, data: bytes) -> Answer:
    assert frame.number is not None
    answers = say(driver, Packet(frame.number, command, data))
    assert len(answers) == 1
    return answers[0]


def test_abilities() -> None:
    assert RehaStim2().abilities == Abilities(
        name="rehastim2", title="HASOMED RehaStim2", line=Line(460_800, Parity.EVEN, stop_bits=1, rts_cts=False),
        channels=8, step_ua=1_000, max_ua=130_000, min_width_us=20, max_width_us=500, period_step_us=500,
        min_period_us=8_000, max_period_us=1_025_000, opening=(Ask.IDENTIFY, Ask.STATUS), keep_alive_ms=400,
        silence_ms=1_200, hello_ms=2_500, one_period=True,
        warning="The RehaStim2 tells no serial number: check that the right device is connected. "
                "Its emergency switch must be plugged in.")


def test_identity_is_what_the_device_says_first() -> None:
    driver = RehaStim2()
    assert driver.frame(Ask.IDENTIFY) == Frame(Ask.IDENTIFY, b"", None)
    assert say(driver, INIT) == (Answer(Outcome.DONE, Ask.IDENTIFY, identity="rehastim2 protocol 1",
                                        version="ScienceMode 2, protocol 1"),)
    assert say(driver, INIT) == ()
    frame = driver.frame(Ask.STATUS)
    assert written(frame) == [Packet(7, Command.INIT_ACK, b"\0"), Packet(1, Command.GET_MODE)]
    assert frame.number == 1
    assert written(driver.frame(Ask.STATUS)) == [Packet(2, Command.GET_MODE)]


def test_nobody_is_greeted_who_said_nothing() -> None:
    assert written(RehaStim2().frame(Ask.STATUS)) == [Packet(1, Command.GET_MODE)]


def test_the_newest_init_is_answered() -> None:
    driver = RehaStim2()
    driver.frame(Ask.IDENTIFY)
    say(driver, INIT, Packet(8, Command.INIT, b"\x01"))
    assert written(driver.frame(Ask.STATUS))[0] == Packet(8, Command.INIT_ACK, b"\0")


def test_an_init_before_anybody_asked_is_no_answer() -> None:
    driver = RehaStim2()
    assert say(driver, INIT) == ()
    driver.frame(Ask.IDENTIFY)
    assert say(driver, INIT)[0].outcome is Outcome.DONE


@pytest.mark.parametrize("data", [b"", b"\x00", b"\x02", b"\x01\x01"])
def test_another_protocol_is_another_device(data: bytes) -> None:
    driver = RehaStim2()
    driver.frame(Ask.IDENTIFY)
    assert say(driver, Packet(7, Command.INIT, data)) == (
        Answer(Outcome.FAULT, Ask.IDENTIFY, why=Why.WRONG_DEVICE, detail=f"protocol {data.hex()}"),)


def test_fault_50_init_in_mid_session() -> None:
    driver = opened(0)
    driver.frame(Ask.TRAINS, (train(0, 10_000),))
    assert say(driver, INIT) == (Answer(Outcome.FAULT, why=Why.DEVICE_RESET, detail="the device began anew"),)
    assert say(driver, INIT) == ()
    with pytest.raises(ValueError, match=r"^a RehaStim2 must be opened with its channels first$"):
        driver.frame(Ask.TRAINS, (train(0, 10_000),))
    frame = driver.frame(Ask.STATUS)
    assert written(frame)[0] == Packet(7, Command.INIT_ACK, b"\0")
    answer = answered(driver, frame, Command.GET_MODE_ACK, b"\0\2")
    assert answer.running == ALL
    assert say(driver, INIT)[0].why is Why.DEVICE_RESET


@pytest.mark.parametrize(("data", "why", "detail"), [
    (b"\xff", Why.EMERGENCY_SWITCH, "stimulation error -1"), (b"\xfe", Why.ELECTRODE, "stimulation error -2"),
    (b"\xfd", Why.MODULE, "stimulation error -3"), (b"\xfc", Why.DEVICE_ERROR, "stimulation error -4"),
    (b"\x00", Why.DEVICE_ERROR, "stimulation error 0"), (b"\x7f", Why.DEVICE_ERROR, "stimulation error 127"),
    (b"\x80", Why.DEVICE_ERROR, "stimulation error -128"), (b"", Why.DEVICE_ERROR, "stimulation error 0"),
])
def test_fault_50_stimulation_errors(data: bytes, why: Why, detail: str) -> None:
    assert say(opened(0), Packet(9, Command.ERROR, data)) \
        == (Answer(Outcome.FAULT, number=9, why=why, detail=detail),)


def test_an_unknown_command_is_a_fault() -> None:
    assert say(met(), Packet(3, Command.UNKNOWN, b"\x20")) \
        == (Answer(Outcome.FAULT, number=3, why=Why.DEVICE_ERROR, detail="unknown command"),)


def test_opening_names_channels_and_period() -> None:
    driver = met()
    frame = driver.frame(Ask.OPEN, (train(5, 0), train(1, 0, 300)))
    assert written(frame) == [Packet(2, Command.CHANNELS, sm2.channels(0b10_0010, 20_000))]
    assert frame.trains == ()
    assert answered(driver, frame, Command.CHANNELS_ACK, b"\0") == Answer(Outcome.DONE, Ask.OPEN, 2)


@pytest.mark.parametrize(("trains", "why"), [
    ((), "open with 0 trains"),
    ((train(0, 1_000),), "^a RehaStim2 is opened with trains of no current$"),
    ((train(0, 0), train(1, 0, period_us=20_500)), "^a RehaStim2 has one period for all channels$"),
    ((train(0, 0), train(0, 0)), "^a channel is named twice$"),
    ((train(0, 0, 300), train(0, 0)), "^a channel is named twice$"),
])
def test_openings_that_make_no_sense(trains: tuple[Train, ...], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        met().frame(Ask.OPEN, trains)


def test_trains_name_every_open_channel() -> None:
    driver = met()
    driver.frame(Ask.OPEN, (train(5, 0, 400), train(1, 0, 300)))
    frame = driver.frame(Ask.TRAINS, (train(5, 12_000, 250),))
    assert written(frame) == [Packet(3, Command.START, sm2.start((Pulse(300, 0), Pulse(250, 12))))]
    assert frame.trains == (train(5, 12_000, 250),)
    assert answered(driver, frame, Command.START_ACK, b"\0") == Answer(Outcome.DONE, Ask.TRAINS, 3)


def test_trains_without_current_are_told_when_named() -> None:
    frame = opened(1, 5).frame(Ask.TRAINS, (train(5, 0), train(1, 3_000)))
    assert frame.trains == (train(1, 3_000), train(5, 0))


def test_current_on_a_channel_that_nobody_named_would_show() -> None:
    driver = opened(0, 1)
    data = sm2.encode(Packet(3, Command.START, sm2.start((Pulse(200, 4), Pulse(200, 0)))))
    assert driver._decoded(data, frozenset()) == (train(0, 4_000),)


def test_zero_keeps_it_open() -> None:
    driver = opened(1, 5)
    driver.frame(Ask.TRAINS, (train(1, 3_000),))
    frame = driver.frame(Ask.ZERO)
    assert written(frame) == [Packet(4, Command.START, sm2.start((Pulse(200, 0), Pulse(200, 0))))]
    assert frame.trains == ()
    assert answered(driver, frame, Command.START_ACK, b"\0") == Answer(Outcome.DONE, Ask.ZERO, 4)
    assert driver.frame(Ask.TRAINS, (train(1, 3_000),)).trains == (train(1, 3_000),)


@pytest.mark.parametrize(("trains", "why"), [
    ((), "trains with 0 trains"),
    ((train(2, 1_000),), "opened with its channels"),
    ((train(0, 1_000), train(2, 1_000)), "opened with its channels"),
    ((train(0, 1_000, period_us=20_500),), "keeps the period"),
    ((train(0, 1_000), train(0, 1_000)), "^a channel is named twice$"),
    ((Train(0, 20_000, ()),), "needs points"),
])
def test_trains_that_make_no_sense(trains: tuple[Train, ...], why: str) -> None:
    driver = opened(0, 1)
    with pytest.raises(ValueError, match=why):
        driver.frame(Ask.TRAINS, trains)


def test_refused_trains_leave_no_trace() -> None:
    driver = opened(0)
    with pytest.raises(ValueError, match=r"^a RehaStim2 keeps the period it was opened with$"):
        driver.frame(Ask.TRAINS, (train(0, 1_000, period_us=20_500),))
    assert driver.frame(Ask.TRAINS, (train(0, 1_000),)).number == 3


@pytest.mark.parametrize("ask", [Ask.TRAINS, Ask.ZERO])
def test_nothing_starts_unopened(ask: Ask) -> None:
    for driver in (RehaStim2(), met()):
        with pytest.raises(ValueError, match=r"^a RehaStim2 must be opened with its channels first$"):
            driver.frame(ask, (train(0, 1_000),) if ask is Ask.TRAINS else ())


@pytest.mark.parametrize("ask", [Ask.IDENTIFY, Ask.STATUS, Ask.ZERO, Ask.KEEP_ALIVE, Ask.STOP])
def test_only_opening_and_trains_take_trains(ask: Ask) -> None:
    with pytest.raises(ValueError, match=f"{ask} with 1 trains makes no sense"):
        opened(0).frame(ask, (train(0, 0),))


def test_it_has_no_version_to_ask_for() -> None:
    with pytest.raises(ValueError, match="cannot be asked for version"):
        met().frame(Ask.VERSION)


def test_keep_alive_feeds_and_asks() -> None:
    driver = opened(0, 1)
    driver.frame(Ask.TRAINS, (train(1, 9_000),))
    frame = driver.frame(Ask.KEEP_ALIVE)
    assert written(frame) == [Packet(4, Command.WATCHDOG), Packet(5, Command.GET_MODE)]
    assert answered(driver, frame, Command.GET_MODE_ACK, b"\0\2") == Answer(
        Outcome.DONE, Ask.KEEP_ALIVE, 5, detail="started", running=frozenset({1}), high_voltage=True, open=True)


@pytest.mark.parametrize(("mode", "detail", "on"), [(0, "not initialised", False), (1, "initialised", True)])
def test_modes_without_pulses(mode: int, detail: str, on: bool) -> None:
    driver = opened(0)
    driver.frame(Ask.TRAINS, (train(0, 9_000),))
    frame = driver.frame(Ask.STATUS)
    assert answered(driver, frame, Command.GET_MODE_ACK, bytes((0, mode))) == Answer(
        Outcome.DONE, Ask.STATUS, frame.number, detail=detail, running=frozenset(), high_voltage=on, open=on)


def running(driver: RehaStim2) -> frozenset[int] | None:
    return answered(driver, driver.frame(Ask.STATUS), Command.GET_MODE_ACK, b"\0\2").running


def test_started_means_what_was_ordered_last() -> None:
    driver = met()
    assert running(driver) == ALL
    driver.frame(Ask.OPEN, (train(0, 0), train(1, 0)))
    assert running(driver) == ALL
    driver.frame(Ask.TRAINS, (train(0, 9_000), train(1, 0)))
    assert running(driver) == frozenset((0,))
    driver.frame(Ask.ZERO)
    assert running(driver) == frozenset()
    driver.frame(Ask.STOP)
    assert running(driver) == ALL
    with pytest.raises(ValueError, match=r"^a RehaStim2 must be opened with its channels first$"):
        driver.frame(Ask.ZERO)


def test_an_unknown_mode_is_a_fault() -> None:
    driver = met()
    frame = driver.frame(Ask.STATUS)
    assert answered(driver, frame, Command.GET_MODE_ACK, b"\0\3") == Answer(
        Outcome.FAULT, Ask.STATUS, frame.number, why=Why.DEVICE_ERROR, detail="unknown mode 3")


@pytest.mark.parametrize(("data", "detail"), [
    (b"\xff", "transfer error"), (b"\xfe", "parameter error"), (b"\xfd", "wrong mode"), (b"\xf8", "busy"),
    (b"\xfc", "unknown result -4"), (b"\x01", "unknown result 1"), (b"\x7f", "unknown result 127"),
    (b"\x80", "unknown result -128"),
])
def test_fault_41_every_result(data: bytes, detail: str) -> None:
    driver = opened(0)
    for ask, command in ((Ask.STATUS, Command.GET_MODE_ACK), (Ask.TRAINS, Command.START_ACK),
                         (Ask.ZERO, Command.START_ACK), (Ask.STOP, Command.STOP_ACK)):
        frame = driver.frame(ask, (train(0, 9_000),) if ask is Ask.TRAINS else ())
        assert answered(driver, frame, command, data) == Answer(
            Outcome.FAULT, ask, frame.number, why=Why.DEVICE_ERROR, detail=detail)


def test_a_failed_mode_may_carry_a_second_byte() -> None:
    driver = met()
    assert answered(driver, driver.frame(Ask.STATUS), Command.GET_MODE_ACK, b"\xff\0").detail == "transfer error"


@pytest.mark.parametrize(("ask", "command", "data"), [
    (Ask.STATUS, Command.GET_MODE_ACK, b""), (Ask.STATUS, Command.GET_MODE_ACK, b"\0"),
    (Ask.STATUS, Command.GET_MODE_ACK, b"\0\0\0"), (Ask.STATUS, Command.GET_MODE_ACK, b"\xff\0\0"),
    (Ask.STOP, Command.STOP_ACK, b""), (Ask.STOP, Command.STOP_ACK, b"\0\0"),
])
def test_answers_of_another_length(ask: Ask, command: Command, data: bytes) -> None:
    driver = met()
    frame = driver.frame(ask)
    answer = answered(driver, frame, command, data)
    assert (answer.outcome, answer.ask, answer.number) == (Outcome.GARBLED, ask, frame.number)
    assert answer.detail in (f"answer {data[1:].hex()}", f"result {data.hex()}")


def test_fault_40_answers_to_nothing() -> None:
    driver = met()
    assert say(driver, Packet(1, Command.GET_MODE_ACK, b"\0\0"))[0] == Answer(
        Outcome.WRONG, number=1, detail="answer 11")
    frame = driver.frame(Ask.STATUS)
    assert frame.number is not None
    for wrong in (Packet(frame.number + 1, Command.GET_MODE_ACK, b"\0\0"),
                  Packet(frame.number, Command.START_ACK, b"\0"), Packet(frame.number, 60, b"\0")):
        assert say(driver, wrong) == (
            Answer(Outcome.WRONG, number=wrong.number, detail=f"answer {wrong.command}"),)
    good = Packet(frame.number, Command.GET_MODE_ACK, b"\0\0")
    assert [answer.outcome for answer in say(driver, good, good)] == [Outcome.DONE, Outcome.WRONG]


def test_any_stop_is_answered() -> None:
    driver = opened(0)
    frame = driver.frame(Ask.TRAINS, (train(0, 1_000),))
    for number in (254, 255, frame.number or 0):
        assert say(driver, Packet(number, Command.STOP_ACK, b"\0")) == (Answer(Outcome.DONE, Ask.STOP, number),)
    assert answered(driver, frame, Command.START_ACK, b"\0").outcome is Outcome.DONE


def test_stop_frames() -> None:
    assert [sm2.decode(frame) for frame in RehaStim2.stop_frames] \
        == [Packet(254, Command.STOP), Packet(255, Command.STOP)]
    assert RehaStim2().stop_frames is RehaStim2.stop_frames


def test_numbers_go_round_below_those_of_the_stops() -> None:
    driver = met()
    numbers = [driver.frame(Ask.STATUS).number for _ in range(300)]
    assert numbers[:3] == [2, 3, 4]
    assert max(number or 0 for number in numbers) == 253
    assert numbers[251:254] == [253, 0, 1]


@given(st.binary(max_size=200), st.integers(1, 50))
@settings(max_examples=60, deadline=None)
def test_feed_never_raises_and_any_cut_is_the_same(wire: bytes, size: int) -> None:
    at_once, in_bits = opened(0), opened(0)
    answers = at_once.feed(wire)
    assert answers == tuple(
        answer for at in range(0, len(wire), size) for answer in in_bits.feed(wire[at:at + size]))
    stop = Packet(254, Command.STOP_ACK, b"\0")
    assert say(at_once, stop, stop)[-1] == Answer(Outcome.DONE, Ask.STOP, 254)


def test_fault_43_spoilt_frames_are_told_and_passed_over() -> None:
    driver = opened(0)
    frame = driver.frame(Ask.STATUS)
    assert frame.number is not None
    good = sm2.encode(Packet(frame.number, Command.GET_MODE_ACK, b"\0\0"))
    spoilt = good[:3] + bytes((good[3] ^ 1,)) + good[4:]
    assert [answer.outcome for answer in driver.feed(b"junk" + spoilt + good)] \
        == [Outcome.GARBLED, Outcome.GARBLED, Outcome.DONE]


@given(st.sets(st.integers(0, 7), min_size=1, max_size=8), st.data())
@settings(max_examples=40, deadline=None)
def test_trains_are_decoded_from_their_own_bytes(channels: set[int], data: st.DataObject) -> None:
    driver = met()
    period_us = data.draw(st.integers(16, 2050)) * 500
    driver.frame(Ask.OPEN, tuple(train(channel, 0, 200, period_us) for channel in channels))
    currents, widths = st.integers(0, 130), st.integers(20, 500)
    trains = tuple(train(channel, data.draw(currents) * 1_000, data.draw(widths), period_us)
                   for channel in sorted(channels))
    assert driver.frame(Ask.TRAINS, trains).trains == trains
