"""What goes out on the wire in a step: at most one frame, through the fence, and after a refusal only stops."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from stim_safety.drivers import Ask, Frame
from stim_safety.drivers.p24 import P24
from stim_safety.messages import Arm, Calibrate, Stop
from stim_safety.step import GuardianNews
from stim_safety.words import Point, State, Train, Why
from tests.stim_safety.faults.stand import at, trains
from tests.stim_safety.rig import Rig, order, prescription, start, violations
from tests.stim_safety.test_every_driver import Silent, rig_of

Patch = pytest.MonkeyPatch


# --- opening ----------------------------------------------------------------------------------------------------


class Narrow(P24):
    """A stimulator with short pulses."""

    def __init__(self) -> None:
        super().__init__()
        self.abilities = replace(self.abilities, max_width_us=300)


def openings(rig: Rig, patch: Patch) -> list[tuple[Train, ...]]:
    """Keep what the device is opened with from now on."""
    found: list[tuple[Train, ...]] = []
    encode = rig.driver.frame

    def frame(ask: Ask, trains: tuple[Train, ...] = ()) -> Frame:
        if ask is Ask.OPEN:
            found.append(trains)
        return encode(ask, trains)
    patch.setattr(rig.driver, "frame", frame)
    return found


def test_it_is_opened_without_current_for_every_channel_that_it_can_serve(monkeypatch: Patch) -> None:
    rig = Rig(Narrow(), begin=start(prescription(order(), order(2, "left_wrist_flexors", width_us=301),
                                                 order(5, "right_wrist_flexors", width_us=300, rate_mhz=40_000))))
    opened = openings(rig, monkeypatch)
    rig.ready()
    rig.hold()
    assert opened == [(rig.driver.pulse(0, 250, 28_500, 0), rig.driver.pulse(5, 300, 25_000, 0))]


def test_a_device_that_dims_is_opened_for_what_its_external_unit_may_be_set_to(monkeypatch: Patch) -> None:
    rig = rig_of("openems")
    opened = openings(rig, monkeypatch)
    rig.until(State.READY, 20_000)
    rig.ready()
    rig.hold()
    assert [[train.channel for train in trains] for trains in opened] == [[0]]


@pytest.mark.parametrize("message", [Calibrate(0), Arm()])
def test_it_is_asked_whether_it_is_quiet_before_it_is_opened(message: Calibrate | Arm) -> None:
    rig = at(State.READY)
    if isinstance(message, Arm):
        rig.calibrate()
        rig.run(12_000)
    begin = len(rig.device.seen)
    rig.ask(message)
    rig.run(100)
    assert [seen.what for seen in rig.device.seen[begin:]] == ["status", "open"]


class Unopened(P24):
    """A stimulator that its driver finds no way to open."""

    def frame(self, ask: Ask, trains: tuple[Train, ...] = ()) -> Frame:
        if ask is Ask.OPEN:
            raise ValueError("no such opening")
        return super().frame(ask, trains)


def test_what_the_driver_cannot_open_is_a_stop_in_words() -> None:
    rig = Rig(Unopened())
    rig.ready()
    rig.ask(Calibrate(0))
    rig.until(State.FAULT, 1000)
    assert violations(rig) == [("SHAPE", "no such opening", "CALIB")]


# --- what is refused is never written ---------------------------------------------------------------------------


def double(rig: Rig, patch: Patch) -> None:
    patch.setattr(rig.driver, "bent", (Point(250, 30_000), Point(250, -30_000)))


def unbalanced(rig: Rig, patch: Patch) -> None:
    patch.setattr(rig.driver, "bent", (Point(250, 500), Point(200, -500)))


def impossible(rig: Rig, patch: Patch) -> None:
    def pulse(*_: int) -> Train:
        raise ValueError("off the grid")
    patch.setattr(rig.driver, "pulse", pulse)


@pytest.mark.parametrize(("bend", "why", "detail"), [
    (double, Why.PRESCRIPTION, "PRESCRIPTION CALIBRATION RISE"),
    (unbalanced, Why.NET_CHARGE, "NET_CHARGE"), (impossible, Why.SHAPE, "off the grid")])
def test_what_driver_or_fence_refuse_is_a_stop_whenever_it_comes(
        bend: Callable[[Rig, Patch], None], why: Why, detail: str, monkeypatch: Patch) -> None:
    for wait_ms in range(0, 500, 20):  # also in the very step in which it is due to ask how the device goes
        rig = at(State.ARMED)
        rig.run(wait_ms)
        written, seen = trains(rig), len(rig.device.seen)
        with monkeypatch.context() as patch:
            bend(rig, patch)
            rig.wish(200, still=State.ARMED)
            rig.wish(200, still=State.STIM)
        assert rig.outputs[-1].frames == rig.driver.stop_frames
        rig.until(State.FAULT)
        rig.run(140)
        assert violations(rig) == [(why.name, detail, "STIM")]
        assert (rig.why, rig.level_ua, trains(rig)) == (why, 0, written)
        assert "stop" in [each.what for each in rig.device.seen[seen:]]


# --- silence ----------------------------------------------------------------------------------------------------


def test_even_a_millionth_of_an_ampere_is_ended_by_a_frame() -> None:
    rig = at(State.STIM)
    course = rig.controller._run.course
    assert course is not None
    course.cut(Why.DONE)
    course.level_ua = 1
    rig.tick()
    rig.tick()
    assert rig.device.seen[-1].what == "zero"
    assert rig.state is State.REST


# --- stopping ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ends", "state"), [(False, State.FAULT), (True, State.END)])
def test_once_the_guardian_has_the_wire_nothing_is_written_and_nothing_is_proven(ends: bool, state: State) -> None:
    rig = at(State.STIM)
    outputs = rig.tick(guardian=GuardianNews.TRIPPED, game_gone=ends)
    assert rig.state is state
    assert (outputs.frames, outputs.flush, outputs.beat, outputs.over) == ((), False, False, ends)
    assert outputs.release is False
    assert rig.tick(guardian=GuardianNews.QUIET).frames == ()


def test_not_even_a_stop_or_a_flush_goes_out_beside_the_guardian() -> None:
    rig = at(State.ARMED)
    while rig.controller._run.exchange.outstanding is None:
        rig.tick()
    rig.post(Stop())
    outputs = rig.tick(guardian=GuardianNews.TRIPPED, stop=Why.PEDAL, written=False)
    assert (outputs.frames, outputs.flush) == ((), False)


def test_without_a_wire_a_stop_ends_at_once_and_is_not_proven() -> None:
    rig = at(State.STIM)
    rig.tick(wire_gone="unplugged")
    assert rig.state is State.FAULT
    assert (rig.why, rig.outputs[-1].beat) == (Why.PORT_LOST, False)


def test_a_device_that_never_answers_is_stopped_four_times_and_the_stop_is_over_in_the_step_after() -> None:
    rig = Rig(Silent())
    rig.until(State.READY)
    rig.run(100)
    rig.post(Stop())
    rig.run(100)
    assert [len(outputs.frames) for outputs in rig.outputs[-5:]] == [3, 3, 3, 3, 0]
    assert [record.t_ns for record in rig.records if record.data.get("to") == "ESTOP"] == [rig.now_ns]
