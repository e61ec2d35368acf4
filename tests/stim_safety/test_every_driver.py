"""The controller on every stimulator there is, and on one that never answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest

from devices.emulators.stimulators import Stimulator
from devices.emulators.stimulators.openems import OpenEmsEmulator
from devices.emulators.stimulators.p24 import P24Emulator
from devices.emulators.stimulators.rehamove3 import RehaMove3Emulator
from devices.emulators.stimulators.rehastim1 import RehaStim1Emulator
from devices.emulators.stimulators.rehastim2 import RehaStim2Emulator
from stim_safety.drivers import Answer, Ask, Driver, Frame, Outcome
from stim_safety.drivers.openems import OpenEms
from stim_safety.drivers.p24 import P24
from stim_safety.drivers.rehamove3 import RehaMove3
from stim_safety.drivers.rehastim1 import RehaStim1
from stim_safety.drivers.rehastim2 import RehaStim2
from stim_safety.messages import Calibrate, Disarm, End, Stop, Wish
from stim_safety.order import External
from stim_safety.timing import MS
from stim_safety.words import State, Train, Why
from tests.stim_safety.rig import Rig, order, prescription, start

EXTERNAL = External(20_000, "A. Therapist")
WIDE = order(rate_mhz=25_000)
DEVICES: dict[str, tuple[Callable[[], Driver], Callable[[], Stimulator]]] = {
    "p24": (P24, P24Emulator), "rehamove3": (RehaMove3, RehaMove3Emulator),
    "rehastim2": (RehaStim2, RehaStim2Emulator), "rehastim1": (RehaStim1, RehaStim1Emulator)}


def rig_of(name: str) -> Rig:
    """Return a rig; the RehaStim1 makes pulses on a grid of 20 ms, the openEMSstim trains of at most 5 s."""
    if name == "openems":
        return Rig(OpenEms(20_000), OpenEmsEmulator(), start(prescription(order(on_ms=5000), external=EXTERNAL)))
    driver, device = DEVICES[name]
    return Rig(driver(), device(), start(prescription(WIDE)))


@pytest.mark.parametrize("name", ["p24", "rehamove3", "rehastim2", "rehastim1", "openems"])
def test_a_train_comes_out_of_every_device_and_ends(name: str) -> None:
    rig = rig_of(name)
    rig.until(State.READY, 20_000)
    rig.ready()
    rig.calibrate(0, 4, 6, 9)
    rig.run(15_000)
    rig.arm()
    rig.device.history.clear()
    rig.wish(2500)
    peaks = [output.peak_ua for output in rig.device.history if output.points]
    assert 0 < max(peaks) <= 9000
    rig.post(Wish(0, 0, 100))
    rig.run(1500)
    assert rig.state is State.REST
    assert rig.level_ua == 0
    rig.until(State.ARMED, 15_000)
    rig.ask(Disarm())
    rig.until(State.READY)
    rig.post(End())
    rig.run(2000)
    assert any(outputs.over and outputs.release for outputs in rig.outputs)


def test_a_slow_attenuator_is_told_again_while_it_is_wished_for() -> None:
    rig = rig_of("openems")
    rig.until(State.READY, 20_000)
    rig.ready()
    rig.calibrate(0, 4, 6, 9)
    rig.run(15_000)
    rig.arm()
    rig.wish(3200)
    begin = len(rig.written)
    rig.wish(900)
    trains = [frame for _, frame in rig.written[begin:]]
    assert len(set(trains)) < len(trains)


def test_single_pulses_keep_their_period_and_never_come_faster_on_average() -> None:
    rig = rig_of("rehastim1")
    rig.ready()
    rig.calibrate(0, 4, 6, 9)
    rig.run(15_000)
    rig.arm()
    rig.wish(2500)
    begin = len(rig.written)
    begin_ns = rig.now_ns
    rig.wish(2000)
    pulses = [t_ns for t_ns, _ in rig.written[begin:]]
    assert len(pulses) == 50
    assert all(after - before >= 39 * MS for before, after in pairwise(pulses))
    assert rig.now_ns - begin_ns == 2000 * MS


class Silent:
    """A device that understands a P24's frames and never answers; with what its answers would have been."""

    def __init__(self) -> None:
        self._driver = P24()
        self.abilities = replace(self._driver.abilities, name="silent", answers=False, tells_running=False,
                                 tells_high_voltage=False, opening=(), keep_alive_ms=400)
        self.stop_frames = self._driver.stop_frames
        self.pulse = self._driver.pulse

    def frame(self, ask: Ask, trains: tuple[Train, ...] = ()) -> Frame:
        return self._driver.frame(ask, trains)

    def feed(self, data: bytes) -> tuple[Answer, ...]:
        return ()


def test_a_device_that_never_answers_is_believed_to_do_what_was_written() -> None:
    rig = Rig(Silent())
    rig.stimulate()
    assert rig.identity == "silent"
    rig.run(200)
    assert rig.state is State.REST
    rig.post(Stop())
    rig.until(State.ESTOP)
    rig.post(End())
    rig.tick()
    assert rig.outputs[-1].release


class Telling(Silent):
    """A device that tells by each answer to KEEP_ALIVE whether it is open."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.abilities = replace(self.abilities, answers=True, tells_high_voltage=True)
        self._answer = answer
        self._asked: list[Answer] = []

    def frame(self, ask: Ask, trains: tuple[Train, ...] = ()) -> Frame:
        frame = self._driver.frame(ask, trains)
        quiet = replace(self._answer, high_voltage=False, open=False, running=frozenset())
        told = self._answer if ask is Ask.KEEP_ALIVE else quiet if ask is Ask.STATUS else Answer(Outcome.DONE)
        self._asked.append(replace(told, ask=ask, number=frame.number))
        return frame

    def feed(self, data: bytes) -> tuple[Answer, ...]:
        asked, self._asked = tuple(self._asked), []
        return asked


@pytest.mark.parametrize("answer", [Answer(Outcome.DONE, open=False), Answer(Outcome.DONE, high_voltage=False)])
def test_fault_48_a_device_that_is_closed_without_being_told_is_a_fault(answer: Answer) -> None:
    rig = Rig(Telling(answer))
    rig.ready()
    rig.ask(Calibrate(0))
    rig.until(State.FAULT)
    rig.run(40)
    assert rig.why is Why.DEVICE_RESET
