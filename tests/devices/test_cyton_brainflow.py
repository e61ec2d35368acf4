"""An independent client: BrainFlow's own Cyton boards connect to ours on a pseudo-terminal and read the same."""

from __future__ import annotations

import json
import random
import select
import subprocess
import sys

import numpy as np
import pytest
from numpy.typing import NDArray

from core.clock import NS_PER_S, Deadline, SystemClock
from core.cues import Cue
from devices.codecs import cyton as codec
from devices.emulators.cyton import CytonEmulator
from devices.emulators.pty import PtyPort

pytestmark = [pytest.mark.process, pytest.mark.skipif(sys.platform == "win32", reason="needs pseudo-terminals")]

CLIENT = """
import json, sys
from threading import Event
from brainflow.board_shim import BoardShim, BrainFlowInputParams
BoardShim.disable_board_logger()
board_id = int(sys.argv[2])
params = BrainFlowInputParams()
params.serial_port = sys.argv[1]
board = BoardShim(board_id, params)
board.prepare_session()
board.start_stream()
while board.get_board_data_count() < 200:
    Event().wait(0.02)
data = board.get_board_data()
board.stop_stream()
board.release_session()
print(json.dumps({"rate": BoardShim.get_sampling_rate(board_id),
                  "numbers": data[BoardShim.get_package_num_channel(board_id)].tolist(),
                  "uv": data[BoardShim.get_emg_channels(board_id)].T.tolist(),
                  "g": data[BoardShim.get_accel_channels(board_id)].T.tolist()}))
"""


@pytest.fixture(scope="module", autouse=True)
def _needs_brainflow() -> None:
    """Skip where BrainFlow is not installed, or has no library for this machine."""
    question = "from brainflow.board_shim import BoardShim; BoardShim.get_version()"
    done = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True, check=False,
                          timeout=60)
    if done.returncode:
        pytest.skip(f"BrainFlow does not run here: {done.stderr.strip().splitlines()[-1]}")


class Electrodes:
    """A body whose channels are a known constant, a ramp, and both rails."""

    def see(self, cue: Cue) -> None:
        """Take no notice."""

    def load_kg(self, _t_ns: int) -> tuple[float, ...]:
        return (0.0,) * 4

    def emg_uv(self, t_ns: int, n: int, rate_hz: float) -> NDArray[np.float32]:
        ramp = np.arange(n) * 10.0 + t_ns * rate_hz / NS_PER_S % 1000
        return np.column_stack((np.full(n, 22351.744), ramp, np.full(n, 3e5), np.full(n, -3e5))).astype(np.float32)


class Tapped(CytonEmulator):
    """A Cyton that keeps what it sent."""

    def encode(self, number: int, n: int, last_ns: int) -> bytes:
        packets = super().encode(number, n, last_ns)
        self.sent = getattr(self, "sent", b"") + packets
        return packets


def read_by_brainflow(emulator: CytonEmulator, board_id: int) -> dict[str, NDArray[np.float64]]:
    """Serve `emulator` until BrainFlow has read 200 samples of it, and return what it read."""
    clock = SystemClock()
    port = PtyPort(emulator, clock)
    deadline = Deadline(clock, 15 * NS_PER_S)
    command = [sys.executable, "-c", CLIENT, port.plug(), str(board_id)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as client:
        assert client.stdout is not None
        while not select.select([client.stdout], [], [], 0.002)[0]:
            if deadline.passed():
                client.kill()
            port.serve()
        said, complaint = client.communicate()
    port.unplug()
    assert client.returncode == 0, complaint
    return {name: np.array(value) for name, value in json.loads(said).items()}


@pytest.mark.parametrize(("daisy", "board_id", "rate_hz"), [(False, 0, 250), (True, 2, 125)],
                         ids=["cyton", "daisy"])
def test_brainflow_reads_the_microvolts_that_we_read(daisy: bool, board_id: int, rate_hz: int) -> None:
    emulator = Tapped(Electrodes(), random.Random(1), daisy, reset_ms=100)
    theirs = read_by_brainflow(emulator, board_id)
    assert theirs["rate"] == rate_hz
    ours = codec.Decoder().feed(emulator.sent)
    assert ours is not None
    if daisy:
        ours = codec.Pairs().feed(ours)
        assert ours is not None
    first = ours.counters.index(int(theirs["numbers"][0]) // (2 if daisy else 1))
    n = len(theirs["uv"])
    uv = ours.counts[first:first + n] * codec.uv_per_count()
    assert theirs["uv"].shape == (n, 16 if daisy else 8)
    assert theirs["uv"] == pytest.approx(uv, rel=1e-6, abs=1e-3)
    assert theirs["uv"][5:, 0] == pytest.approx(22351.744, abs=0.03)
    assert theirs["uv"][5:, 2].tolist() == pytest.approx([187500.0] * (n - 5))
    assert theirs["uv"][5:, 3].tolist() == pytest.approx([-187500.02] * (n - 5))
    assert theirs["g"].max() == pytest.approx(0.99, abs=0.001)
