"""Faults 56 to 59: what muscles' bytes may set off, from the voltage at the skin to the wish for a train."""

from __future__ import annotations

from collections.abc import Callable
from math import inf, nan
from typing import Any

import numpy as np
import pytest

from core.samples import SampleBlock, Stream
from core.stim import StimPhase
from devices.simulated.muscle import MAXIMUM_UV
from game.plays import Stage
from game.plays.ets import HIGHEST, LOWEST, Rest, Threshold, Trigger
from game.plays.lanterns import Lanterns
from levels.words import LampMode
from tests.game.lanterns import TA, make_lanterns
from tests.game.sensed import RAIL_UV, TICK_HZ, Block, Body, as_it_is, constant, scaled


def test_a_real_effort_does_set_a_train_off() -> None:
    body = Body()
    body.to_train()
    body.run(2.0)
    assert (body.stim.trains(), body.kinds().count("triggered")) == (1, 1)


# 56: sensors that fail.


FAILING: dict[str, tuple[Callable[[Block], Block | None], str]] = {
    "at the rail": (constant(RAIL_UV), "saturated"), "at the other rail": (constant(-RAIL_UV), "saturated"),
    "flat": (constant(0.0), "lead_off"), "flat elsewhere": (constant(120.0), "lead_off"),
    "nothing comes": (lambda block: None, "old"), "no numbers": (constant(nan), "lead_off"),
    "infinite": (constant(inf), "saturated")}


@pytest.mark.parametrize("failing", FAILING)
def test_fault_56_a_sensor_that_fails_in_an_attempt_sets_nothing_off_and_voids_the_trial(failing: str) -> None:
    body = Body()
    body.to_attempt()
    body.sensor, why = FAILING[failing]
    body.will = 0.9
    body.run(0.9)
    assert body.voids() == [why]
    body.run(8.0)
    assert body.stim.trains() == 0
    assert "triggered" not in body.kinds()
    assert "missed" not in body.kinds()  # what a sensor spoils is no miss
    body.sensor, body.will = as_it_is, None
    body.until(lambda _: body.stim.trains() > 0, 90)


