"""A recording reads back exactly, also when its end is missing."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic.recording import records as rec
from clinic.recording.reader import Recording
from clinic.recording.writer import MessageWriter, Recorder
from core.clock import NS_PER_S
from core.errors import InputError, StorageError
from core.events import Event
from core.frames import TICK_NS, ControlFrame, Feature, StreamHealth
from core.muscles import Muscle
from core.samples import SampleBlock, Stream
from core.stim import StimPhase, StimView


def block(seq: int, t0_ns: int, values: list[list[float]]) -> SampleBlock:
    return SampleBlock(Stream.EMG, seq, t0_ns, 1000.0, np.array(values, np.float32), lost=3)


def frame(tick: int, lean: float = 0.1) -> ControlFrame:
    feature = Feature(lean, tick * TICK_NS, StreamHealth.OK)
    return ControlFrame(tick, tick * TICK_NS, feature, feature, feature, feature,
                        {Muscle.LEFT_HAMSTRINGS: Feature(1 / 3, 7, StreamHealth.SATURATED, lean > 0)}, button=True,
                        active=frozenset({Muscle.LEFT_HAMSTRINGS, Muscle.RIGHT_HAMSTRINGS}))


HELPED = StimView(StimPhase.RUNNING, "ramp", Muscle.LEFT_HAMSTRINGS, 1 / 3, 0.1 + 0.2,
                  frozenset({Muscle.LEFT_HAMSTRINGS, Muscle.RIGHT_HAMSTRINGS}), blanked=True)

EVERY_KIND: list[rec.Record] = [
    block(0, 5, [[1.5, float("nan")], [-0.1, 3e-20]]),
    rec.Remark(Stream.BOARD, 6, "lost", "The board is gone."),
    rec.Calibrated(7, {"tare": {"tl_kg": 0.1}}),
    frame(3, 0.1 + 0.2),
    rec.RoundStepped(1, 3, 30, ("start", "pause")),
    rec.RoundEvent(1, Event(3, 30, "item_grasped", {"id": 4, "time_s": 1 / 3})),
    rec.StimMessage(8, True, "wish", {"channel": 1, "per_mille": 500, "reasons": ["resting"]}),
    rec.Stimulated(9, HELPED),
    replace(frame(4), stim=HELPED),
    rec.LogEvent(Event(4, 40, "steps_dropped", {"count": 2})),
]


def same(a: rec.Record, b: rec.Record) -> bool:
    if isinstance(a, SampleBlock) and isinstance(b, SampleBlock):
        return (a.stream, a.seq, a.t0_ns, a.rate_hz, a.lost) == (b.stream, b.seq, b.t0_ns, b.rate_hz, b.lost) \
            and a.data.tobytes() == b.data.tobytes()
    return a == b


@pytest.mark.parametrize("record", EVERY_KIND, ids=lambda record: type(record).__name__)
def test_every_kind_of_record_reads_back_exactly(record: rec.Record) -> None:
    topic, _, data = rec.encode(record)
    assert same(rec.decode(topic, data), record)


@given(st.floats(allow_nan=False, allow_infinity=False))
@settings(max_examples=50, deadline=None)
def test_a_frame_keeps_every_bit_of_its_numbers(value: float) -> None:
    topic, _, data = rec.encode(frame(1, value))
    assert rec.decode(topic, data) == frame(1, value)


def test_order_of_use_is_kept_although_times_are_not_sorted(tmp_path: Path) -> None:
    path = tmp_path / "recording.mcap"
    writer = MessageWriter(path)
    for record in EVERY_KIND:
        writer.write(record)
    writer.close()
    recording = Recording(path)
    assert all(same(a, b) for a, b in zip(recording.records(), EVERY_KIND, strict=True))
    assert recording.complete


def test_a_writer_that_was_never_closed_loses_less_than_a_second(tmp_path: Path) -> None:
    path = tmp_path / "recording.mcap"
    writer = MessageWriter(path)
    last_tick = 10 * NS_PER_S // TICK_NS
    for tick in range(last_tick + 1):
        writer.write(frame(tick))
    recording = Recording(path)
    kept = [record.tick for record in recording.records() if isinstance(record, ControlFrame)]
    assert kept == list(range(len(kept)))
    assert (last_tick - kept[-1]) * TICK_NS < NS_PER_S
    assert not recording.complete
    writer.close()


@pytest.mark.parametrize("keep", [0.3, 0.7, 0.95])
def test_a_torn_file_opens_up_to_the_tear(tmp_path: Path, keep: float) -> None:
    path = tmp_path / "recording.mcap"
    writer = MessageWriter(path)
    for tick in range(1000):
        writer.write(frame(tick))
    writer.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:int(len(whole) * keep)])
    recording = Recording(path)
    ticks = [record.tick for record in recording.records() if isinstance(record, ControlFrame)]
    assert ticks == list(range(len(ticks)))
    assert not recording.complete


def test_a_flipped_bit_ends_the_recording_there_and_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "recording.mcap"
    writer = MessageWriter(path)
    for tick in range(500):
        writer.write(frame(tick))
    writer.close()
    damaged = bytearray(path.read_bytes())
    damaged[len(damaged) // 2] ^= 0x10
    path.write_bytes(damaged)
    recording = Recording(path)
    ticks = [record.tick for record in recording.records() if isinstance(record, ControlFrame)]
    assert ticks == list(range(len(ticks)))
    assert len(ticks) < 500


@pytest.mark.parametrize("content", [b"", b"hello", bytes(100)])
def test_another_file_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "recording.mcap"
    path.write_bytes(content)
    with pytest.raises(InputError, match="not a recording"):
        list(Recording(path).records())


def test_a_missing_recording_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere"):
        list(Recording(tmp_path / "nowhere").records())


def test_the_recorder_writes_in_its_own_thread_and_closes_in_order(tmp_path: Path) -> None:
    path = tmp_path / "recording.mcap"
    recorder = Recorder(path)
    for tick in range(300):
        recorder.put(frame(tick))
    recorder.close()
    assert recorder.trouble is None
    assert [r.tick for r in Recording(path).records() if isinstance(r, ControlFrame)] == list(range(300))


@pytest.mark.parametrize("threaded", [True, False])
def test_a_full_disk_is_kept_as_a_trouble_and_never_raised(
        tmp_path: Path, threaded: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_fd: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    recorder = Recorder(tmp_path / "recording.mcap", threaded)
    monkeypatch.setattr("os.fdatasync", full)
    for tick in range(200):
        recorder.put(frame(tick))
    recorder.close()
    assert isinstance(recorder.trouble, StorageError)
    assert "No space left" in str(recorder.trouble)


def test_a_folder_that_cannot_be_written_is_refused_with_advice(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="--out"):
        MessageWriter(tmp_path / "missing" / "recording.mcap")
