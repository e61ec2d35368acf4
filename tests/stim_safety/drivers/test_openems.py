"""openEMSstim: percents of what a therapist has set, 200 ms at a time, known by its own chatter."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stim_safety.codecs import openems
from stim_safety.drivers import Abilities, Answer, Ask, Frame, Line, Outcome, Parity
from stim_safety.drivers.openems import OpenEms
from stim_safety.words import Point, Train, Why

FULL_UA = 30_000
BOOT = (b"\r\nSETUP:\r\n\tBT: RESETTING\r\n\t\tVersion: \xff\xfe\r\n\tEMS: STARTED\r\n"
        b"SETUP DONE (LED 13 WILL BE ON)\r\n")
DISCONNECTED = b"\tUSB: received command: Connection End\r\n\tBT: Disconnected\r\n"
OFF_ANSWER = (b"\tUSB: received command: \r\n\tCommand NON HEX:\r\n\r\n\tERROR: SINGLE-CHAR Command Unknown\r\n"
              + DISCONNECTED)
ASKED_BY_OFF = (Ask.STATUS, Ask.OPEN, Ask.ZERO, Ask.STOP)


def met(full_ua: int = FULL_UA) -> OpenEms:
    driver = OpenEms(full_ua)
    driver.frame(Ask.IDENTIFY)
    assert driver.feed(BOOT) == (Answer(Outcome.DONE, Ask.IDENTIFY, identity="openems"),)
    return driver


def train(channel: int, current_ua: int) -> Train:
    return OpenEms(FULL_UA).pulse(channel, 250, 28_500, current_ua)


def echo(line: bytes) -> bytes:
    go = openems.decode(line)
    digits = line[5:-2]
    return (b"\tUSB: received command: " + line[:-1] + b"\r\n\tEMS_CMD: HEX command length: \r\n"
            + str(len(digits)).encode() + b"\r\n" + digits + b"\r\n\tEMS_CMD: Converted HEX command: \r\n"
            + go.text.encode() + b"\r\n")


def test_abilities() -> None:
    assert OpenEms(FULL_UA).abilities == Abilities(
        name="openems", title="openEMSstim with an external stimulator",
        line=Line(19_200, Parity.NONE, stop_bits=1, rts_cts=False), channels=2, step_ua=300, max_ua=30_000,
        min_width_us=20, max_width_us=1_000, period_step_us=1, min_period_us=8_000, max_period_us=1_000_000,
        opening=(Ask.IDENTIFY, Ask.STATUS), keep_alive_ms=None, silence_ms=400, renew_ms=150, tells_running=False,
        tells_high_voltage=False, checks_electrodes=False, percent=True, most_channels=1, most_on_ms=5_000,
        hello_ms=15_000, ack_ms=400,
        warning="The current is set on the external unit, and this board can only dim it, unevenly: its weakest "
                "step may already be felt. Set there no more than this patient may ever get, and check its width "
                "and rate. The external unit keeps running when everything else stops.")
    assert OpenEms.stop_frames == (openems.OFF,)
    assert openems.LONGEST_MS > 150


def test_the_train_repeats_what_was_ordered() -> None:
    assert train(1, 15_000) == Train(1, 28_500, (Point(250, 15_000), Point(250, -15_000)))


@pytest.mark.parametrize(("full_ua", "step_ua", "max_ua"), [
    (0, 1, 0), (1, 1, 1), (100, 1, 100), (101, 2, 100), (30_000, 300, 30_000), (30_050, 301, 29_799),
    (99_999, 1_000, 99_000), (100_000, 1_000, 100_000),
])
def test_a_percent_is_never_less_than_a_hundredth(full_ua: int, step_ua: int, max_ua: int) -> None:
    able = OpenEms(full_ua).abilities
    assert (able.step_ua, able.max_ua) == (step_ua, max_ua)
    assert able.step_ua * 100 >= full_ua
    assert able.max_ua // able.step_ua <= 100


def test_without_a_full_current_nothing_can_flow() -> None:
    driver = OpenEms()
    assert driver.pulse(0, 250, 28_500, 0).points[0].current_ua == 0
    with pytest.raises(ValueError, match="current of 1 uA"):
        driver.pulse(0, 250, 28_500, 1)


@given(st.integers(1, 100_000), st.data())
@settings(max_examples=60, deadline=None)
def test_a_percent_never_stands_for_more_than_was_asked(full_ua: int, data: st.DataObject) -> None:
    driver = met(full_ua)
    steps = data.draw(st.integers(1, driver.abilities.max_ua // driver.abilities.step_ua))
    asked = driver.pulse(1, 250, 28_500, steps * driver.abilities.step_ua)
    frame = driver.frame(Ask.TRAINS, (asked,))
    go = openems.decode(frame.data)
    assert go.percent * full_ua <= 100 * asked.points[0].current_ua
    assert (go.channel, go.on_ms, frame.trains) == (1, 200, (asked,))


def test_identity_is_the_boot_text() -> None:
    driver = OpenEms(FULL_UA)
    assert driver.feed(BOOT) == ()
    assert driver.frame(Ask.IDENTIFY) == Frame(Ask.IDENTIFY, b"", None)
    assert driver.feed(BOOT[:-1]) == ()
    assert driver.feed(BOOT[-1:]) == (Answer(Outcome.DONE, Ask.IDENTIFY, identity="openems"),)


def test_an_off_that_nobody_asked_for() -> None:
    assert met().feed(DISCONNECTED) == (Answer(Outcome.DONE, Ask.STOP),)


def test_it_must_boot_again_to_be_identified_again() -> None:
    driver = met()
    driver.frame(Ask.IDENTIFY)
    assert driver.feed(OFF_ANSWER) == ()
    assert driver.feed(BOOT)[0].identity == "openems"


def test_what_says_something_else_is_not_known() -> None:
    driver = OpenEms(FULL_UA)
    driver.frame(Ask.IDENTIFY)
    assert driver.feed(b"SETUP DONE\r\nSETUP DONE (LED 13 WILL BE ON) \r\n" + bytes(range(256)) * 3 + b"\n") == ()
    assert driver.feed(BOOT)[0].outcome is Outcome.DONE


@pytest.mark.parametrize("line", [b"\nSETUP:\r\n", b"SETUP DONE (LED 13 WILL BE ON)\r\n"])
def test_boot_text_in_mid_session_is_a_reset(line: bytes) -> None:
    assert met().feed(line) == (
        Answer(Outcome.FAULT, why=Why.DEVICE_RESET, detail=line.decode().strip()),)


@pytest.mark.parametrize("ask", ASKED_BY_OFF)
def test_off_is_asked_for_everything_but_trains(ask: Ask) -> None:
    driver = met()
    assert driver.frame(ask) == Frame(ask, openems.OFF, None)
    answer = Answer(Outcome.DONE, ask, running=frozenset() if ask is Ask.STATUS else None)
    assert driver.feed(OFF_ANSWER) == (answer,)
    assert driver.feed(OFF_ANSWER) == (Answer(Outcome.DONE, Ask.STOP),)


@pytest.mark.parametrize("ask", [Ask.VERSION, Ask.KEEP_ALIVE])
def test_what_it_cannot_be_asked(ask: Ask) -> None:
    with pytest.raises(ValueError, match=f"cannot be asked for {ask}"):
        met().frame(ask)


@pytest.mark.parametrize("ask", [Ask.IDENTIFY, Ask.STATUS, Ask.ZERO, Ask.STOP])
def test_only_opening_and_trains_take_trains(ask: Ask) -> None:
    with pytest.raises(ValueError, match=f"{ask} with 1 trains makes no sense"):
        met().frame(ask, (train(0, 300),))


def test_opening_checks_its_trains_and_opens_no_relay() -> None:
    driver = met()
    assert driver.frame(Ask.OPEN, (train(0, 300), train(1, 0))) == Frame(Ask.OPEN, openems.OFF, None)
    assert driver.feed(OFF_ANSWER) == (Answer(Outcome.DONE, Ask.OPEN),)
    with pytest.raises(ValueError, match="needs points"):
        driver.frame(Ask.OPEN, (Train(0, 28_500, ()),))


def test_one_channel_for_a_while() -> None:
    driver = met()
    frame = driver.frame(Ask.TRAINS, (train(1, 15_000),))
    assert frame == Frame(Ask.TRAINS, openems.encode(openems.Go(1, 50, 200)), None, (train(1, 15_000),))
    assert driver.feed(echo(frame.data)) == (Answer(Outcome.DONE, Ask.TRAINS),)
    assert driver.feed(echo(frame.data)) == ()
    assert driver.feed(OFF_ANSWER) == (Answer(Outcome.DONE, Ask.STOP),)


@pytest.mark.parametrize("trains", [(train(0, 0),), (train(0, 0), train(1, 0))])
def test_trains_without_current_are_off(trains: tuple[Train, ...]) -> None:
    driver = met()
    assert driver.frame(Ask.TRAINS, trains) == Frame(Ask.TRAINS, openems.OFF, None, trains)
    assert driver.feed(OFF_ANSWER) == (Answer(Outcome.DONE, Ask.TRAINS),)


@pytest.mark.parametrize(("trains", "why"), [
    ((), "trains with 0 trains"), ((train(0, 300), train(1, 300)), "one channel at a time"),
    ((train(0, 0), train(1, 300)), "one channel at a time"), ((Train(0, 28_500, ()),), "needs points"),
])
def test_trains_that_make_no_sense(trains: tuple[Train, ...], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        met().frame(Ask.TRAINS, trains)


def test_a_refused_frame_leaves_what_was_asked() -> None:
    driver = met()
    frame = driver.frame(Ask.TRAINS, (train(1, 15_000),))
    with pytest.raises(ValueError, match=r"^an openEMSstim opens one channel at a time$"):
        driver.frame(Ask.TRAINS, (train(0, 300), train(1, 300)))
    assert driver.feed(echo(frame.data)) == (Answer(Outcome.DONE, Ask.TRAINS),)


def test_an_off_from_elsewhere_while_a_command_is_open() -> None:
    driver = met()
    frame = driver.frame(Ask.TRAINS, (train(1, 15_000),))
    assert driver.feed(OFF_ANSWER + echo(frame.data)) == (
        Answer(Outcome.DONE, Ask.STOP), Answer(Outcome.DONE, Ask.TRAINS))


@pytest.mark.parametrize("got", [b"WV,0,4330", b"Connection En", b"1", b" ", b"ConnectionEnd", b"x"])
def test_what_the_board_heard_wrong_is_a_fault(got: bytes) -> None:
    driver = met()
    driver.frame(Ask.TRAINS, (train(1, 15_000),))
    assert driver.feed(b"\tUSB: received command: " + got + b"\r\n") == (
        Answer(Outcome.FAULT, Ask.TRAINS, why=Why.WRONG_ANSWER, detail=f"it received {got.decode()}"),)


def test_the_echo_of_an_older_command_is_a_fault() -> None:
    driver = met()
    old = driver.frame(Ask.TRAINS, (train(1, 15_000),))
    driver.frame(Ask.STATUS)
    answer = driver.feed(b"\tUSB: received command: " + old.data + b"\r\n")[0]
    assert (answer.outcome, answer.why) == (Outcome.FAULT, Why.WRONG_ANSWER)


@pytest.mark.parametrize(("line", "why"), [
    ("\tBT: received command: WV,001C,4747.", Why.OTHER_CONTROLLER),
    ("\tEMS: Channel 1 active", Why.UNEXPECTED_OUTPUT), ("\tEMS: Intensity Channel 2: 17", Why.UNEXPECTED_OUTPUT),
    ("Unknown command: C0", Why.DEVICE_ERROR), ("Command = null!!!:", Why.DEVICE_ERROR),
    ("not in if ERROR: endIndex>startIndex", Why.DEVICE_ERROR),
])
def test_lines_that_must_not_come(line: str, why: Why) -> None:
    assert met().feed(line.encode() + b"\r\n") == (Answer(Outcome.FAULT, why=why, detail=line),)


@pytest.mark.parametrize("line", [b"", b"\tCommand NON HEX:", b"22", b"~ !", b"\tEMS_CMD: HEX command length: ",
                                  b"C0I50T200G", b" \tBT: Disconnected"])
def test_chatter_is_passed_over(line: bytes) -> None:
    assert met().feed(line + b"\r\n") == ()


@pytest.mark.parametrize("byte", [0x00, 0x08, 0x0B, 0x1F, 0x7F, 0x80, 0xFF])
def test_noise_is_told(byte: int) -> None:
    assert met().feed(b"ab" + bytes((byte,)) + b"\n") == (
        Answer(Outcome.GARBLED, detail=f"line {bytes((0x61, 0x62, byte)).hex()}"),)


def test_noise_is_told_shortly() -> None:
    assert met().feed(bytes(50) + b"\n")[0].detail == "line " + "00" * 20


def test_a_line_without_end_is_cut() -> None:
    driver = met()
    assert driver.feed(b"\0" * 120) == ()
    assert driver.feed(b"\0")[0].outcome is Outcome.GARBLED
    driver.frame(Ask.STATUS)
    assert driver.feed(OFF_ANSWER)[0].ask is Ask.STATUS


@given(st.one_of(st.binary(max_size=400), st.lists(st.sampled_from(
    [OFF_ANSWER, BOOT, b"C1I50T200G\n", b"\tBT: Disconnected\n"]), max_size=4).map(b"".join)), st.integers(1, 40))
@settings(max_examples=60, deadline=None)
def test_feed_never_raises_and_any_cut_is_the_same(wire: bytes, size: int) -> None:
    at_once, in_bits = met(), met()
    for driver in (at_once, in_bits):
        driver.frame(Ask.TRAINS, (train(1, 15_000),))
    assert at_once.feed(wire) == tuple(
        answer for at in range(0, len(wire), size) for answer in in_bits.feed(wire[at:at + size]))
