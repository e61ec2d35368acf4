"""The played event nodes do what the kernel's input core does."""

from __future__ import annotations

import random

import numpy as np
import pytest
from numpy.typing import NDArray

from core.clock import NS_PER_MS, NS_PER_S
from core.cues import Cue
from devices.codecs import evdev as codec
from devices.codecs.evdev import ASK_STATE, BTN_A, Axis, Event, EventType, StateDecoder, Syn
from devices.emulators.evdev import NodeEmulator, WiiNodeEmulator
from devices.emulators.faults import FaultAt, FaultKind, Faults
from devices.emulators.joystick import TOP, JoystickEmulator

PERIOD_NS = 20 * NS_PER_MS


class Weights:
    """Lies on the board and does not move by itself."""

    def __init__(self, *kg: float) -> None:
        self.kg = kg

    def see(self, cue: Cue) -> None:
        pass

    def load_kg(self, t_ns: int) -> tuple[float, ...]:
        return self.kg

    def emg_uv(self, t_ns: int, n: int, rate_hz: float) -> NDArray[np.float32]:
        return np.zeros((n, 1), np.float32)


def events(emulator: NodeEmulator, seconds: float, from_ns: int = 0) -> list[Event]:
    heard: list[Event] = []
    for step in range(1, round(seconds * NS_PER_S / PERIOD_NS) + 1):
        for packet in emulator.advance(from_ns + step * PERIOD_NS):
            heard += codec.decode_events(packet)
    return heard


def opened(emulator: NodeEmulator) -> NodeEmulator:
    emulator.opened(0)
    return emulator


def test_a_still_joystick_tells_nothing_after_its_first_change() -> None:
    emulator = opened(JoystickEmulator(Weights(10, 30, 10, 30), random.Random(1)))
    first = events(emulator, 0.5)
    assert [event.code for event in first if event.type == EventType.ABS] == [Axis.X]
    assert events(emulator, 2.0, round(0.5 * NS_PER_S)) == []


@pytest.mark.parametrize(("kg", "x", "y"), [
    ((0, 0, 0, 0), 512, 512), ((5, 5, 5, 5), 512, 512), ((0, 10, 0, 10), 818, 512), ((0, 0, 10, 10), 512, 818),
    ((10, 10, 0, 0), 512, 205)])
def test_a_joystick_leans_right_and_back_to_the_high_ends(kg: tuple[float, ...], x: int, y: int) -> None:
    emulator = opened(JoystickEmulator(Weights(*kg), random.Random(1)))
    events(emulator, 0.2)
    state = state_of(emulator)
    assert (state[Axis.X], state[Axis.Y]) == pytest.approx((x, y), abs=1)
    assert max(state.values()) <= TOP


def state_of(emulator: NodeEmulator) -> dict[int, int]:
    answer, = emulator.receive(ASK_STATE, NS_PER_S)
    decoder = StateDecoder()
    state = [decoder.take(event) for event in codec.decode_events(answer)][-1]
    assert state is not None
    return {code: axis.value for code, axis in state.axes.items()}


def test_only_the_question_for_the_state_is_answered() -> None:
    emulator = opened(JoystickEmulator(Weights(1, 1, 1, 1), random.Random(1)))
    assert emulator.receive(b"WHORU\n", 0) == []


def test_the_board_tells_steps_of_ten_grams_and_never_less_than_nothing() -> None:
    emulator = opened(WiiNodeEmulator(Weights(20.0, 0.0, 5.0, 0.0), random.Random(1)))
    heard = events(emulator, 5.0)
    top_left = [event.value for event in heard if event.code == Axis.HAT1X and event.type == EventType.ABS]
    assert np.mean(top_left[10:]) == pytest.approx(2000, abs=3)
    assert min(event.value for event in heard) == 0
    assert len(top_left) > 150, "its cells stray"


def test_the_front_button_is_told_once_down_and_once_up() -> None:
    emulator = WiiNodeEmulator(Weights(5, 5, 5, 5), random.Random(1))
    opened(emulator)
    events(emulator, 0.1)
    emulator.button = True
    down = events(emulator, 0.2, NS_PER_S)
    emulator.button = False
    up = events(emulator, 0.2, 2 * NS_PER_S)
    keys = [(event.code, event.value) for event in down + up if event.type == EventType.KEY]
    assert keys == [(BTN_A, 1), (BTN_A, 0)]


def test_a_moment_is_closed_and_its_records_have_one_time() -> None:
    emulator = opened(WiiNodeEmulator(Weights(20, 15, 18, 9), random.Random(1)))
    moment: set[int] = set()
    for event in events(emulator, 1.0):
        moment.add(event.t_ns)
        if event.type == EventType.SYN:
            assert len(moment) == 1
            moment.clear()
    assert moment == set()


def test_a_queue_that_ran_over_is_told() -> None:
    faults = Faults((FaultAt(FaultKind.BAD_CHECKSUM, 0.5),))
    emulator = opened(WiiNodeEmulator(Weights(20, 15, 18, 9), random.Random(1), faults))
    heard = events(emulator, 1.0)
    at = next(at for at, event in enumerate(heard) if event.code == Syn.DROPPED and event.type == EventType.SYN)
    assert (heard[at + 1].type, heard[at + 1].code) == (EventType.SYN, Syn.REPORT)


class Ramp(NodeEmulator):
    """An axis that is set by hand."""

    value = 0

    def look(self, t_ns: int) -> dict[int, int]:
        return {Axis.X: self.value}


@pytest.mark.parametrize(("fuzz", "old", "new", "told"), [
    (0, 100, 101, 101), (2, 100, 101, 100), (2, 100, 99, 99), (2, 100, 102, 101), (2, 100, 103, 101),
    (2, 100, 104, 104), (8, 100, 103, 100), (8, 100, 105, 101), (8, 100, 110, 105), (8, 100, 116, 116),
    (4, -100, -103, -100), (4, -100, -105, -102)])
def test_small_changes_are_smoothed_as_the_kernel_does(fuzz: int, old: int, new: int, told: int) -> None:
    """Worked by hand from input_defuzz_abs_event of Linux drivers/input/input.c."""
    emulator = Ramp(100.0, random.Random(1), {Axis.X: codec.AxisState(old, -1000, 1000, fuzz)})
    opened(emulator)
    emulator.value = new
    emulator.advance(0)
    assert state_of(emulator)[Axis.X] == told
