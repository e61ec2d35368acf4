"""The drivers of P24 and RehaMove3: what each ask writes, what each answer means."""

from __future__ import annotations

import pytest

from stim_safety.codecs import sm34
from stim_safety.codecs.sm34_trains import unpack_update
from stim_safety.drivers import Answer, Ask, Outcome
from stim_safety.drivers.p24 import P24
from stim_safety.drivers.rehamove3 import RehaMove3
from stim_safety.words import Point, Train, Why
from tests.stim_safety.drivers.sciencemode import (
    FAMILIES,
    P24_FAMILY,
    REHAMOVE3_FAMILY,
    Family,
    answer,
    good,
    unasked,
)

both = pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.kind)
asks = pytest.mark.parametrize("ask", list(Ask))
NOT_STOP = [ask for ask in Ask if ask is not Ask.STOP]


def train(channel: int = 0, period_us: int = 20_000, width_us: int = 200, current_ua: int = 10_000) -> Train:
    return Train(channel, period_us, (Point(width_us, current_ua), Point(100, 0), Point(width_us, -current_ua)))


@both
@pytest.mark.parametrize(("ask", "command", "payload"), [
    (Ask.IDENTIFY, 52, ""), (Ask.STATUS, 62, ""), (Ask.ZERO, 32, "00"), (Ask.STOP, 34, ""),
])
def test_what_the_plain_asks_write(family: Family, ask: Ask, command: int, payload: str) -> None:
    frame = family.make().frame(ask)
    assert sm34.decode(frame.data) == sm34.Packet(0, command, bytes.fromhex(payload))
    assert (frame.ask, frame.number, frame.trains) == (ask, 0, ())


@pytest.mark.parametrize(("family", "ask", "command", "payload"), [
    (P24_FAMILY, Ask.VERSION, 68, ""), (P24_FAMILY, Ask.OPEN, 30, "01"), (P24_FAMILY, Ask.KEEP_ALIVE, 36, "04"),
    (REHAMOVE3_FAMILY, Ask.VERSION, 50, ""), (REHAMOVE3_FAMILY, Ask.OPEN, 30, "00"),
    (REHAMOVE3_FAMILY, Ask.KEEP_ALIVE, 36, "02"),
])
def test_what_the_two_write_differently(family: Family, ask: Ask, command: int, payload: str) -> None:
    assert sm34.decode(family.make().frame(ask).data) == sm34.Packet(0, command, bytes.fromhex(payload))


@both
def test_numbers_go_around(family: Family) -> None:
    driver = family.make()
    numbers = [driver.frame(Ask.STATUS).number for _ in range(130)]
    assert numbers == [*range(64), *range(64), 0, 1]


@both
def test_trains_are_read_again_from_their_own_bytes(family: Family) -> None:
    trains = (train(0), train(3, 28_500, 250, 20_500))
    frame = family.make().frame(Ask.TRAINS, trains)
    assert frame.trains == trains == unpack_update(sm34.decode(frame.data).payload)


def test_a_known_train_of_the_p24_byte_for_byte() -> None:
    driver = P24()
    driver.frame(Ask.STATUS)
    trains = (driver.pulse(0, 200, 20_000, 20_000), driver.pulse(1, 100, 10_000, 10_000))
    assert driver.frame(Ask.TRAINS, trains).data[11:].hex() == (
        "03" "200050" "0c855000" "0644b000" "0c841000" "200028" "06450000" "0644b000" "06446000" "0f")


@both
def test_a_pulse_is_balanced_with_a_gap(family: Family) -> None:
    assert family.make().pulse(2, 250, 28_500, 20_500) == Train(
        2, 28_500, (Point(250, 20_500), Point(100, 0), Point(250, -20_500)))


