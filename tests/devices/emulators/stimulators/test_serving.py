"""Emulated stimulators as programs: a real port, commands in words, and a report of what came."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from core.clock import SystemClock
from core.errors import InputError
from devices.emulators.stimulators.p24 import P24Emulator
from devices.emulators.stimulators.rehastim1 import RehaStim1Tricks
from devices.emulators.stimulators.sciencemode import ScienceModeTricks
from devices.emulators.stimulators.serving import STIMULATORS, clear, report, throw
from devices.emulators.stimulators.sm34 import write

ROOT = Path(__file__).parents[4]
LIMIT_S = 20.0
UPDATE = bytes.fromhex("01 20 0050 06450000 0644B000 06446000")


class Served:
    """A running program and its port."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self._port = -1
        self.path = str(self._heard()["port"])

    def tell(self, command: str) -> Any:
        """Give a command; return the answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return self._heard()

    def open(self, path: str = "") -> None:
        self._port = os.open(path or self.path, os.O_RDWR | os.O_NOCTTY)

    def close(self) -> None:
        os.close(self._port)

    def ask(self, frame: bytes, wanted: int) -> bytes:
        """Write to the port; return so many bytes of what comes back."""
        os.write(self._port, frame)
        heard = b""
        while len(heard) < wanted:
            ready, _, _ = select.select([self._port], [], [], LIMIT_S)
            assert ready, f"waited for {wanted} bytes, got {heard.hex()}"
            heard += os.read(self._port, wanted - len(heard))
        return heard

    def _heard(self) -> Any:
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())


@contextmanager
def served(*words: str) -> Iterator[Served]:
    with subprocess.Popen([sys.executable, "-m", "devices.emulators", *words], cwd=ROOT, text=True,
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            yield Served(process)
        finally:
            process.kill()


@pytest.mark.process
def test_a_p24_as_a_program() -> None:
    with served("p24") as device:
        device.open()
        before_ns = SystemClock().now_ns()
        assert device.ask(write(30, 0, b"\1"), 13) == write(31, 0, b"\0")
        assert device.ask(write(32, 1, UPDATE), 13) == write(33, 1, b"\0")
        after_ns = SystemClock().now_ns()
        told = device.tell("report")
        assert [(seen["what"], seen["hex"]) for seen in told["seen"]] == [
            ("open", write(30, 0, b"\1").hex()), ("trains", write(32, 1, UPDATE).hex())]
        assert before_ns < told["seen"][0]["t_ns"] < told["seen"][1]["t_ns"] < after_ns
        assert told["history"] == told["outputs"] == [{
            "t_ns": told["seen"][1]["t_ns"], "channel": 0, "period_us": 20_000, "peak_ua": 10_000,
            "points": [[100, 10_000], [100, 0], [100, -10_000]]}]
        assert device.tell("do power_drop") == {"done": "do power_drop"}
        assert device.tell("report")["outputs"] == []
        assert device.tell("forget") == {"done": "forget"}
        assert device.tell("report")["seen"] == device.tell("report")["history"] == []
        device.close()


@pytest.mark.process
def test_faults_by_words() -> None:
    with served("p24") as device:
        device.open()
        assert device.tell('set results {"status": 21}') == {"done": 'set results {"status": 21}'}
        assert device.ask(write(62, 0, b""), 13) == write(63, 0, b"\x15")
        assert device.tell("set delay_ms 30") == {"done": "set delay_ms 30"}
        assert device.ask(write(62, 1, b""), 13) == write(63, 1, b"\x15")
        assert device.tell("clear") == {"done": "clear"}
        assert device.ask(write(62, 2, b""), 15) == write(63, 2, b"\0\0\1")
        assert device.tell("do error 10") == {"done": "do error 10"}
        assert device.ask(b"", 13) == write(66, 0, b"\x0a")
        assert "choose from mute, delay_ms" in device.tell("set nothing 1")["error"]
        assert "is not a command; try set NAME VALUE" in device.tell("dance")["error"]
        assert "choose power_drop" in device.tell("do dance")["error"]
        device.close()


@pytest.mark.process
def test_a_watched_device_tells_each_frame_and_each_change_as_it_comes() -> None:
    with served("p24") as device:
        device.open()
        device.ask(write(30, 0, b"\1"), 13)
        assert device.tell("watch") == {"done": "watch"}
        assert device._heard()["seen"]["what"] == "open"
        device.ask(write(32, 1, UPDATE), 13)
        seen, changed = device._heard()["seen"], device._heard()["changed"]
        assert (seen["what"], seen["hex"]) == ("trains", write(32, 1, UPDATE).hex())
        assert (changed["t_ns"], changed["channel"], changed["peak_ua"]) == (seen["t_ns"], 0, 10_000)
        told = device.tell("report")
        assert (told["seen"], told["history"], len(told["outputs"])) == ([], [], 1)
        device.close()


@pytest.mark.process
def test_unplugged_and_plugged_in_again() -> None:
    with served("p24") as device:
        device.open()
        assert device.tell("unplug") == {"done": "unplug"}
        with pytest.raises((OSError, termios.error)):
            termios.tcgetattr(device._port)
        device.close()
        device.open(device.tell("plug")["port"])
        assert device.ask(write(62, 2, b""), 15) == write(63, 2, b"\0\0\1")
        device.close()


@pytest.mark.process
@pytest.mark.parametrize("name", list(STIMULATORS))
def test_each_can_be_started_opened_twice_and_ended(name: str) -> None:
    with served(name) as device:
        for _ in range(2):
            device.open()
            assert device.tell("report")["outputs"] == []
            device.close()
        assert device.process.stdin is not None
        device.process.stdin.write("\nquit\n")
        device.process.stdin.flush()
        assert device.process.wait(LIMIT_S) == 0


@pytest.mark.process
def test_the_end_of_the_commands_or_of_the_time_ends_it() -> None:
    with served("rehamove3") as device:
        assert device.process.stdin is not None
        device.process.stdin.close()
        assert device.process.wait(LIMIT_S) == 0
    with served("rehamove3", "--seconds", "0.2") as device:
        assert device.process.wait(LIMIT_S) == 0


@pytest.mark.parametrize(("name", "value", "meant"), [
    ("mute", "true", True), ("delay_ms", "150", 150), ("cut", "3", 3), ("cut", "null", None),
    ("before", '"f0"', "f0"), ("results", '{"open": 8}', {"open": 8}), ("results", "{}", {}),
    ("pads_off", "[0, 3]", [0, 3]), ("pads_off", "[]", []), ("identity", '"1234567890"', "1234567890"),
])
def test_switches(name: str, value: str, meant: object) -> None:
    tricks = ScienceModeTricks()
    throw(tricks, name, value)
    assert getattr(tricks, name) == meant
    clear(tricks)
    assert tricks == ScienceModeTricks()


@pytest.mark.parametrize(("name", "value"), [
    ("mute", "1"), ("mute", "yes"), ("delay_ms", "true"), ("delay_ms", "1.5"), ("delay_ms", ""), ("cut", '"3"'),
    ("cut", "true"), ("before", '"f"'), ("before", '"zz"'), ("before", "1"), ("results", '{"open": "8"}'),
    ("results", "[]"), ("pads_off", '["0"]'), ("pads_off", "{}"), ("identity", "5"), ("nothing", "1"), ("", "1"),
])
def test_switches_that_do_not_fit(name: str, value: str) -> None:
    tricks = ScienceModeTricks()
    with pytest.raises(InputError, match=r"write for example|choose from"):
        throw(tricks, name, value)
    assert tricks == ScienceModeTricks()


def test_a_switch_of_words() -> None:
    tricks = RehaStim1Tricks()
    throw(tricks, "refuse", '["trains"]')
    assert tricks.refuse == ["trains"]
    with pytest.raises(InputError, match="write for example"):
        throw(tricks, "refuse", "[1]")


def test_the_report_is_plain() -> None:
    device = P24Emulator(3, t_ns=5)
    told = report(device, 9)
    assert json.loads(json.dumps(told)) == told
    assert told["t_ns"] == 9
