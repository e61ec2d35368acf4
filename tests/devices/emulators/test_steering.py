from __future__ import annotations

import random

import pytest

from core.clock import NS_PER_S
from core.errors import InputError
from devices.emulators.faults import NO_FAULTS, FaultKind, FaultPlayer
from devices.emulators.steering import WiiSwitches, steer
from devices.emulators.wii_faults import WiiFaults
from devices.simulated.stance import SimulatedPatient


def bench() -> tuple[SimulatedPatient, FaultPlayer]:
    patient = SimulatedPatient(random.Random(1), ability=1.0)
    patient.load_kg(0)
    return patient, FaultPlayer(NO_FAULTS, random.Random(1))


def test_lean_by_hand_and_let_go() -> None:
    patient, faults = bench()
    steer(patient, faults, "lean 1 0", 0)
    tl, tr, bl, br = patient.load_kg(3 * NS_PER_S)
    assert tr + br > 2 * (tl + bl)
    steer(patient, faults, "lean", 3 * NS_PER_S)
    tl, tr, bl, br = patient.load_kg(6 * NS_PER_S)
    assert tr + br == pytest.approx(tl + bl, rel=0.2)


def test_off_on_and_effort() -> None:
    patient, faults = bench()
    steer(patient, faults, "off", 0)
    assert sum(patient.load_kg(3 * NS_PER_S)) == 0.0
    steer(patient, faults, "on", 3 * NS_PER_S)
    assert sum(patient.load_kg(6 * NS_PER_S)) > 70.0
    quiet = float(abs(patient.emg_uv(6 * NS_PER_S, 100, 1000.0)).max())
    steer(patient, faults, "effort 0.9", 6 * NS_PER_S)
    assert float(abs(patient.emg_uv(8 * NS_PER_S, 100, 1000.0)).max()) > 10 * quiet


def test_faults_for_a_while_and_cleared() -> None:
    patient, faults = bench()
    steer(patient, faults, "fault silent 2", 0)
    assert faults.holds(FaultKind.SILENT, NS_PER_S)
    assert not faults.holds(FaultKind.SILENT, 3 * NS_PER_S)
    steer(patient, faults, "fault flat", 0)
    steer(patient, faults, "clear", 0)
    assert not faults.holds(FaultKind.FLAT, NS_PER_S)


@pytest.mark.parametrize("line", [
    "jump", "lean 1", "lean a b", "effort", "effort x", "off now", "fault", "fault flood", "fault drop soon",
    "clear it"])
def test_what_is_not_understood_is_said(line: str) -> None:
    patient, faults = bench()
    with pytest.raises(InputError):
        steer(patient, faults, line, 0)


@pytest.mark.parametrize(("kind", "field", "value"), [
    (FaultKind.SILENT, "silent_from_ns", 7), (FaultKind.SATURATED, "saturated_from_ns", 7),
    (FaultKind.MODE_RESET, "status_at_ns", 7), (FaultKind.UNPLUG, "unplug_at_ns", 7),
    (FaultKind.SLOW_CLOCK, "clock_factor", 0.99), (FaultKind.DROP, "drop_every", 50),
    (FaultKind.TRUNCATE, "truncate_every", 50), (FaultKind.STRAY, "stray_every", 50),
    (FaultKind.DUPLICATE, "duplicate_every", 50), (FaultKind.STALE_STREAM, "stale_stream", True)])
def test_switches_of_a_wii_board(kind: FaultKind, field: str, value: float) -> None:
    faults = WiiFaults()
    WiiSwitches(faults).inject(kind, 7)
    assert getattr(faults, field) == value


def test_wii_switches_end_and_clear_and_refuse() -> None:
    faults = WiiFaults()
    switches = WiiSwitches(faults)
    switches.inject(FaultKind.SILENT, 0, 2.0)
    assert faults.silent_until_ns == 2 * NS_PER_S
    switches.inject(FaultKind.WRONG_DEVICE, 0)
    switches.inject(FaultKind.DROP, 0)
    switches.clear()
    assert (faults.silent_from_ns, faults.drop_every, faults.identity) == (None, 0, WiiFaults().identity)
    with pytest.raises(InputError, match="lumps"):
        switches.inject(FaultKind.LUMPS, 0)
