"""Faults 32, 34, 35 and 49: late ticks, wall clocks, sleep, and a check chain that does not come to its end."""

from __future__ import annotations

import ast
import time
from pathlib import Path

import pytest

import stim_safety
from stim_safety.messages import Wish
from stim_safety.process import Clocks
from stim_safety.timing import LATE_WINDOW_MS, MS
from stim_safety.words import ACTIVE, State, Why
from tests.stim_safety.faults.stand import at, expect_latched, flows, trains
from tests.stim_safety.rig import UTC_S, Rig

PACKAGE = Path(stim_safety.__file__).parent
WISH = Wish(0, 1000, 100)


def late(rig: Rig) -> list[object]:
    return [record.data["ms"] for record in rig.records if record.kind == "late"]


@pytest.mark.parametrize("late_ms", [101, 120, 5000])
@pytest.mark.parametrize("state", sorted(ACTIVE))
def test_fault_32_a_tick_that_is_very_late_stops(state: State, late_ms: int) -> None:
    rig = at(state)
    rig.tick(late_ms)
    assert late(rig) == [late_ms]
    expect_latched(rig, Why.LATE, rig.now_ns)


def test_fault_32_five_ticks_that_are_late_are_told_and_stop_at_the_third() -> None:
    rig = at(State.STIM)
    flows(rig)
    for _ in range(2):
        rig.post(WISH)
        rig.tick(45)
        assert rig.state is State.STIM
    assert flows(rig) == 12_500
    rig.post(WISH)
    rig.tick(45)
    assert late(rig) == [45, 45, 45]
    third_ns, before = rig.now_ns, trains(rig)
    rig.tick(45)
    rig.tick(45)
    assert trains(rig) == before
    expect_latched(rig, Why.LATE, third_ns)


@pytest.mark.parametrize(("gone_ms", "state"), [(LATE_WINDOW_MS + 20, State.ARMED), (LATE_WINDOW_MS - 100, None)])
def test_fault_32_late_ticks_that_lie_far_apart_do_not_stop(gone_ms: int, state: State | None) -> None:
    rig = at(State.ARMED)
    for after_ms in (gone_ms // 2 // 20 * 20, gone_ms // 2 // 20 * 20, 0):
        rig.tick(45)
        rig.run(after_ms)
    assert (rig.state is State.ARMED) is (state is State.ARMED)


@pytest.mark.parametrize("jump_s", [-3600, 86_400, 1, -1, 2**40])
def test_fault_34_a_wall_clock_that_jumps_changes_neither_timing_nor_budget(
        jump_s: int, monkeypatch: pytest.MonkeyPatch) -> None:
    calm, jumped = at(State.STIM), at(State.STIM)
    calm.wish(8000)
    with monkeypatch.context() as patch:
        patch.setattr(time, "time", lambda: float(UTC_S + jump_s))
        patch.setattr(time, "time_ns", lambda: (UTC_S + jump_s) * 10**9)
        jumped.wish(8000)
    assert flows(at(State.STIM)) > 0
    assert jumped.written == calm.written
    assert jumped.status == calm.status
    assert [outputs.spent for outputs in jumped.outputs] == [outputs.spent for outputs in calm.outputs]


def test_fault_34_the_clocks_of_the_loop_are_not_the_wall_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    before = Clocks().both()
    monkeypatch.setattr(time, "time", lambda: 0.0)
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    after = Clocks().both()
    assert all(0 <= late - early < 60_000 * MS for early, late in zip(before, after, strict=True))


def test_fault_34_wall_time_is_asked_for_in_one_place() -> None:
    asking = {"time", "time_ns", "now", "utcnow", "today", "CLOCK_REALTIME", "CLOCK_TAI"}
    found = {(path.name, node.attr) for path in PACKAGE.rglob("*.py")
             for node in ast.walk(ast.parse(path.read_text()))
             if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
             and node.value.id in {"time", "datetime", "date"} and node.attr in asking}
    assert found == {("process.py", "time")}


@pytest.mark.parametrize("asleep_ms", [51, 3_600_000, -51])
@pytest.mark.parametrize("state", sorted(ACTIVE))
def test_fault_35_a_machine_that_slept_is_a_stop_and_the_gap_is_in_the_log(state: State, asleep_ms: int) -> None:
    rig = at(state)
    rig.asleep_ns = asleep_ms * MS
    rig.tick()
    assert late(rig) == [abs(asleep_ms)]
    gap = next(record for record in rig.records if record.kind == "violation")
    assert gap.data == {"why": "SUSPENDED", "detail": f"{abs(asleep_ms)} ms", "state": state.name}
    expect_latched(rig, Why.SUSPENDED, rig.now_ns)


@pytest.mark.parametrize("asleep_ms", [50, -50])
def test_fault_35_clocks_that_are_read_a_little_apart_are_no_sleep(asleep_ms: int) -> None:
    rig = at(State.STIM)
    rig.asleep_ns = asleep_ms * MS
    rig.post(WISH)
    rig.tick()
    assert flows(rig) == 12_500
    assert rig.state is State.STIM


def test_fault_49_a_chain_that_is_blocked_feeds_nothing_and_the_device_stops_by_itself() -> None:
    rig = at(State.STIM)
    flows(rig)
    rig.wish(1000)
    fed_ns = max(seen.t_ns for seen in rig.device.seen if seen.what in {"trains", "keep_alive"})
    count = len(rig.written)
    rig.now_ns += 1900 * MS
    rig.device.advance(rig.now_ns)
    assert rig.device.outputs(fed_ns + 1999 * MS)
    assert not rig.device.outputs(fed_ns + 2000 * MS)
    rig.now_ns = max(rig.now_ns, fed_ns + 2000 * MS)
    assert (rig.device.history[-1].t_ns, rig.device.history[-1].points) == (fed_ns + 2000 * MS, ())
    assert len(rig.written) == count
    rig.tick()
    expect_latched(rig, Why.LATE, rig.now_ns)


def test_fault_49_without_steps_that_pass_no_keep_alive_is_ever_due() -> None:
    rig = at(State.STIM)
    rig.wish(1000)
    alive = sum(seen.what == "keep_alive" for seen in rig.device.seen)
    assert alive >= 2
    outputs = rig.tick(600)
    assert outputs.frames == rig.driver.stop_frames
    assert not outputs.beat
    rig.run(3000)
    assert sum(seen.what == "keep_alive" for seen in rig.device.seen) == alive


def test_fault_49_nothing_in_the_program_could_run_beside_its_one_thread() -> None:
    beside = {"threading", "_thread", "asyncio", "concurrent", "multiprocessing", "sched"}
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text())
        names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not {name.partition(".")[0] for name in names} & beside, path
        words = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert not words & {"setitimer", "alarm"}, path