@pytest.mark.parametrize(("make", "channel", "width_us", "period_us", "current_ua"), [
    (P24, 7, 10, 500, 0), (P24, 0, 4095, 16_383_000, 130_000), (P24, 0, 200, 20_000, 500),
    (P24, 0, 170, 1_000, 0),
    (RehaMove3, 3, 20, 2_000, 0), (RehaMove3, 0, 4095, 1_000_000, 130_000), (RehaMove3, 0, 200, 28_500, 130_000),
])
def test_pulses_inside_every_edge(make: type[P24 | RehaMove3], channel: int, width_us: int, period_us: int,
                                  current_ua: int) -> None:
    driver = make()
    pulse = driver.pulse(channel, width_us, period_us, current_ua)
    assert driver.frame(Ask.TRAINS, (pulse,)).trains == (pulse,)


@pytest.mark.parametrize(("make", "channel", "width_us", "period_us", "current_ua"), [
    (P24, 8, 200, 20_000, 0), (P24, -1, 200, 20_000, 0), (P24, 0, 9, 20_000, 0), (P24, 0, 4096, 20_000, 0),
    (P24, 0, 200, 0, 0), (P24, 0, 200, 20_001, 0), (P24, 0, 200, 20_250, 0), (P24, 0, 200, 16_383_500, 0),
    (P24, 0, 200, 20_000, 130_500), (P24, 0, 200, 20_000, -500), (P24, 0, 200, 20_000, 20_490),
    (RehaMove3, 4, 200, 20_000, 0), (RehaMove3, 0, 19, 20_000, 0), (RehaMove3, 0, 200, 1_500, 0),
    (RehaMove3, 0, 200, 1_000_500, 0), (RehaMove3, 0, 200, 20_000, 130_500),
])
def test_pulses_outside_any_edge(make: type[P24 | RehaMove3], channel: int, width_us: int, period_us: int,
                                 current_ua: int) -> None:
    with pytest.raises(ValueError, match=r"\d"):
        make().pulse(channel, width_us, period_us, current_ua)


@both
@pytest.mark.parametrize(("width_us", "fits"), [(919, True), (920, False)])
def test_a_pulse_must_settle_within_its_period(family: Family, width_us: int, fits: bool) -> None:
    driver = family.make()
    if fits:
        assert driver.pulse(0, width_us, 2_000, 0)
    else:
        with pytest.raises(ValueError, match="does not end within"):
            driver.pulse(0, width_us, 2_000, 0)


@both
@pytest.mark.parametrize("points", [
    (), (Point(200, 500),) * 17, (Point(200, 130_500),), (Point(200, -130_500),), (Point(200, 150_500),),
    (Point(200, 20_490),), (Point(9, 500),), (Point(4096, 500),), (Point(0, 0),),
], ids=repr)
@pytest.mark.parametrize("ask", [Ask.TRAINS, Ask.OPEN])
def test_trains_that_cannot_be_made_are_refused(family: Family, points: tuple[Point, ...], ask: Ask) -> None:
    with pytest.raises(ValueError, match=r"\d"):
        family.make().frame(ask, (Train(0, 20_000, points),))


@both
@pytest.mark.parametrize("trains", [
    (train(), train()), (train(1), train(0)), (train(-1),), (train(8),), (train(period_us=20_250),),
    (train(period_us=0),), (train(period_us=-20_000),), (train(period_us=16_384_000),),
], ids=repr)
def test_orders_that_cannot_be_written_are_refused(family: Family, trains: tuple[Train, ...]) -> None:
    with pytest.raises(ValueError, match=r"\d"):
        family.make().frame(Ask.TRAINS, trains)


@both
@asks
def test_trains_belong_to_the_ask_for_trains(family: Family, ask: Ask) -> None:
    driver, trains = family.make(), () if ask is Ask.TRAINS else (train(),)
    if ask is Ask.OPEN:
        assert driver.frame(ask, trains).trains == ()
        return
    with pytest.raises(ValueError, match="makes no sense"):
        driver.frame(ask, trains)


@both
def test_the_first_channel_that_is_not_there(family: Family) -> None:
    driver = family.make()
    channels = driver.abilities.channels
    assert driver.frame(Ask.TRAINS, (train(channels - 1),)).trains == (train(channels - 1),)
    with pytest.raises(ValueError, match=f"^there is no channel {channels}: 0 to {channels - 1}$"):
        driver.frame(Ask.TRAINS, (train(channels),))


