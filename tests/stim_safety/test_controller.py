"""The controller as a whole: the same inputs give the same outputs, and what it tells is whole."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stim_safety import journal
from stim_safety.drivers.p24 import P24
from stim_safety.messages import Calibrate, Confirm, End, Item, Wish
from stim_safety.replay import Difference, replay
from stim_safety.telling import cut, parts
from stim_safety.timing import MS
from stim_safety.words import State, Why
from tests.stim_safety.faults.stand import at
from tests.stim_safety.rig import Rig, start, tricks, used, violations


def journal_of(rig: Rig) -> list[bytes]:
    return [journal.step_line(inputs, outputs) for inputs, outputs in zip(rig.inputs, rig.outputs, strict=True)]


def test_a_run_repeats_byte_for_byte() -> None:
    rig = Rig()
    rig.stimulate()
    assert list(replay(P24(), rig.begin, journal_of(rig))) == []


def test_another_start_or_another_input_is_seen_where_it_begins_with_what_was_written_then_and_now() -> None:
    rig = Rig()
    rig.until(State.READY)
    rig.run(100)
    lines = journal_of(rig)
    assert next(iter(replay(P24(), replace(rig.begin, seed=8), lines))).step == 1
    at = next(number for number, outputs in enumerate(rig.outputs) if outputs.frames)
    then = tuple(frame.hex() for frame in rig.outputs[at].frames)
    rig.inputs[at] = replace(rig.inputs[at], stop=Why.PEDAL)
    now = tuple(frame.hex() for frame in rig.driver.stop_frames)
    assert next(iter(replay(P24(), rig.begin, journal_of(rig)))) == Difference(at + 1, then, now)


@pytest.mark.parametrize("line", [
    b"no", b"{}", b'{"in":{"x":1},"digest":""}', b'{"in":{"now_ns":"1"},"digest":""}'])
def test_what_is_no_journal_is_refused(line: bytes) -> None:
    with pytest.raises((ValueError, KeyError)):
        list(replay(P24(), start(), [line]))


@pytest.mark.parametrize(("text", "size", "whole"), [
    ("abc", 2, "ab"), ("äb", 1, ""), ("äb", 2, "ä"), ("a\0b", 9, "ab"), ("\ud800", 9, "?"), ("", 5, "")])
def test_texts_are_cut_between_characters(text: str, size: int, whole: str) -> None:
    assert cut(text, size) == whole


def test_long_sentences_are_told_in_parts_and_empty_ones_not_at_all() -> None:
    text = "ä" * 150 + "€" * 50
    assert "".join(parts(text)) == text
    assert all(len(part.encode()) <= 120 for part in parts(text))
    assert parts("") == []


def test_facts_are_told_at_every_change_and_each_second() -> None:
    rig = Rig()
    rig.until(State.READY)
    rig.run(200)
    rig.told.clear()
    rig.run(2000)
    names = [type(message).__name__ for message in rig.told]
    assert {name: names.count(name) for name in ("Channel", "Prescribed", "Device")} == {
        "Channel": 2, "Prescribed": 2, "Device": 2}
    assert 33 <= names.count("Status") <= 51


def test_the_search_needs_a_rest_after_an_output_as_trains_do() -> None:
    rig = Rig()
    rig.ready()
    rig.calibrate()
    assert rig.ask(Calibrate(0)).reasons == {Why.RESTING}
    assert rig.status is not None
    rig.run(40)
    assert 0 < rig.status.rest_left_ms <= 12_000


def test_a_search_needs_budget_and_charge() -> None:
    rig = Rig(begin=start(spent=used(charge_nc=(300_000_000,) * 8)))
    rig.ready()
    assert rig.ask(Calibrate(0)).reasons == {Why.DOSE}


def test_a_run_of_sequences_that_stand_still_stops() -> None:
    rig = Rig()
    rig.armed()
    for _ in range(5):
        rig.post(Wish(0, 0, 100), sequence=1)
    rig.tick()
    rig.until(State.FAULT)
    rig.run(40)
    assert rig.why is Why.SEQUENCE


def test_fault_25_five_messages_of_another_size_stop() -> None:
    rig = Rig()
    rig.armed()
    for _ in range(5):
        rig.post_raw(b"x")
    rig.tick()
    rig.until(State.FAULT)
    rig.run(40)
    assert rig.why is Why.MESSAGE


def test_messages_that_are_not_for_it_are_counted() -> None:
    rig = Rig()
    rig.armed()
    assert rig.status is not None
    for _ in range(5):
        rig.post(rig.status)
    rig.tick()
    rig.until(State.FAULT)
    rig.run(40)
    assert rig.why is Why.MESSAGE


def test_a_device_is_confirmed_only_once_it_is_known() -> None:
    rig = Rig()
    rig.tick()
    assert rig.ask(Confirm(Item.DEVICE, 0, "")).reasons == {Why.UNKNOWN_DEVICE}


# --- what is wrong is written down with its detail, and stops in the same step ----------------------------------


@pytest.mark.parametrize(("ms", "asleep_ms", "expected"), [
    (100, 0, []), (101, 0, [("LATE", "101 ms", "STIM")]), (20, 60, [("SUSPENDED", "60 ms", "STIM")])])
def test_a_step_that_comes_too_late_stops_and_tells_by_how_much(
        ms: int, asleep_ms: int, expected: list[tuple[object, ...]]) -> None:
    rig = at(State.STIM)
    rig.post(Wish(0, 1000, 150))
    rig.tick()
    rig.asleep_ns = asleep_ms * MS
    rig.tick(ms)
    assert violations(rig) == expected
    assert (rig.outputs[-1].frames == rig.driver.stop_frames) is bool(expected)


def test_a_log_that_is_lost_stops_what_flows_and_tells_why() -> None:
    rig = at(State.STIM)
    rig.tick(log_gone="the disk is full")
    assert violations(rig) == [("LOG", "the disk is full", "STIM")]
    assert rig.outputs[-1].frames == rig.driver.stop_frames


def test_a_record_that_is_not_on_disk_in_time_stops_an_armed_device() -> None:
    rig = at(State.ARMED)
    rig.logging = False
    rig.wish(1060)
    assert violations(rig) == [("LOG", "", "ARMED")]


# --- after a stop -----------------------------------------------------------------------------------------------


def test_what_follows_a_stop_begins_with_the_next_step() -> None:
    rig = Rig()
    tricks(rig, mute=True)
    rig.until(State.FAULT, 3000)
    tricks(rig, mute=False)
    rig.reset()
    rig.until(State.SELFTEST)
    assert rig.outputs[-1].frames == ()
    rig.tick()
    assert rig.device.seen[-1].what == "identify"


@pytest.mark.parametrize(("latched", "why"), [(True, None), (False, "DONE")])
def test_the_end_is_written_down_with_why_it_came_if_there_is_a_reason(latched: bool, why: str | None) -> None:
    rig = at(State.ESTOP if latched else State.ARMED)
    if latched:
        rig.reset()
    rig.post(End())
    rig.until(State.END)
    assert (rig.records[-1].kind, rig.records[-1].data) == ("end", {"why": why})
