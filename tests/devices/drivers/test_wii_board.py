"""The board's driver against the emulated board, report by report, on a clock that the test moves."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.clock import NS_PER_MS
from core.samples import SampleBlock
from devices.codecs.wii_board import (
    ButtonsOnly,
    Cells,
    ReadReply,
    ReportId,
    RequestStatus,
    SetLed,
    SetMode,
    Status,
    decode_command,
    encode_report,
)
from devices.codecs.wii_calibration import temperature_factor
from devices.drivers import NOTHING, LinkNote, NoteKind
from devices.drivers.wii_board import WiiBoardDriver
from devices.emulators.wii_board import PUBLISHED_CALIBRATION, WiiBoardEmulator
from devices.emulators.wii_faults import WiiFaults
from devices.link import LinkState
from tests.devices.drivers.wii_rig import (
    COLUMN,
    LOADS,
    MODE,
    Person,
    at,
    board,
    kinds,
    state,
    streaming,
)
from tests.devices.rig import samples

# --- the stream --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("faults", [
    WiiFaults(status_at_ns=at(1)), WiiFaults(buttons_only_at_ns=at(1)),
])
def test_a_dropped_mode_is_set_again_without_a_gap(faults: WiiFaults) -> None:
    held, emulator = board(faults=faults)
    held.run(3)
    assert kinds(held) == [NoteKind.READY, NoteKind.MODE_RESET]
    assert emulator.heard.count(MODE) == 2
    assert held.link.counters.lost_samples == 0


def test_a_mode_taken_away_in_silence_is_noticed_after_three_tenths_of_a_second() -> None:
    held, emulator = streaming()
    emulator.report, emulator.continuous, emulator._sent = ReportId.BUTTONS, False, ButtonsOnly()
    held.run(1)
    assert kinds(held) == [NoteKind.READY, NoteKind.MODE_RESET, NoteKind.GAP]
    gap_ms = max(np.diff([block.t0_ns for block in held.blocks])) / NS_PER_MS
    assert 300 <= gap_ms <= 330
    assert held.link.counters.lost_samples == pytest.approx(gap_ms / 10 - 1, abs=1)
    assert [block.seq for block in held.blocks][-1] == len(held.blocks) - 1 + held.link.counters.lost_samples


@pytest.mark.parametrize("report", [ReportId.EXTENSION_8, ReportId.EXTENSION_16])
def test_other_data_reports_are_read_as_well(report: ReportId) -> None:
    held, emulator = streaming()
    emulator.report = report
    held.run(1)
    assert samples(held.entries)[:, :4].mean(axis=0) == pytest.approx(LOADS, abs=0.02)
    assert held.blocks[-1].data[0, COLUMN["battery"]] == 1.0, "the last known"
    assert np.isnan(held.blocks[-1].data[0, COLUMN["temperature_c"]]) == (report == ReportId.EXTENSION_8)


def test_on_change_mode_is_made_continuous_again() -> None:
    held, emulator = streaming()
    emulator.continuous = False
    held.run(2.1)
    assert emulator.continuous
    assert NoteKind.GAP not in held.kinds


def test_silence_is_told_at_a_second_and_ends_the_attempt_at_three() -> None:
    held, emulator = board(faults=WiiFaults(silent_from_ns=at(2)))
    held.run(4.5)
    assert kinds(held) == [NoteKind.READY, NoteKind.MODE_RESET, NoteKind.SILENT]
    assert decode_command(emulator.heard[-2]) in (RequestStatus(), SetMode(0x34, True))
    assert emulator.heard[8:].count(bytes.fromhex("1500")) == 1
    held.run(1)
    assert kinds(held)[3] is NoteKind.LOST
    assert held.link.state is LinkState.LOST


def test_each_silence_is_told_and_answered_anew() -> None:
    held, emulator = streaming()
    for _ in range(2):
        now_ns = held.clock.now_ns()
        emulator.faults.silent_from_ns, emulator.faults.silent_until_ns = now_ns, now_ns + 1500 * NS_PER_MS
        held.run(4)
    assert kinds(held).count(NoteKind.SILENT) == 2
    assert emulator.heard.count(bytes.fromhex("1500")) == 3


def test_a_damaged_calibration_is_told_once_even_when_the_board_falls_silent() -> None:
    held, _ = board(faults=WiiFaults(silent_from_ns=at(2), silent_until_ns=at(4)),
                    calibration=replace(PUBLISHED_CALIBRATION, crc=0))
    held.run(6)
    assert kinds(held).count(NoteKind.UNCALIBRATED) == 1
    assert kinds(held).count(NoteKind.READY) == 2


def test_reports_without_data_that_were_under_way_are_not_answered_twice() -> None:
    driver = opened_driver()
    gone = encode_report(ButtonsOnly())
    writes = [driver.receive(gone, t_ms * NS_PER_MS).writes for t_ms in (100, 110, 120, 149, 150)]
    assert writes == [(MODE,), (), (), (), (MODE,)]


def test_the_number_of_a_block_counts_what_was_lost_before_it() -> None:
    held, _ = board(faults=WiiFaults(silent_from_ns=at(1), silent_until_ns=at(1.2)))
    held.run(2)
    for before, after in pairwise(held.blocks):
        assert after.seq == before.seq + 1 + after.lost
    assert held.link.counters.lost_samples > 0


def test_after_a_silence_it_says_that_it_is_back_and_what_is_missing() -> None:
    held, _ = board(faults=WiiFaults(silent_from_ns=at(2), silent_until_ns=at(4)))
    held.run(6)
    assert kinds(held) == [NoteKind.READY, NoteKind.MODE_RESET, NoteKind.SILENT, NoteKind.READY, NoteKind.GAP]
    assert held.link.counters.lost_samples == pytest.approx(200, abs=5)
    assert held.link.counters.reopens == 0


@pytest.mark.parametrize(("gap_ms", "told"), [(40, False), (50, False), (60, True), (200, True)])
def test_a_gap_is_more_than_fifty_milliseconds(gap_ms: int, told: bool) -> None:
    held, _ = board(faults=WiiFaults(silent_from_ns=at(1) + 1, silent_until_ns=at(1) + (gap_ms - 5) * NS_PER_MS))
    held.run(2)
    assert (NoteKind.GAP in held.kinds) is told
    assert held.link.counters.lost_samples == (gap_ms // 10 - 1 if told else 0)


def test_a_bad_radio_link_is_told_once_and_counted_each_time() -> None:
    held, emulator = streaming()
    for _ in range(20):
        now_ns = held.clock.now_ns()
        emulator.faults.silent_from_ns, emulator.faults.silent_until_ns = now_ns, now_ns + 80 * NS_PER_MS
        held.run(0.2)
    assert kinds(held).count(NoteKind.GAP) == 1
    assert sum(block.lost > 0 for block in held.blocks) == 20


@pytest.mark.parametrize(("held_up_ms", "lost"), [(200, 0), (500, 0), (2000, 136)])
def test_a_reader_that_was_held_up_is_not_a_gap_of_the_board(held_up_ms: int, lost: int) -> None:
    held, _ = streaming()
    held.run(held_up_ms / 1000, step_ms=held_up_ms)
    held.run(1)
    assert held.link.counters.lost_samples == pytest.approx(lost, abs=3)
    assert NoteKind.SILENT not in held.kinds


def test_nearly_empty_batteries_are_told_once() -> None:
    held, emulator = streaming()
    emulator.battery = 0x60
    held.run(3)
    assert kinds(held) == [NoteKind.READY, NoteKind.BATTERY]
    assert held.blocks[-1].data[0, COLUMN["battery"]] == 0.0


def test_without_a_level_in_the_data_the_status_tells_the_battery() -> None:
    driver = opened_driver()
    cells = encode_report(Cells((2000, 16000, 1200, 11000)), ReportId.EXTENSION_8)
    assert np.isnan(driver.receive(cells, 1).blocks[0].data[0, COLUMN["battery"]])
    driver.receive(encode_report(Status(51)), 2)
    assert driver.receive(cells, 3).blocks[0].data[0, COLUMN["battery"]] == pytest.approx(0.2)
    driver.receive(encode_report(Cells((2000, 16000, 1200, 11000), 20, 0x85)), 4)
    driver.receive(encode_report(Status(51)), 5)
    assert driver.receive(cells, 6).blocks[0].data[0, COLUMN["battery"]] == 1.0


def test_a_status_may_tell_of_empty_batteries() -> None:
    output = opened_driver().receive(encode_report(Status(3, battery_empty=True)), 2)
    assert NoteKind.BATTERY in [note.kind for note in output.notes]
    assert output.writes == (MODE,)


def test_saturated_sensors_stay_numbers() -> None:
    held, _ = board(faults=WiiFaults(saturated_from_ns=at(1), saturated_until_ns=at(2)))
    held.run(3)
    assert np.isfinite(samples(held.entries)[:, :4]).all()
    assert samples(held.entries)[-1, :4] == pytest.approx(LOADS, abs=0.2)


def test_garbage_is_told_once_while_it_lasts() -> None:
    held, _ = board(faults=WiiFaults(stray_every=2))
    held.run(4)
    assert kinds(held).count(NoteKind.GARBAGE) == 1
    assert held.link.counters.garbage == 1


def test_unplugged_and_back_it_opens_anew() -> None:
    held, _ = board(faults=WiiFaults(unplug_at_ns=at(1), replug_at_ns=at(3.5)))
    held.run(3)
    assert state(held) is LinkState.LOST
    held.entries.clear()
    held.run(3)
    assert state(held) is LinkState.STREAMING
    assert held.link.counters.reopens == 1
    assert samples(held.entries)[:, :4].mean(axis=0) == pytest.approx(LOADS, abs=0.02)


def test_closing_stops_the_data_and_puts_the_light_out() -> None:
    held, emulator = streaming()
    held.link.close()
    assert emulator.heard[-2:] == [bytes.fromhex("120030"), bytes.fromhex("1100")]
    assert not emulator.led
    assert not emulator.continuous


def test_temperature_is_corrected_only_on_demand() -> None:
    cells = encode_report(Cells((3794, 17284, 2874, 12393), temperature_c=12, battery=0x80))
    plain = opened_driver().receive(cells, 1).blocks[0].data[0, :4]
    corrected = opened_driver(correct_temperature=True).receive(cells, 1).blocks[0].data[0, :4]
    assert plain.tolist() == [17.0] * 4
    assert corrected == pytest.approx([17.0 * temperature_factor(12, 26)] * 4)


# --- hostile bytes -----------------------------------------------------------------------------------------


def opened_driver(correct_temperature: bool = False) -> WiiBoardDriver:
    """A driver just past its opening, at time 0."""
    driver = WiiBoardDriver(correct_temperature)
    emulator = WiiBoardEmulator(Person(), random.Random(1))
    waiting = list(driver.start(0).writes)
    while waiting:
        for report in emulator.receive(waiting.pop(0), 0):
            waiting += driver.receive(report, 0).writes
    assert emulator.report == ReportId.EXTENSION_19
    return driver


HOSTILE = st.one_of(
    st.binary(max_size=30),
    st.builds(lambda head, tail: bytes((head,)) + tail,
              st.sampled_from([0x20, 0x21, 0x22, 0x30, 0x31, 0x32, 0x34, 0x35, 0x3D]), st.binary(max_size=25)),
    st.builds(lambda address, data, error: encode_report(ReadReply(address, data, error)),
              st.sampled_from([0x20, 0x30, 0x60, 0xFA]), st.binary(min_size=1, max_size=16), st.integers(0, 8)),
)


@pytest.mark.parametrize("opened", [False, True])
@settings(max_examples=150)
@given(st.lists(st.tuples(HOSTILE, st.integers(0, 700)), max_size=40))
def test_hostile_bytes_neither_raise_nor_become_senseless_kilograms(opened: bool,
                                                                    said: list[tuple[bytes, int]]) -> None:
    driver = opened_driver() if opened else WiiBoardDriver()
    t_ns = 0
    outputs = [] if opened else [driver.start(t_ns)]
    for data, wait_ms in said:
        t_ns += wait_ms * NS_PER_MS
        outputs += [driver.receive(data, t_ns), driver.tick(t_ns)]
    blocks: list[SampleBlock] = [block for output in outputs for block in output.blocks]
    assert all(np.isfinite(block.data[:, :4]).all() for block in blocks)
    assert all(isinstance(note, LinkNote) and note.text for output in outputs for note in output.notes)
    assert all(0x10 <= data[0] <= 0x1A for output in outputs for data in output.writes)
    numbers = [block.seq for block in blocks]
    assert numbers == sorted(set(numbers))
    assert driver.stop() == (bytes.fromhex("120030"), bytes.fromhex("1100"))


def test_what_only_a_wii_remote_says_is_left_alone() -> None:
    output = opened_driver().receive(bytes((0x37,)) + bytes(21), 1)
    assert output == NOTHING


def test_the_light_is_lit_before_the_data_start() -> None:
    held, emulator = streaming()
    said = [decode_command(data) for data in emulator.heard]
    assert said.index(SetLed(True)) < said.index(SetMode(0x34, True))
    assert held.link.serial_number == "00:1e"


def test_a_report_that_repeats_the_one_before_is_a_row_of_its_own() -> None:
    driver = opened_driver()
    said = [encode_report(Cells((count, 17284, 2874, 12393), 12, 0x80)) for count in (3794, 3794, 3900, 3794)]
    blocks = [driver.receive(report, 10_000_000 * (i + 1)).blocks[0] for i, report in enumerate(said)]
    assert [block.seq for block in blocks] == [0, 1, 2, 3]
    assert [block.t0_ns for block in blocks] == [10_000_000 * (i + 1) for i in range(4)]
    rows = [block.data.tolist() for block in blocks]
    assert rows[0] == rows[1] == rows[3] != rows[2]
