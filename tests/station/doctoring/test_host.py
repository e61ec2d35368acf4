"""What the system does with devices, from files that stand for sysfs, /proc and /etc."""

from __future__ import annotations

from pathlib import Path

import pytest

from devices.transports.latency import timer_file
from station.doctoring import Verdict
from station.doctoring.host import takers, timers, wii_driver
from tests.devices.test_ports import Port

DEVICE = "0005:057E:0306.0004"


def wii(root: Path, driver: str | None = "wiimote", hidraw: str | None = "hidraw3") -> None:
    device = root / "sys/bus/hid/devices" / DEVICE
    device.mkdir(parents=True)
    if driver:
        target = root / "sys/bus/hid/drivers" / driver
        target.mkdir(parents=True)
        (device / "driver").symlink_to(target)
    if hidraw:
        (device / "hidraw" / hidraw).mkdir(parents=True)


def test_no_board_and_no_such_folders_tell_nothing(tmp_path: Path) -> None:
    assert wii_driver(tmp_path) == []
    assert takers(tmp_path) == []


@pytest.mark.parametrize(("driver", "hidraw", "verdict", "words"), [
    ("wiimote", "hidraw3", Verdict.OK, "/dev/hidraw3"),
    (None, None, Verdict.BAD, "sudo modprobe hid_wiimote"),
    ("wiimote", None, Verdict.BAD, "CONFIG_HIDRAW"),
])
def test_the_kernels_driver_of_the_board(tmp_path: Path, driver: str | None, hidraw: str | None, verdict: Verdict,
                                         words: str) -> None:
    wii(tmp_path, driver, hidraw)
    (finding,) = wii_driver(tmp_path)
    assert finding.verdict is verdict
    assert words in finding.sentence + finding.advice


@pytest.mark.parametrize(("line", "barred"), [
    ("blacklist hid_wiimote", True), ("  blacklist   hid-wiimote  ", True),
    ("install hid_wiimote /bin/false", True),
    ("install hid-wiimote /bin/true", True), ("# blacklist hid_wiimote", False), ("blacklist nouveau", False),
    ("options hid_wiimote x=1", False), ("", False)])
def test_a_barred_driver_is_told_with_the_line_to_take_out(tmp_path: Path, line: str, barred: bool) -> None:
    file = tmp_path / "etc/modprobe.d/wii.conf"
    file.parent.mkdir(parents=True)
    file.write_text(f"blacklist pcspkr\n{line}\n")
    findings = wii_driver(tmp_path)
    assert bool(findings) is barred
    if barred:
        assert str(file) in findings[0].sentence
        assert f"'{line.strip()}'" in findings[0].advice
        assert findings[0].verdict is Verdict.BAD


@pytest.mark.parametrize(("names", "told"), [
    (["bash", "ModemManager"], ["ModemManager"]),
    (["brltty", "ModemManager", "brltty"], ["ModemManager", "brltty"]),
    (["ModemManagerX", "python3"], [])])
def test_programs_that_take_ports_are_told_with_the_command(tmp_path: Path, names: list[str],
                                                            told: list[str]) -> None:
    for number, name in enumerate(names, start=100):
        (tmp_path / "proc" / str(number)).mkdir(parents=True)
        (tmp_path / "proc" / str(number) / "comm").write_text(name + "\n")
    findings = takers(tmp_path)
    assert [finding.sentence.split()[0] for finding in findings] == told
    assert all("sudo systemctl disable --now" in finding.advice for finding in findings)


def test_latency_timers_are_told_with_the_command_where_they_are_high(tmp_path: Path) -> None:
    for port, value in (("/dev/ttyUSB0", "16"), ("/dev/ttyUSB1", "1")):
        file = timer_file(port, tmp_path)
        file.parent.mkdir(parents=True)
        file.write_text(value)
    high, low = timers([Port("/dev/ttyUSB0"), Port("/dev/ttyUSB1"), Port("/dev/ttyACM0")], tmp_path)
    assert (high.verdict, low.verdict) == (Verdict.NOTE, Verdict.OK)
    assert f"echo 1 | sudo tee {timer_file('/dev/ttyUSB0', tmp_path)}" in high.advice
    assert high.values == {"port": "/dev/ttyUSB0", "latency_ms": 16}
