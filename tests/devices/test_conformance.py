"""One table of behaviour, every device: whatever is at the other end of a link, these hold."""

from __future__ import annotations

import random
from copy import deepcopy
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.clock import NS_PER_MS, NS_PER_S
from core.cues import Cue, CueKind
from core.muscles import Muscle
from core.samples import Stream
from devices.codecs import strangers
from devices.drivers import NoteKind
from devices.emulators.faults import NO_FAULTS, FaultAt, FaultKind, Faults
from devices.emulators.steering import Switches, switches_of
from devices.emulators.stream import StreamEmulator
from devices.kinds.registry import emulated
from devices.link import LinkState
from devices.simulated.stance import SimulatedPatient
from tests.devices.rig import Rig, blocks, rig, samples

MUSCLES = (Muscle.RIGHT_VASTUS_LATERALIS, Muscle.LEFT_VASTUS_LATERALIS)
BACKENDS = emulated()
SERIAL = [name for name, backend in BACKENDS.items() if backend.on_pty]
COUNTING = [name for name, backend in BACKENDS.items() if backend.counts_losses]
LIVELY = [name for name, backend in BACKENDS.items() if not backend.may_be_still]
"""Silence tells that something is wrong with these; a joystick that nobody moves has nothing to say."""


def of(stream: Stream) -> list[str]:
    return [name for name, backend in BACKENDS.items() if backend.stream is stream]


def start(name: str, *faults: FaultAt, damage: float = 0.0) -> tuple[Rig, SimulatedPatient, Switches]:
    backend = BACKENDS[name]
    body = SimulatedPatient(random.Random(7), muscles=MUSCLES, ability=1.0)
    emulator = backend.emulator(body, random.Random(1), Faults(faults, damage))
    return rig(emulator, backend.stream, backend.driver, join=name in SERIAL), body, switches_of(emulator)


@cache
def begun(name: str) -> tuple[Rig, SimulatedPatient, Switches]:
    """Come once for all tests to where a device streams."""
    held, body, switches = start(name)
    held.run(6)
    assert held.state() is LinkState.STREAMING
    return held, body, switches


def streaming(name: str) -> tuple[Rig, SimulatedPatient, Switches]:
    """Go on from there with a copy of the whole rig, which streams the same bytes as a new one."""
    return deepcopy(begun(name))


@pytest.mark.parametrize("name", BACKENDS)
def test_a_copy_goes_on_as_what_it_was_copied_from(name: str) -> None:
    held, _, _ = start(name)
    held.run(6)
    copied = deepcopy(held)
    assert repr(held.run(2)) == repr(copied.run(2))
    assert repr(held.blocks[-1].data.tolist()) == repr(copied.blocks[-1].data.tolist())


def test_nothing_is_done_before_the_first_step() -> None:
    held, _, _ = start("chords")
    assert held.state() is LinkState.CLOSED
    assert held.ring.drain() == []


@pytest.mark.parametrize("name", BACKENDS)
def test_it_starts_says_ready_and_streams_at_its_rate(name: str) -> None:
    held, _, _ = streaming(name)
    assert held.kinds == {NoteKind.READY}
    fresh = held.run(4)
    backend = BACKENDS[name]
    got = blocks(fresh)
    assert {block.stream for block in got} == {backend.stream}
    assert {block.rate_hz for block in got} == {backend.rate_hz}
    assert sum(len(block.data) for block in got) == pytest.approx(4 * backend.rate_hz, abs=0.02 * backend.rate_hz)
    assert all(block.lost == 0 for block in got)


@pytest.mark.parametrize("name", BACKENDS)
def test_numbers_run_on_and_times_are_evenly_spaced_and_never_ahead(name: str) -> None:
    held, _, _ = streaming(name)
    got = blocks(held.run(4))
    period_ns = NS_PER_S / BACKENDS[name].rate_hz
    slack_ns = 2 * NS_PER_MS if BACKENDS[name].counts_losses else 20 * NS_PER_MS
    for before, after in pairwise(got):
        assert after.seq == before.seq + len(before.data)
        assert abs((after.t0_ns - before.last_t_ns) - period_ns) < slack_ns
    assert got[-1].last_t_ns <= held.clock.now_ns()
    assert held.clock.now_ns() - got[-1].last_t_ns < 30 * NS_PER_MS


@pytest.mark.parametrize("name", of(Stream.BOARD))
def test_a_board_tells_kilograms_and_nothing_it_does_not_know(name: str) -> None:
    held, body, _ = streaming(name)
    row = samples(held.run(1))[-1]
    assert row[:4] == pytest.approx(body.load_kg(held.clock.now_ns()), abs=0.6)
    assert row[:4].sum() == pytest.approx(72.0, abs=0.3 if "wii" in name else 0.01)
    assert np.isnan(row[[4, 6]]).all() == (name != "wii")
    assert row[5] == 0.0


