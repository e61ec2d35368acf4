"""The board's reports: real bytes first, then both directions over everything, then nonsense."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs.wii_board import (
    DATA_REPORTS,
    Ack,
    ButtonsOnly,
    Cells,
    Command,
    ReadRegister,
    ReadReply,
    Report,
    ReportId,
    RequestStatus,
    SetLed,
    SetMode,
    Status,
    WriteRegister,
    battery_share,
    decode_command,
    decode_report,
    encode_command,
    encode_report,
    wants_ack,
)

BYTE = st.integers(0, 255)
U16 = st.integers(0, 0xFFFF)
COUNTS = st.tuples(U16, U16, U16, U16)

COMMANDS: st.SearchStrategy[Command] = st.one_of(
    st.builds(SetLed, st.booleans()),
    st.builds(SetMode, BYTE, st.booleans()),
    st.just(RequestStatus()),
    st.builds(WriteRegister, BYTE, st.binary(max_size=16)),
    st.builds(ReadRegister, BYTE, U16, st.booleans()),
)
CELLS = st.builds(Cells, COUNTS, BYTE, st.integers(1, 255), st.booleans())
REPORTS: st.SearchStrategy[Report] = st.one_of(
    CELLS,
    st.builds(ButtonsOnly, st.booleans()),
    st.builds(Status, BYTE, st.booleans(), st.booleans(), st.booleans(), st.booleans()),
    st.builds(ReadReply, U16, st.binary(min_size=1, max_size=16), st.integers(0, 15), st.booleans()),
    st.builds(Ack, BYTE, BYTE, st.booleans()),
)


@pytest.mark.parametrize(("report", "said"), [
    ("34 0000 03D0 191A 0017 1523 19 00 6E 0000000000000000", Cells((976, 6426, 23, 5411), 25, 0x6E)),
    ("20 00 00 02 00 00 D5", Status(0xD5)),
    ("30 00 00", ButtonsOnly()),
    ("30 00 08", ButtonsOnly(button=True)),
    ("32 0008 03D0 191A 0017 1523", Cells((976, 6426, 23, 5411), button=True)),
    ("35 0000 000000 03D0 191A 0017 1523 19 00 6E 0000000000", Cells((976, 6426, 23, 5411), 25, 0x6E)),
    ("21 0000 50 00FA 0000A4200402 00000000000000000000", ReadReply(0xFA, bytes.fromhex("0000A4200402"))),
    ("21 0000 F8 0020 00000000000000000000000000000000", ReadReply(0x20, bytes(16), error=8)),
    ("22 0000 16 00", Ack(0x16)),
])
def test_what_boards_say(report: str, said: Report) -> None:
    data = bytes.fromhex(report)
    assert decode_report(data) == said
    assert decode_report(data.ljust(22, b"\0")) == said, "as Windows pads it"
    assert encode_report(said, data[0]) == data


@pytest.mark.parametrize(("command", "report"), [
    (SetLed(True), "11 10"), (SetLed(False), "11 00"),
    (SetMode(0x34, True), "12 04 34"), (SetMode(0x30, False), "12 00 30"),
    (RequestStatus(), "15 00"),
    (WriteRegister(0xF0, b"\x55"), "16 04 A400F0 01 55000000000000000000000000000000"),
    (ReadRegister(0x20, 32), "17 04 A40020 0020"), (ReadRegister(0x60, 2), "17 04 A40060 0002"),
])
def test_what_hosts_say(command: Command, report: str) -> None:
    assert encode_command(command) == bytes.fromhex(report)


@pytest.mark.parametrize("report", [
    "16 04 A400F0 11" + "00" * 16, "16 04 A400F0 01 55", "17 04 A40020", "12 04", "11",
])
def test_a_command_that_is_too_short_or_tells_a_wrong_size_is_not_understood(report: str) -> None:
    assert decode_command(bytes.fromhex(report)) is None


@given(COMMANDS)
def test_commands_are_understood(command: Command) -> None:
    assert decode_command(encode_command(command)) == command


@given(REPORTS, st.integers(0, 8))
def test_reports_are_understood_padded_or_not(report: Report, padding: int) -> None:
    assert decode_report(encode_report(report) + bytes(padding)) == report


@given(CELLS, st.sampled_from(sorted(DATA_REPORTS)))
def test_every_data_report_carries_the_sensors(cells: Cells, data_report: int) -> None:
    said = decode_report(encode_report(cells, data_report))
    assert isinstance(said, Cells)
    assert (said.counts, said.button) == (cells.counts, cells.button)
    told = None if data_report == ReportId.EXTENSION_8 else cells.battery
    assert said.battery == told


@given(REPORTS, st.data())
def test_a_report_cut_short_is_not_understood(report: Report, data: st.DataObject) -> None:
    whole = encode_report(report)
    assert decode_report(whole[:data.draw(st.integers(0, len(whole) - 1))]) is None


@given(st.binary(max_size=70))
def test_nonsense_never_raises(data: bytes) -> None:
    decode_report(data)
    decode_command(data)
    wants_ack(data)


def test_a_board_that_tells_neither_temperature_nor_battery() -> None:
    said = decode_report(encode_report(Cells((1, 2, 3, 4))))
    assert said == Cells((1, 2, 3, 4), None, None)


@pytest.mark.parametrize(("report", "asked"), [
    ("11 12", True), ("11 10", False), ("12 06 34", True), ("12 04 34", False), ("16 06", False), ("12", False),
])
def test_who_asks_for_an_acknowledgement(report: str, asked: bool) -> None:
    assert wants_ack(bytes.fromhex(report)) is asked


@pytest.mark.parametrize(("level", "share"), [
    (0, 0.0), (0x69, 0.0), (0x6A, 0.25), (0x77, 0.25), (0x78, 0.5), (0x7C, 0.5), (0x7D, 0.75), (0x81, 0.75),
    (0x82, 1.0), (0xFF, 1.0),
])
def test_battery_in_quarters(level: int, share: float) -> None:
    assert battery_share(level) == share
