"""An independent client: the vendor's Python module reads our BITalino, with its own checksum and bit order."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import numpy as np
import pytest

from core.muscles import Muscle
from devices.codecs import bitalino as codec
from devices.emulators.bitalino import BATTERY_COUNTS, BitalinoEmulator
from devices.simulated.stance import SimulatedPatient
from tests.devices.clients import ask, needs

pytestmark = [pytest.mark.process, needs("bitalino"),
              pytest.mark.skipif(sys.platform == "win32", reason="needs pseudo-terminals")]

CLIENT = """
import json, sys
from threading import Event
from bitalino import BITalino
device = BITalino(sys.argv[1], timeout=5)
channels = list(range(int(sys.argv[2])))
told = {"version": device.version()}
device.battery(30)
if device.isBitalino2:
    told["state"] = device.state()
device.start(1000, channels)
told["rows"] = device.read(300).tolist()
if device.isBitalino2:
    device.trigger([1, 0])
    told["triggered"] = device.read(300)[-1].tolist()
device.stop()
Event().wait(0.2)
device.socket.reset_input_buffer()
device.start(100, channels)
told["slow"] = device.read(20).tolist()
device.stop()
device.close()
print(json.dumps(told))
"""


class Tapped(BitalinoEmulator):
    """A BITalino that keeps what it sent."""

    sent = b""

    def encode(self, number: int, n: int, last_ns: int) -> bytes:
        frames = super().encode(number, n, last_ns)
        self.sent += frames
        return frames


@pytest.mark.parametrize(("channels", "version"), [(1, (5, 1)), (2, (3, 0)), (4, (4, 2)), (6, (5, 2))])
def test_the_vendors_module_reads_what_we_send(channels: int, version: tuple[int, int], tmp_path: Path) -> None:
    body = SimulatedPatient(random.Random(3), muscles=tuple(Muscle)[:6])
    emulator = Tapped(body, random.Random(1), version=version, deaf_ms=0)
    theirs = ask(emulator, CLIENT, tmp_path, str(channels))
    assert theirs["version"] == f"BITalino_v{version[0]}.{version[1]}"
    rows = np.array(theirs["rows"])
    ours = codec.Decoder(channels).feed(emulator.sent[:300 * codec.frame_length(channels)])
    assert ours is not None
    assert rows.shape == (300, 5 + channels)
    assert rows[:, 0].tolist() == list(ours.counters) == [i % 16 for i in range(300)]
    assert (rows[:, 5:] == ours.counts).all()
    assert rows[:, 5].std() > 0.5, "electrodes, not a constant"
    assert np.array(theirs["slow"])[:, 0].tolist() == [i % 16 for i in range(20)]
    if version >= (4, 2):
        assert theirs["triggered"][1:5] == [0, 0, 1, 0]
        assert theirs["state"]["battery"] == BATTERY_COUNTS
        assert theirs["state"]["batteryThreshold"] == 30
        assert len(theirs["state"]["analogChannels"]) == 6
