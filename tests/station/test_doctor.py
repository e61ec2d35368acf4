"""The command: devices on real ports, lines for people, JSON for programs."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from core.clock import ManualClock
from station.doctor import DoctorOptions, look
from station.doctoring import Verdict
from tests.devices.test_real_ports import device
from tests.station.playing import run


@pytest.fixture(autouse=True)
def nothing_there(monkeypatch: pytest.MonkeyPatch) -> None:
    for there in ("wii_board.boards", "wii_board.event_nodes", "byb.boxes"):
        monkeypatch.setattr(f"devices.kinds.{there}", list)
    monkeypatch.setattr("serial.tools.list_ports.comports", list)


@pytest.mark.process
@pytest.mark.skipif(sys.platform == "win32", reason="needs pseudo-terminals")
def test_devices_on_real_ports_are_watched() -> None:
    with device("lines-board") as board, device("cyton") as emg:
        ran = run("doctor", "--board", f"serial:{board.port}", "--emg", f"cyton:{emg.port}", "--json")
    findings = {finding["what"]: finding for finding in json.loads(ran.out)}
    assert findings["board"]["values"]["rate_hz"] == pytest.approx(80, rel=0.06)
    assert findings["emg"]["values"]["rate_hz"] == pytest.approx(250, rel=0.06)
    assert findings["board"]["values"]["load_kg"] == pytest.approx(72, abs=1)
    assert findings["emg"]["values"]["lost"] == 0


def test_each_finding_is_a_line_with_a_verdict_and_advice_below() -> None:
    ran = run("doctor", "--emg", "none")
    lines = ran.out.splitlines()
    assert any(line.startswith("ok    versions       surefoot") for line in lines)
    at = next(number for number, line in enumerate(lines) if line.startswith("note  devices"))
    assert lines[at + 1].startswith(" " * 21)
    assert ran.code == (4 if any(line.startswith("bad") for line in lines) else 0)


def test_json_holds_every_field() -> None:
    told = run("doctor", "--board", "none", "--emg", "none", "--json").told
    assert all(set(finding) == {"what", "verdict", "sentence", "advice", "values"} for finding in told)
    assert {"versions", "settings", "sessions", "pylsl", "brainflow"} <= {finding["what"] for finding in told}


def test_something_bad_ends_with_4() -> None:
    ran = run("doctor", "--board", "serial:/dev/not-there", "--emg", "none")
    assert ran.code == 4
    assert "/dev/not-there is not there. Plug the device in" in ran.out


def test_words_that_name_no_device_are_refused() -> None:
    ran = run("doctor", "--board", "bord")
    assert ran.code == 2
    assert "There is no device 'bord'" in ran.err


def test_looking_goes_on_after_settings_with_mistakes(tmp_path: Path) -> None:
    file = tmp_path / "station.yaml"
    file.write_text("bord: {}")
    found = {finding.what: finding for finding in look(DoctorOptions(file, "none", "none"), ManualClock())}
    assert found["settings"].verdict is Verdict.BAD
    assert found["sessions"].verdict is not Verdict.BAD