@pytest.mark.parametrize("name", of(Stream.TILT))
def test_a_tilt_board_tells_degrees_right_and_toes_down(name: str) -> None:
    held, body, _ = streaming(name)
    body.see(Cue(held.clock.now_ns(), CueKind.LEAN, (1.0, 1.0)))
    roll, pitch = samples(held.run(4))[-1]
    assert (roll, pitch) == pytest.approx((12 * 95 / 216.5, 12 * 75 / 119), abs=1.5)


@pytest.mark.parametrize("name", [name for name in of(Stream.EMG) if BACKENDS[name].microvolt])
def test_emg_tells_microvolt_around_zero(name: str) -> None:
    held, body, _ = streaming(name)
    quiet = samples(held.run(2))
    body.see(Cue(held.clock.now_ns(), CueKind.EFFORT, effort={MUSCLES[0]: 0.5}))
    held.run(1)
    loud = samples(held.run(2))
    assert abs(loud.mean(axis=0)).max() < 15.0
    assert float(quiet[:, 0].std()) < 6.0
    assert 100.0 < float(loud[:, 0].std()) < 220.0
    assert float(loud[:, 1].std()) < 6.0


@pytest.mark.parametrize("kind", [FaultKind.DROP, FaultKind.TRUNCATE, FaultKind.BAD_CHECKSUM])
@pytest.mark.parametrize("name", COUNTING)
def test_a_lost_frame_is_counted_and_said(name: str, kind: FaultKind) -> None:
    held, _, switches = streaming(name)
    switches.inject(kind, held.clock.now_ns())
    fresh = held.run(3)
    lost = sum(block.lost for block in blocks(fresh))
    assert 1 <= lost <= 2
    assert held.link.counters.lost_samples == lost
    assert NoteKind.GAP in held.kinds
    assert held.state() is LinkState.STREAMING


@pytest.mark.parametrize("kind", [FaultKind.STRAY, FaultKind.DUPLICATE, FaultKind.OVERLONG])
@pytest.mark.parametrize("name", COUNTING)
def test_what_is_too_much_costs_at_most_one_sample(name: str, kind: FaultKind) -> None:
    held, _, switches = streaming(name)
    switches.inject(kind, held.clock.now_ns())
    assert sum(block.lost for block in blocks(held.run(3))) <= 1
    assert held.state() is LinkState.STREAMING


@pytest.mark.parametrize("name", COUNTING)
def test_a_jump_of_the_counter_is_a_loss_and_times_stay_right(name: str) -> None:
    held, _, switches = streaming(name)
    switches.inject(FaultKind.COUNTER_JUMP, held.clock.now_ns())
    got = blocks(held.run(4))
    assert sum(block.lost for block in got) == 37
    assert all(block.last_t_ns <= held.clock.now_ns() for block in got)
    assert held.clock.now_ns() - got[-1].last_t_ns < 40 * NS_PER_MS


@pytest.mark.parametrize("name", SERIAL)
def test_lumps_of_16_ms_lose_nothing(name: str) -> None:
    held, _, switches = streaming(name)
    switches.inject(FaultKind.LUMPS, held.clock.now_ns())
    got = blocks(held.run(4))
    rate = BACKENDS[name].rate_hz
    assert sum(len(block.data) for block in got) == pytest.approx(4 * rate, abs=0.03 * rate)
    assert sum(block.lost for block in got) == 0


@pytest.mark.parametrize("kind", [FaultKind.SLOW_CLOCK, FaultKind.FAST_CLOCK])
@pytest.mark.parametrize("name", BACKENDS)
def test_a_device_clock_that_is_slow_or_fast_is_followed(name: str, kind: FaultKind) -> None:
    held, _, switches = streaming(name)
    switches.inject(kind, held.clock.now_ns())
    got = blocks(held.run(40))
    assert sum(block.lost for block in got) == 0
    assert 0 <= held.clock.now_ns() - got[-1].last_t_ns < 40 * NS_PER_MS


@pytest.mark.parametrize("kind", [FaultKind.SATURATED, FaultKind.FLAT])
@pytest.mark.parametrize("name", SERIAL)
def test_values_at_the_rail_or_flat_are_passed_on(name: str, kind: FaultKind) -> None:
    held, _, switches = streaming(name)
    switches.inject(kind, held.clock.now_ns(), 2.0)
    stuck = samples(held.run(1))[-20:, :2]
    assert (stuck == stuck[0]).all()
    held.run(2)
    assert held.state() is LinkState.STREAMING


@pytest.mark.parametrize("name", LIVELY)
def test_a_short_silence_is_said_and_outlived(name: str) -> None:
    held, _, switches = streaming(name)
    switches.inject(FaultKind.SILENT, held.clock.now_ns(), 1.5)
    got = blocks(held.run(6.5))
    assert NoteKind.SILENT in held.kinds
    assert held.link.counters.reopens == 0
    assert held.clock.now_ns() - got[-1].last_t_ns < 30 * NS_PER_MS
    if BACKENDS[name].counts_losses:
        assert sum(block.lost for block in got) == pytest.approx(1.5 * BACKENDS[name].rate_hz, abs=140)


