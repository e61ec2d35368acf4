"""The technician's bench on every stimulator: from the screening to one train, over a served emulated device."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.clock import SystemClock
from core.muscles import Muscle
from station.stimulation.example import example
from station.stimulation.spec import KINDS
from tests.process.programs import surefoot
from tests.stim_safety.process.device import Device

pytestmark = [pytest.mark.process, pytest.mark.timeout(180),
              pytest.mark.skipif(sys.platform != "linux", reason="real stimulation needs Linux")]
SCRIPT = """
- screen
- calibrate
- wait: 1
- hold
- step: 2
- wait: 0.8
- mark: sensory
- step: 2
- wait: 0.4
- mark: motor
- step: 2
- wait: 0.4
- mark: tolerated
- release
- arm
- wish: {fraction: 1.0, seconds: 1.5}
- wait: {state: armed, seconds: 10}
- disarm
"""
EXTERNAL = """
external:
  full: 20 mA
  confirmed_by: "a simulated therapist"
"""
RATES = {"rehastim1": "25 Hz"}
"""Its pulses are commands of their own, on a grid of 20 ms."""
GRIDS_UA = {"p24": 500, "rehamove3": 500, "rehastim2": 1000, "rehastim1": 2000, "openems": 200}


@pytest.fixture
def device(request: pytest.FixtureRequest) -> Iterator[Device]:
    made = Device(request.param)
    yield made
    made.close()


def prescription(kind: str) -> str:
    text = example(SystemClock().utc(), (Muscle.RIGHT_WRIST_EXTENSORS,)).decode()
    text = text.replace("35 Hz", RATES.get(kind, "35 Hz"))
    text = text.replace("on: 5 s", "on: 3 s").replace("off: 10 s", "off: 3 s")
    return text + EXTERNAL * (kind == "openems")


@pytest.mark.parametrize(("kind", "device"), [(kind, kind) for kind in KINDS], indirect=["device"], ids=KINDS)
def test_each_stimulator_comes_to_one_train_and_ends_with_nothing_flowing(
        kind: str, device: Device, tmp_path: Path) -> None:
    paper, script = tmp_path / "prescription.yaml", tmp_path / "script.yaml"
    paper.write_text(prescription(kind))
    script.write_text(SCRIPT)
    with surefoot("stim", "--stim", f"{kind}:{device.path}", "--prescription", paper, "--script", script,
                  "--stim-folder", tmp_path / "kept", "--json") as bench:
        code = bench.end(120)
    refused = [line for line in map(json.loads, bench.out.splitlines()) if line.get("refused")]
    assert (code, refused, bench.told["trains"]) == (0, [], 1)
    peaks = [change["peak_ua"] for change in device.changes]
    assert 6_000 - GRIDS_UA[kind] <= max(peaks) <= 6_000  # six presses of 1 mA, on the device's grid
    assert device.changes[-1]["t_ns"] <= device.stops()[-1]
    assert not device.flows()
