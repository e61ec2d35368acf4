"""ScienceMode devices that speak by themselves, and what runs on them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stim_safety.codecs import sm34
from stim_safety.drivers import Answer, Ask, Outcome
from stim_safety.drivers.p24 import P24
from stim_safety.drivers.rehamove3 import RehaMove3
from stim_safety.words import Why
from tests.stim_safety.drivers.sciencemode import (
    P24_FAMILY,
    REHAMOVE3_FAMILY,
    Family,
    answer,
    is_fault,
    unasked,
)
from tests.stim_safety.drivers.test_sciencemode import both, train


@both
@pytest.mark.parametrize(("command", "code", "why"), [
    (66, 1, Why.DEVICE_ERROR), (66, 10, Why.ELECTRODE), (66, 8, Why.HIGH_VOLTAGE), (66, 255, Why.DEVICE_ERROR),
    (67, 11, Why.DEVICE_ERROR),
])
def test_errors_that_come_by_themselves_are_faults(family: Family, command: int, code: int, why: Why) -> None:
    heard = unasked(family.make(), command, bytes((code,)))
    assert heard == Answer(Outcome.FAULT, None, 9, why=why, detail=sm34.result_text(code))


@both
@pytest.mark.parametrize("payload", [b"", b"\0"])
def test_an_error_that_is_none_is_garbled(family: Family, payload: bytes) -> None:
    assert unasked(family.make(), 66, payload).outcome is Outcome.GARBLED


@both
@pytest.mark.parametrize(("ask", "why"), [
    (Ask.IDENTIFY, Why.WRONG_DEVICE), (Ask.VERSION, Why.WRONG_DEVICE), (Ask.STATUS, Why.DEVICE_ERROR),
    (Ask.OPEN, Why.DEVICE_ERROR),
])
def test_a_device_that_does_not_know_what_it_is_is_another(family: Family, ask: Ask, why: Why) -> None:
    driver = family.make()
    driver.frame(ask)
    heard = unasked(driver, 67, b"\x0b", 0)
    assert (heard.outcome, heard.ask, heard.why) == (Outcome.FAULT, None, why)


@pytest.mark.parametrize(("mask", "running"), [
    (0x00, set()), (0x01, {0}), (0x80, {7}), (0x82, {1, 7}), (0xFF, set(range(8))),
])
def test_what_runs_on_a_p24(mask: int, running: set[int]) -> None:
    heard = answer(P24(), Ask.KEEP_ALIVE, bytes((0, 4, mask, 0, 0, 0, 0)))
    assert (heard.outcome, heard.running) == (Outcome.DONE, frozenset(running))


@pytest.mark.parametrize("channel", range(8))
@pytest.mark.parametrize("mask", [0x00, 0xFF])
@pytest.mark.parametrize(("state", "why"), [
    (1, Why.ELECTRODE), (2, Why.PULSE_TIMEOUT), (3, Why.LOW_CURRENT), (4, Why.DEVICE_ERROR),
    (15, Why.DEVICE_ERROR),
])
def test_a_bad_state_of_any_channel_of_a_p24(channel: int, mask: int, state: int, why: Why) -> None:
    states = (state << 4 * channel).to_bytes(4, "little")
    heard = answer(P24(), Ask.KEEP_ALIVE, bytes((0, 4, mask)) + states)
    assert (heard.outcome, heard.why) == (Outcome.FAULT, why)
    assert heard.detail == f"channel {channel + 1} state {state}"
    assert heard.running == frozenset(range(8) if mask else ())


def test_all_bad_channels_of_a_p24_are_named() -> None:
    heard = answer(P24(), Ask.KEEP_ALIVE, bytes.fromhex("00 04 00 20000030"))
    assert (heard.why, heard.detail) == (Why.PULSE_TIMEOUT, "channel 2 state 2, channel 8 state 3")


@pytest.mark.parametrize(("family", "payload"), [
    (P24_FAMILY, "00 02 00 00000000"), (P24_FAMILY, "00 02 10"), (P24_FAMILY, "00 03 00 00"),
    (REHAMOVE3_FAMILY, "00 04 00"), (REHAMOVE3_FAMILY, "00 04 00 00000000"), (REHAMOVE3_FAMILY, "00 02 20"),
    (REHAMOVE3_FAMILY, "00 02 80"),
])
def test_an_answer_about_something_else_is_garbled(family: Family, payload: str) -> None:
    assert answer(family.make(), Ask.KEEP_ALIVE, bytes.fromhex(payload)).outcome is Outcome.GARBLED


def test_what_runs_on_a_rehamove3_is_what_was_ordered_last() -> None:
    driver, runs = RehaMove3(), REHAMOVE3_FAMILY.running
    everything = frozenset(range(4))
    assert answer(driver, Ask.KEEP_ALIVE, runs).running == everything
    driver.frame(Ask.TRAINS, (train(1), train(3)))
    assert answer(driver, Ask.KEEP_ALIVE, runs).running == frozenset({1, 3})
    assert answer(driver, Ask.KEEP_ALIVE, REHAMOVE3_FAMILY.quiet).running == frozenset()
    driver.frame(Ask.ZERO)
    assert answer(driver, Ask.KEEP_ALIVE, runs).running == everything


@pytest.mark.parametrize(("bits", "detail"), [
    (0x01, "channel 1 electrode"), (0x08, "channel 4 electrode"),
    (0x16, "channel 2 electrode, channel 3 electrode"),
])
def test_an_electrode_of_a_rehamove3(bits: int, detail: str) -> None:
    heard = answer(RehaMove3(), Ask.KEEP_ALIVE, bytes((0, 2, bits)))
    assert (heard.outcome, heard.why, heard.detail) == (Outcome.FAULT, Why.ELECTRODE, detail)
    assert heard.running == frozenset(range(4) if bits & 0x10 else ())


@both
def test_garbled_bytes_are_told_one_by_one(family: Family) -> None:
    driver = family.make()
    bad = bytearray(sm34.encode(63, 0, b"\0\0\x01"))
    bad[6] ^= 1
    driver.frame(Ask.STATUS)
    heard = driver.feed(bytes(bad) * 3 + sm34.encode(63, 0, b"\0\0\x01"))
    assert [each.outcome for each in heard] == [Outcome.GARBLED] * 3 + [Outcome.DONE]


@both
@given(data=st.lists(st.binary(max_size=30) | st.builds(
    sm34.encode, st.integers(0, 1023), st.integers(0, 63), st.binary(max_size=20)), max_size=6))
@settings(max_examples=60, deadline=None)
def test_nothing_that_comes_raises_or_counts_as_done(family: Family, data: list[bytes]) -> None:
    driver = family.make()
    for heard in driver.feed(b"".join(data)):
        assert heard.outcome is not Outcome.DONE or heard.ask is Ask.STOP
        assert not is_fault(heard) or heard.why is not None


def test_what_the_two_say_they_can() -> None:
    p24, rehamove3 = P24().abilities, RehaMove3().abilities
    assert (p24.name, p24.channels, p24.min_width_us) == ("p24", 8, 10)
    assert (rehamove3.name, rehamove3.channels, rehamove3.min_width_us) == ("rehamove3", 4, 20)
    for able in (p24, rehamove3):
        assert (able.step_ua, able.max_ua) == (500, 130_000)
        assert able.opening == (Ask.IDENTIFY, Ask.VERSION, Ask.STATUS)
        assert (able.keep_alive_ms, able.silence_ms, able.renew_ms) == (500, 2000, None)
        assert (able.line.baud, able.line.stop_bits, able.line.rts_cts) == (3_000_000, 2, True)
        assert able.max_width_us == 4095
        assert able.warning
        assert able.tells_running
        assert able.tells_high_voltage
