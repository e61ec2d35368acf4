"""What the engine takes entries from: a link, with or without a thread, and a recorded session."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from clinic.recording.records import Record, Remark
from clinic.recording.session import RECORDING, SessionSheet, write_sheet
from clinic.recording.writer import MessageWriter
from core.clock import NS_PER_MS, NS_PER_S, ManualClock
from core.errors import DeviceMissing, InputError
from core.ring import Ring
from core.samples import BOARD_COLUMNS, SampleBlock, Stream
from devices.discovery import SIMULATED, open_board
from devices.drivers import LinkNote, NoteKind
from devices.link import Link, LinkEntry
from devices.simulated.stance import SimulatedPatient
from devices.transports import Transport
from station.sensors import LinkSensor, ReplaySensor

BEGAN_NS = 77 * NS_PER_S


def block(stream: Stream, seq: int, n: int = 10) -> SampleBlock:
    data = np.full((n, len(BOARD_COLUMNS)), float(seq), np.float32)
    return SampleBlock(stream, seq, BEGAN_NS + seq * 10 * NS_PER_MS, 100.0, data)


def session(folder: Path, *records: Record) -> Path:
    folder.mkdir()
    write_sheet(folder, SessionSheet("2026-01-01T00:00:00+00:00", {}, {}, {}, {}, seed=1))
    writer = MessageWriter(folder / RECORDING)
    for record in records:
        writer.write(record)
    writer.close()
    return folder


BOARDS = [block(Stream.BOARD, seq) for seq in (0, 10, 50)]


def test_recorded_blocks_come_at_their_distance_in_time_from_now_on(tmp_path: Path) -> None:
    others = block(Stream.EMG, 3), Remark(Stream.BOARD, 0, "gap", ".")
    folder = session(tmp_path / "s", BOARDS[0], *others, *BOARDS[1:])
    clock = ManualClock(start_ns=5 * NS_PER_S)
    sensor = ReplaySensor(folder, (Stream.BOARD, Stream.TILT), clock)
    assert sensor.entries() == []
    sensor.start()
    came: list[tuple[int, object]] = []
    for _ in range(100):
        came += [(clock.now_ns() - 5 * NS_PER_S, entry) for entry in sensor.entries()]
        clock.advance(10 * NS_PER_MS)
    blocks = [(at_ns, entry) for at_ns, entry in came if isinstance(entry, SampleBlock)]
    assert [(at_ns // NS_PER_MS, entry.seq) for at_ns, entry in blocks] == [(90, 0), (190, 10), (590, 50)]
    assert [entry.t0_ns - 5 * NS_PER_S for _, entry in blocks] == [0, 100 * NS_PER_MS, 500 * NS_PER_MS]
    assert blocks[1][1].data.tobytes() == BOARDS[1].data.tobytes()
    (last,) = [entry for _, entry in came if isinstance(entry, LinkNote)]
    assert (last.kind, last.stream) == (NoteKind.LOST, Stream.BOARD)
    assert sensor.totals() == {"stream": "board", "name": "replay of s", "serial_number": "", "blocks": 3}


def test_a_stopped_replay_gives_no_more(tmp_path: Path) -> None:
    clock = ManualClock()
    sensor = ReplaySensor(session(tmp_path / "s", *BOARDS), (Stream.BOARD,), clock)
    sensor.start()
    sensor.stop()
    clock.advance(NS_PER_S)
    assert sensor.entries() == []


def test_a_session_without_the_wanted_stream_is_refused(tmp_path: Path) -> None:
    folder = session(tmp_path / "s", *BOARDS)
    with pytest.raises(InputError, match="holds no samples of emg"):
        ReplaySensor(folder, (Stream.EMG,), ManualClock())
    with pytest.raises(InputError, match="is not a session"):
        ReplaySensor(tmp_path, (Stream.BOARD,), ManualClock())


# --- links ---------------------------------------------------------------------------------------------------

def simulated(clock: ManualClock) -> LinkSensor:
    ring: Ring[LinkEntry] = Ring(100)
    link = open_board(SIMULATED, clock, ring, body=SimulatedPatient(random.Random(1)), rng=random.Random(1))
    assert link is not None
    return LinkSensor(link, ring, threaded=False)


def test_a_pulled_link_is_served_up_to_now(tmp_path: Path) -> None:
    clock = ManualClock()
    sensor = simulated(clock)
    sensor.start()
    blocks: list[SampleBlock] = []
    for _ in range(200):
        clock.advance(10 * NS_PER_MS)
        blocks += [entry for entry in sensor.entries() if isinstance(entry, SampleBlock)]
    assert sum(len(block.data) for block in blocks) == pytest.approx(200, abs=5)
    assert all(later.seq == earlier.seq + len(earlier.data) for earlier, later in pairwise(blocks))
    assert (sensor.stream, sensor.key, sensor.dropped()) == (Stream.BOARD, "sim", 0)
    sensor.stop()
    clock.advance(NS_PER_S)
    assert sensor.entries() == []


def test_a_device_that_opens_is_no_trouble_and_one_that_does_not_says_why() -> None:
    def missing() -> Transport:
        raise DeviceMissing("It is not there.")

    assert simulated(ManualClock()).try_now() is None
    clock, ring = ManualClock(), Ring[LinkEntry](10)
    link = Link(Stream.EMG, missing, lambda: pytest.fail("nothing to drive"), clock, ring)
    why = LinkSensor(link, ring, threaded=False).try_now()
    assert why is not None
    assert (why.kind, why.stream, why.text) == (NoteKind.MISSING, Stream.EMG, "It is not there.")
