"""An independent client: the serial reader of chordspy, the vendor's program, reads our Chords boards."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import numpy as np
import pytest

from core.muscles import Muscle
from devices.codecs import chords as codec
from devices.emulators.chords import ChordsEmulator
from devices.simulated.stance import SimulatedPatient
from tests.devices.clients import ask, needs

pytestmark = [pytest.mark.process, needs("chordspy"),
              pytest.mark.skipif(sys.platform == "win32", reason="needs pseudo-terminals")]

ROWS = 400
CLIENT = """
import importlib.util, json, pathlib, sys
package = importlib.util.find_spec("chordspy").submodule_search_locations[0]
# The package as a whole starts a web server and more when imported; its serial reader is one file.
spec = importlib.util.spec_from_file_location("chords_serial", pathlib.Path(package, "chords_serial.py"))
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
client = module.Chords_USB()
assert client.connect_hardware(sys.argv[1], 230400, timeout=2), "not recognised"
client.send_command("START")
rows = int(sys.argv[2])
while not client.data[:, -rows].any():
    client.read_data()
board, data = client.board, client.data[:, -rows:].T.tolist()
client.cleanup()
print(json.dumps({"board": board, "rows": data}))
"""


class Tapped(ChordsEmulator):
    """A Chords board that keeps what it sent."""

    sent = b""

    def encode(self, number: int, n: int, last_ns: int) -> bytes:
        frames = super().encode(number, n, last_ns)
        self.sent += frames
        return frames


@pytest.mark.parametrize(("name", "delay_ms"), [("UNO-R3", 1000), ("NPG-LITE-3CH", 0)])
def test_the_vendors_reader_reads_what_we_send(name: str, delay_ms: int, tmp_path: Path) -> None:
    body = SimulatedPatient(random.Random(3), muscles=tuple(Muscle)[:3])
    emulator = Tapped(body, random.Random(1), name, boot_ms=0, command_delay_ms=delay_ms)
    theirs = ask(emulator, CLIENT, tmp_path, str(ROWS))
    board = codec.BOARDS[name]
    ours = codec.Decoder(board.channels).feed(emulator.sent)
    assert ours is not None
    rows = np.array(theirs["rows"])
    assert theirs["board"] == name
    assert rows.shape == (ROWS, board.channels)
    starts = range(len(ours.counts) - ROWS + 1)
    found = [at for at in starts if (ours.counts[at:at + ROWS] == rows).all()]
    assert len(found) == 1, "every row, in order, none between"
    assert list(ours.counters) == [i % 256 for i in range(len(ours.counters))]