@pytest.mark.parametrize("name", LIVELY)
def test_a_long_silence_reopens_the_device(name: str) -> None:
    held, _, switches = streaming(name)
    switches.inject(FaultKind.SILENT, held.clock.now_ns(), 12.0)
    held.run(12)
    assert NoteKind.LOST in held.kinds
    assert held.state() is LinkState.LOST
    held.run(20)
    assert held.state() is LinkState.STREAMING
    assert held.link.counters.reopens >= 1


@pytest.mark.parametrize("name", BACKENDS)
def test_unplugged_in_the_middle_of_a_frame_and_back(name: str) -> None:
    held, _, switches = streaming(name)
    switches.inject(FaultKind.UNPLUG, held.clock.now_ns())
    held.loop.plug()
    held.run(0.2)
    assert held.state() is LinkState.LOST
    fresh = held.run(8)
    assert [note.kind for note in held.notes] == [NoteKind.READY, NoteKind.LOST, NoteKind.READY]
    assert blocks(fresh)
    assert held.state() is LinkState.STREAMING


@pytest.mark.parametrize("name", BACKENDS)
def test_away_for_a_minute_is_said_once(name: str) -> None:
    held, _, _ = streaming(name)
    held.loop.unplug()
    held.run(60)
    assert [note.kind for note in held.notes].count(NoteKind.LOST) == 1
    assert [note.kind for note in held.notes].count(NoteKind.MISSING) == 1
    held.loop.plug()
    held.run(9)
    assert held.state() is LinkState.STREAMING


@pytest.mark.parametrize("name", BACKENDS)
def test_another_device_at_the_port_is_named(name: str) -> None:
    held, _, _ = start(name, FaultAt(FaultKind.WRONG_DEVICE))
    held.run(30)
    wrong = [note.text for note in held.notes if note.kind is NoteKind.WRONG_DEVICE]
    assert len(wrong) == 1
    assert foreign_name(name) in wrong[0]
    assert held.blocks == []


def foreign_name(name: str) -> str:
    """What the device is called that answers in the place of `name`: "" where only "another one" can be known."""
    emulator = BACKENDS[name].emulator(SimulatedPatient(random.Random(1)), random.Random(1), NO_FAULTS)
    return strangers.recognise(emulator.foreign_answer) or "?" if isinstance(emulator, StreamEmulator) else ""


@pytest.mark.parametrize("name", BACKENDS)
def test_nobody_at_the_port_is_said_once(name: str) -> None:
    held, _, _ = start(name, FaultAt(FaultKind.SILENT))
    held.run(30)
    assert [note.kind for note in held.notes] == [NoteKind.MISSING]


@pytest.mark.parametrize("name", BACKENDS)
def test_a_stream_that_runs_already_does_not_disturb_the_opening(name: str) -> None:
    held, _, _ = start(name, FaultAt(FaultKind.STALE_STREAM))
    held.run(8)
    assert held.state() is LinkState.STREAMING
    assert sum(block.lost for block in held.blocks) == 0


@pytest.mark.parametrize("name", BACKENDS)
def test_closing_twice_is_once(name: str) -> None:
    held, _, _ = streaming(name)
    held.link.close()
    held.link.close()
    assert held.state() is LinkState.CLOSED
    assert not held.link.step(0)


@pytest.mark.parametrize("name", BACKENDS)
def test_a_bad_cable_floods_nobody(name: str) -> None:
    held, _, _ = start(name, damage=0.2)
    held.run(20)
    assert held.state() is LinkState.STREAMING
    assert len(held.notes) <= 2 * 20 + 2


@settings(max_examples=10, deadline=None)
@given(st.sampled_from(COUNTING), st.integers(0, 2**16), st.floats(0.0, 0.3))
def test_every_sample_is_either_there_or_counted(name: str, seed: int, damage: float) -> None:
    """What came and what is counted as lost add up to what was sent, but for repeats and one lost end."""
    backend = BACKENDS[name]
    body = SimulatedPatient(random.Random(seed), muscles=MUSCLES)
    emulator = backend.emulator(body, random.Random(1), Faults(damage_share=damage))
    held = rig(emulator, backend.stream, backend.driver)
    held.run(8)
    first = held.blocks[0] if held.blocks else None
    if first is None:
        return
    period_ns = NS_PER_S / backend.rate_hz
    sent = (held.clock.now_ns() - first.t0_ns) / period_ns
    told = sum(len(block.data) + block.lost for block in held.blocks) - first.lost
    assert told == pytest.approx(sent, abs=0.05 * sent + 6)
