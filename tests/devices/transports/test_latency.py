"""The latency timer of USB adapters is set to 1 ms where that is allowed, and told where it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from devices.transports.latency import advice, latency_ms, lower, timer_file


class Line:
    """A port whose driver sets the timer in `timer` when it is asked, or refuses."""

    def __init__(self, timer: Path, refusal: Exception | None = None, obeys: bool = True) -> None:
        self.asked = 0
        self._timer, self._refusal, self._obeys = timer, refusal, obeys

    def set_low_latency_mode(self, low_latency_settings: bool) -> None:
        assert low_latency_settings
        self.asked += 1
        if self._refusal is not None:
            raise self._refusal
        if self._obeys:
            self._timer.write_text("1\n")


def timer(sysfs: Path, text: str) -> Path:
    file = timer_file("/dev/ttyUSB0", sysfs)
    file.parent.mkdir(parents=True)
    file.write_text(text)
    return file


@pytest.mark.parametrize(("text", "value"), [("16\n", 16), ("1", 1), ("", None), ("soon", None)])
def test_the_timer_is_read_from_sysfs(tmp_path: Path, text: str, value: int | None) -> None:
    timer(tmp_path, text)
    assert latency_ms("/dev/ttyUSB0", tmp_path) == value
    assert latency_ms("/dev/ttyUSB1", tmp_path) is None


def test_a_link_to_the_port_leads_to_its_timer(tmp_path: Path) -> None:
    port = tmp_path / "ttyUSB0"
    port.touch()
    (tmp_path / "by-id").symlink_to(port)
    timer(tmp_path, "16")
    assert latency_ms(str(tmp_path / "by-id"), tmp_path) == 16


def test_it_is_lowered_where_that_is_allowed(tmp_path: Path) -> None:
    line = Line(timer(tmp_path, "16"))
    assert lower(line, "/dev/ttyUSB0", tmp_path) == ""
    assert latency_ms("/dev/ttyUSB0", tmp_path) == 1


@pytest.mark.parametrize("text", ["1", "0", "soon"])
def test_a_low_timer_and_a_port_without_one_are_left_alone(tmp_path: Path, text: str) -> None:
    line = Line(timer(tmp_path, text))
    assert lower(line, "/dev/ttyUSB0", tmp_path) == ""
    assert line.asked == 0


@pytest.mark.parametrize("line_args", [(ValueError("not permitted"), True), (None, False)])
def test_where_it_stays_high_the_command_is_told(tmp_path: Path,
                                                 line_args: tuple[Exception | None, bool]) -> None:
    line = Line(timer(tmp_path, "16"), *line_args)
    remark = lower(line, "/dev/ttyUSB0", tmp_path)
    assert "16 ms" in remark
    assert f"echo 1 | sudo tee {timer_file('/dev/ttyUSB0', tmp_path)}" in remark


def test_the_advice_also_keeps_it_so() -> None:
    command, _, rule = advice("/dev/ttyUSB3").splitlines()
    assert command == "Run: echo 1 | sudo tee /sys/bus/usb-serial/devices/ttyUSB3/latency_timer"
    assert 'ATTR{latency_timer}="1"' in rule