@pytest.mark.parametrize("rate_hz", [500.0, 2000.0])
@pytest.mark.parametrize("rail_uv", [RAIL_UV, -RAIL_UV])
def test_fault_56_the_rail_is_seen_before_it_could_fire_wherever_in_a_block_it_begins(
        rail_uv: float, rate_hz: float) -> None:
    """A weak muscle's line is crossed at once; the watch must be sooner than the 100 ms of the trigger."""
    per_tick = round(rate_hz / TICK_HZ)
    for late in range(0, 5 * per_tick, max(1, per_tick // 3)):
        body = Body(make_lanterns(LampMode.LIGHT, stimulation=0.8, effort=0.1), rate_hz)
        body.to_attempt()
        first = body.seq + late

        def sensor(block: Block, body: Body = body, first: int = first) -> Block:
            block[max(0, first - body.seq):] = rail_uv
            return block
        body.sensor = sensor
        body.run(0.3)
        assert body.voids() == ["saturated"], late
        assert body.stim.trains() == 0


@pytest.mark.parametrize("factor", [1e-6, 1e-3, 1e3, 1e6])
def test_fault_56_a_sensor_in_another_unit_sets_nothing_off(factor: float) -> None:
    """Volt or millivolt where microvolt is meant, and the other way round; effort and rest alike."""
    body = Body()
    body.sensor = scaled(factor)
    for _ in range(8):
        body.will = 0.0
        body.run(2.0)
        body.will = 0.9
        body.run(2.0)
    assert body.stim.trains() == 0
    assert "triggered" not in body.kinds()


@pytest.mark.parametrize(("quiet_ms", "void"), [(90, False), (200, True)])
def test_fault_56_effort_that_is_200_ms_old_sets_nothing_off(quiet_ms: int, void: bool) -> None:
    body = Body()
    body.to_attempt()
    body.will = 0.9
    body.run(0.07)  # on its way up
    body.sensor = lambda block: None
    body.run(quiet_ms / 1000)
    assert body.stim.trains() == 0
    assert body.voids() == (["old"] if void else [])
    body.sensor = as_it_is
    body.run(0.3)
    assert (body.stim.trains() == 0) is void


def test_fault_56_a_block_without_samples_is_refused_and_counts_as_nothing_new() -> None:
    with pytest.raises(ValueError, match="n >= 1"):
        SampleBlock(Stream.EMG, 0, 0, 1000.0, np.zeros((0, 1), np.float32))


@pytest.mark.parametrize("failing", FAILING)
def test_fault_56_a_train_that_runs_ends_as_planned_whatever_the_sensor_does(failing: str) -> None:
    body = Body()
    body.to_train()
    body.run(1.0)
    body.sensor, _ = FAILING[failing]
    body.until(lambda _: body.stim.view.phase is not StimPhase.RUNNING)
    ended, = [event.data for event in body.events if event.kind == "train_ended"]
    assert ended["why"] == "done"
    assert ended["on_s"] == pytest.approx(4.0, abs=0.05)
    body.run(3.0)
    assert body.stim.trains() == 1


# 57: the stimulator's own artefact.


@pytest.mark.parametrize("rings_ms", [0, 400])
def test_fault_57_the_artefact_is_not_looked_at_while_a_train_runs_and_after_it(rings_ms: int) -> None:
    body = Body()
    body.rings_ms = rings_ms
    body.to_train()
    peak, would_fire, trigger = 0.0, False, Trigger(LOWEST)
    trigger.step(0.0)
    body.step()
    while body.since_train_ms <= 1000:
        body.step()
        envelope_uv = body.signals.body().envelope_uv[TA]
        peak = max(peak, envelope_uv)
        would_fire |= trigger.step(envelope_uv / MAXIMUM_UV)
    assert peak > MAXIMUM_UV  # above any line there is
    assert would_fire  # had it been believed
    body.run(8.0)
    assert (body.stim.trains(), body.kinds().count("triggered")) == (1, 1)


def test_fault_57_a_lamp_that_begins_right_after_a_train_is_not_set_off_by_its_artefact() -> None:
    """Even when no rest is kept by anybody but the blanking."""
    body = Body()
    body.rings_ms, body.stim.rest_ticks = 400, 0
    body.to_train()
    body.until(lambda _: body.stim.view.phase is not StimPhase.RUNNING)
    body.play = Lanterns(make_lanterns(LampMode.LIGHT, stimulation=0.8), make_lanterns(LampMode.LIGHT).grade(1))
    body.run(4.0)
    assert (body.stim.trains(), body.kinds().count("triggered")) == (1, 1)


# 58: no rising edge.


def test_fault_58_an_effort_that_never_ceases_sets_nothing_off() -> None:
    body = Body()
    body.will = 0.7
    body.run(70.0)
    assert body.kinds().count("prompted") > 1
    assert body.kinds().count("missed") > 0
    assert (body.stim.trains(), body.kinds().count("triggered")) == (0, 0)


def test_fault_58_nor_does_one_that_began_before_the_prompt() -> None:
    body = Body()
    body.will = 0.0
    body.until(lambda step: step.view.stage is Stage.RELAX)
    body.will = 0.7
    body.until(lambda step: step.view.stage is Stage.TRY)
    body.run(2.0)
    assert body.stim.trains() == 0
    body.will = 0.0
    body.run(0.4)
    assert body.stim.trains() == 0
    body.will = 0.7
    body.run(0.5)
    assert body.stim.trains() == 1


@pytest.mark.parametrize("low", [0.0, 0.24])
def test_fault_58_an_effort_that_wavers_above_70_percent_of_its_line_never_fires(low: float) -> None:
    trigger = Trigger(0.3)
    trigger.step(0.25)
    fired = [trigger.step(value) for _ in range(30) for value in [0.5] * 20 + [low] * 5]
    assert any(fired) is (low == 0.0)


# 59: adaptation.


def noise_at_rest(seconds: float = 3.0) -> Rest:
    """What the real path tells of a muscle at rest."""
    body = Body()
    body.will = 0.0
    body.run(1.0)
    rest = Rest()
    for _ in range(round(seconds * TICK_HZ)):
        body.step()
        rest.add(body.frame.activation[TA].value + 0.1)  # a muscle that never lets go wholly
    return rest


def test_fault_59_a_line_that_is_driven_down_stays_above_rest_and_its_noise() -> None:
    rest = noise_at_rest()
    assert rest.mean is not None
    floor = rest.floor()
    assert floor > rest.mean >= 0.1
    line = Threshold(0.3)
    line.rest(floor)
    for _ in range(500):
        line.miss()
    assert line.value == floor
    for wrong in (nan, 0.0, -1.0, -inf):
        line.value = wrong
        line.miss()
        assert line.value == floor
        line.rest(wrong)
        assert LOWEST <= line.value <= HIGHEST
        line.rest(floor)


def test_fault_59_misses_never_bring_the_line_of_a_lamp_into_the_noise() -> None:
    """A patient who cannot do it at all, for a whole long round: nothing is set off by rest."""
    settings: dict[str, Any] = {"lamps": 24, "assist": {"attempt_s": 3.0}}
    body = Body(make_lanterns(LampMode.LIGHT, stimulation=0.8, effort=0.1, **settings))
    body.sensor = scaled(3.0)
    body.will = 0.01
    body.run(240.0)
    lines = [event.data["threshold"] for event in body.events if event.kind == "prompted"]
    assert body.kinds().count("missed") > 20
    assert all(isinstance(line, float) and line >= LOWEST for line in lines)
    assert (body.stim.trains(), body.kinds().count("triggered")) == (0, 0)