@both
def test_a_refused_order_costs_no_number(family: Family) -> None:
    driver = family.make()
    with pytest.raises(ValueError, match="makes no sense"):
        driver.frame(Ask.TRAINS)
    assert driver.frame(Ask.STATUS).number == 0


@both
@asks
def test_good_answers(family: Family, ask: Ask) -> None:
    heard = answer(family.make(), ask, good(family, ask))
    assert (heard.outcome, heard.ask, heard.number, heard.why) == (Outcome.DONE, ask, 0, None)


@both
def test_who_it_is(family: Family) -> None:
    driver = family.make()
    assert answer(driver, Ask.IDENTIFY, b"\0" + b"22-001_A.~").identity == f"{family.kind} 22-001_A.~"
    assert answer(driver, Ask.IDENTIFY, b"\0" + b"42\0\0\0\0\0\0\0\0").identity == f"{family.kind} 42"
    assert answer(driver, Ask.IDENTIFY, b"\0" + b"!42       ").identity == f"{family.kind} !42"
    assert answer(driver, Ask.IDENTIFY, b"\0" + b"XX42XX\0\0\0\0").identity == f"{family.kind} XX42XX"


@both
@pytest.mark.parametrize("identity", [b"\0" * 10, b" " * 10, b"12345 7890", b"123456789\x7f", b"\xff" * 10,
                                      b"12\x00 567890"])
def test_an_unreadable_identity_is_another_device(family: Family, identity: bytes) -> None:
    heard = answer(family.make(), Ask.IDENTIFY, b"\0" + identity)
    assert (heard.outcome, heard.why) == (Outcome.FAULT, Why.WRONG_DEVICE)
    assert heard.detail == f"identity {identity.hex()}"
    assert heard.identity == ""


@pytest.mark.parametrize(("family", "version"), [
    (P24_FAMILY, "firmware 1.4.2, ScienceMode 4.0.1"), (REHAMOVE3_FAMILY, "firmware 3.2.4, ScienceMode 3.2.4"),
])
def test_which_version_it_is(family: Family, version: str) -> None:
    assert answer(family.make(), Ask.VERSION, family.version).version == version


@both
@pytest.mark.parametrize("protocol", [0, 2, 5, 255])
def test_another_protocol_is_another_device(family: Family, protocol: int) -> None:
    wrong = family.version[:4] + bytes((protocol,)) + family.version[5:]
    heard = answer(family.make(), Ask.VERSION, wrong)
    assert (heard.outcome, heard.why) == (Outcome.FAULT, Why.WRONG_DEVICE)
    assert f"ScienceMode {protocol}." in heard.detail


@both
@pytest.mark.parametrize(("payload", "is_open", "runs", "voltage", "level"), [
    ("000001", False, False, False, "nothing initialised"), ("000106", True, False, True, "low level"),
    ("000101", True, False, False, "low level"),
    ("000206", True, False, True, "mid level"), ("000306", True, True, True, "mid level running"),
    ("000301", True, True, False, "mid level running"), ("000000", False, False, True, "nothing initialised"),
    ("000002", False, False, True, "nothing initialised"),
])
def test_what_the_status_says(family: Family, payload: str, is_open: bool, runs: bool, voltage: bool,
                              level: str) -> None:
    driver = family.make()
    heard = answer(driver, Ask.STATUS, bytes.fromhex(payload))
    everything = frozenset(range(driver.abilities.channels))
    assert heard == Answer(Outcome.DONE, Ask.STATUS, 0, detail=level, open=is_open, high_voltage=voltage,
                           running=everything if runs else frozenset())


