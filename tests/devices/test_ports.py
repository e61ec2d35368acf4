"""Which ports may be asked: a port at which a stimulator may sit is never opened."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from devices.ports import Standing, askable, judge, may_be_arduino


@dataclass
class Port:
    """A serial port as the operating system tells of it."""

    device: str
    vid: int | None = 0x2341
    pid: int | None = 0x0043
    serial_number: str | None = "X1"
    manufacturer: str | None = "Arduino"
    product: str | None = "UNO"
    description: str | None = "UNO R3"


def ftdi(pid: int, maker: str = "FTDI", product: str = "USB Serial") -> Port:
    return Port("p", 0x0403, pid, "S", maker, product, "")


@pytest.mark.parametrize(("port", "standing"), [
    (Port("p"), Standing.ASK),
    (Port("p", 0x1A86, 0x7523, None, None, "USB Serial", None), Standing.ASK),
    (ftdi(0x6015), Standing.ASK),
    (ftdi(0x6001), Standing.DOUBTFUL),
    (ftdi(0x6010), Standing.DOUBTFUL),
    (ftdi(0x6014), Standing.DOUBTFUL),
    (ftdi(0x6001, "OpenBCI"), Standing.ASK),
    (ftdi(0x6001, product="BITalino"), Standing.ASK),
    (ftdi(0x6001, "HASOMED GmbH"), Standing.STIMULATOR),
    (ftdi(0x6001, product="RehaStim2"), Standing.STIMULATOR),
    (ftdi(0x6015, product="Rehamove3 USB"), Standing.STIMULATOR),
    (ftdi(0x6001, "OpenBCI", "RehaStim"), Standing.STIMULATOR),
    (Port("p", 0x0483, 0x5740, "S", "STMicroelectronics", "Virtual COM Port"), Standing.DOUBTFUL),
    (Port("p", 0x0483, 0x5740, "S", "Chords", "Black Pill"), Standing.DOUBTFUL),
    (Port("p", 0x0483, 0x5740, "S", "HASOMED", "P24"), Standing.STIMULATOR),
    (Port("p", 0x1D6B, 0x0002, "S", None, "Modem"), Standing.STRANGER),
    (Port("p", None, None, None, None, None, None), Standing.STRANGER),
])
def test_usb_words_and_ids_decide_who_may_be_asked(port: Port, standing: Standing) -> None:
    judgement = judge(port)
    assert judgement.standing is standing
    assert bool(askable([port])) is (standing is Standing.ASK)
    assert bool(judgement.why) is (standing is not Standing.ASK)


@pytest.mark.parametrize("stimulators", [{"/dev/ttyACM0"}, {"X1"}])
def test_what_a_person_named_as_a_stimulator_is_never_asked(stimulators: set[str]) -> None:
    judgement = judge(Port("/dev/ttyACM0"), stimulators)
    assert judgement.standing is Standing.STIMULATOR
    assert "named as a stimulator" in judgement.why
    assert judge(Port("/dev/ttyACM1", serial_number=None), {"/dev/ttyACM0", ""}).may_ask


def test_a_doubtful_port_is_told_how_to_name_it() -> None:
    why = judge(Port("/dev/ttyUSB3", 0x0403, 0x6001, "S", "FTDI", "FT232R", "")).why
    assert "--board serial:/dev/ttyUSB3" in why
    assert "RehaStim" in why


def test_ids_of_sensors_allow_a_stranger_but_no_doubt() -> None:
    sensors = {(0x1234, None), (0x0403, 0x6001), (0x0483, 0x5740)}
    assert judge(Port("p", 0x1234, 1), (), sensors).may_ask
    assert not judge(ftdi(0x6001), (), sensors).may_ask
    assert not judge(Port("p", 0x0483, 0x5740, "S", "", "", ""), (), sensors).may_ask


@pytest.mark.parametrize(("vid", "is_one"), [(0x2341, True), (0x1A86, True), (0x0403, False), (None, False)])
def test_what_may_be_an_arduino(vid: int | None, is_one: bool) -> None:
    assert may_be_arduino(Port("p", vid)) is is_one