@both
@pytest.mark.parametrize("ask", NOT_STOP)
def test_answers_of_a_wrong_length_are_garbled(family: Family, ask: Ask) -> None:
    payload = good(family, ask)
    for wrong in (payload[:-1], payload + b"\0"):
        heard = answer(family.make(), ask, wrong)
        assert heard.outcome is Outcome.GARBLED
        assert (heard.ask, heard.number) == (ask, 0)
        assert heard.detail == (f"{ask} {wrong.hex()}" if wrong else "result ")


@both
def test_a_level_that_nobody_knows_is_garbled(family: Family) -> None:
    assert answer(family.make(), Ask.STATUS, bytes.fromhex("000406")).outcome is Outcome.GARBLED


@both
@pytest.mark.parametrize("ask", NOT_STOP)
@pytest.mark.parametrize("code", [*range(1, 31), 255])
def test_every_result_but_0_is_a_fault(family: Family, ask: Ask, code: int) -> None:
    heard = answer(family.make(), ask, bytes((code,)))
    why = {7: Why.DEVICE_RESET, 8: Why.HIGH_VOLTAGE, 10: Why.ELECTRODE, 16: Why.PULSE_TIMEOUT,
           28: Why.LOW_CURRENT}.get(code, Why.DEVICE_ERROR)
    assert heard == Answer(Outcome.FAULT, ask, 0, why=why, detail=sm34.result_text(code))
    longer = answer(family.make(), ask, bytes((code,)) + good(family, ask)[1:])
    assert longer == heard


@both
@pytest.mark.parametrize("code", range(256))
def test_only_0_and_7_are_good_for_a_stop(family: Family, code: int) -> None:
    heard = answer(family.make(), Ask.STOP, bytes((code,)))
    assert (heard.ask, heard.number) == (Ask.STOP, 0)
    assert heard.outcome is (Outcome.DONE if code in (0, 7) else Outcome.FAULT)


@both
@pytest.mark.parametrize("payload", [b"", b"\0\0"])
def test_a_stop_answered_with_nonsense_is_garbled(family: Family, payload: bytes) -> None:
    assert answer(family.make(), Ask.STOP, payload).outcome is Outcome.GARBLED


@both
@pytest.mark.parametrize("command", [35, 5])
@pytest.mark.parametrize("number", [0, 1, 2, 63])
def test_stop_frames_need_no_asking_to_be_answered(family: Family, command: int, number: int) -> None:
    assert unasked(family.make(), command, b"\0", number) == Answer(Outcome.DONE, Ask.STOP, number)


@both
def test_the_stop_frames(family: Family) -> None:
    packets = [sm34.decode(frame) for frame in family.make().stop_frames]
    assert [(packet.command, packet.payload) for packet in packets] == [(34, b""), (4, b""), (34, b"")]
    assert len({packet.number for packet in packets}) == 3


@both
@pytest.mark.parametrize("ask", NOT_STOP)
@pytest.mark.parametrize(("number_add", "command_add"), [(1, 0), (63, 0), (0, 1), (0, -1), (0, 300)])
def test_answers_to_nothing_that_was_asked(family: Family, ask: Ask, number_add: int, command_add: int) -> None:
    heard = answer(family.make(), ask, good(family, ask), number_add, command_add)
    assert (heard.outcome, heard.ask, heard.number) == (Outcome.WRONG, None, number_add)
    assert heard.detail.startswith("answer ")


@both
@pytest.mark.parametrize("ask", NOT_STOP)
def test_the_second_answer_is_one_too_many(family: Family, ask: Ask) -> None:
    driver = family.make()
    assert answer(driver, ask, good(family, ask)).outcome is Outcome.DONE
    command = sm34.decode(family.make().frame(ask, (train(),) if ask is Ask.TRAINS else ()).data).command
    assert unasked(driver, command + 1, good(family, ask), 0).outcome is Outcome.WRONG


@both
def test_an_answer_to_a_stop_closes_what_had_its_number(family: Family) -> None:
    driver = family.make()
    driver.frame(Ask.STATUS)
    assert unasked(driver, 35, b"\0", 0).outcome is Outcome.DONE
    assert unasked(driver, 63, b"\0\0\x01", 0).outcome is Outcome.WRONG
