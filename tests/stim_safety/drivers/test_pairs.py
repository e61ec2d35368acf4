"""Every driver given every other driver's device: it is not taken for its own, and no current flows."""

from __future__ import annotations

import pytest

from stim_safety.drivers import Ask
from tests.stim_safety.drivers.bench import NAMES, Bench, device_of, driver_of

DEVICES = tuple(name for name in NAMES if name != "sim")
PAIRS = [(driver, device) for driver in DEVICES for device in DEVICES if driver != device]
FAMILY = {"p24", "rehamove3"}
STRANGERS = [(driver, device) for driver, device in PAIRS if {driver, device} != FAMILY]
"""P24 and RehaMove3 share their frames; between them only who the device says it is stands in the way."""


@pytest.mark.parametrize(("driver", "device"), PAIRS)
def test_fault_52_another_device_is_not_taken_for_its_own(driver: str, device: str) -> None:
    bench = Bench(driver_of(driver), device_of(device))
    assert not bench.does(*bench.driver.abilities.opening)
    assert not bench.peak_ua()


@pytest.mark.parametrize(("driver", "device"), STRANGERS)
def test_even_frames_with_current_mean_nothing_to_a_stranger(driver: str, device: str) -> None:
    bench = Bench(driver_of(driver), device_of(device))
    bench.say(b"", 9000)
    for ask in (*bench.driver.abilities.opening, Ask.OPEN, Ask.TRAINS):
        bench.say(bench.frame(ask).data, 60)
    assert not bench.peak_ua()


@pytest.mark.parametrize(("driver", "device"), PAIRS)
def test_a_stop_for_another_device_does_no_harm(driver: str, device: str) -> None:
    bench = Bench(driver_of(driver), device_of(device))
    bench.say(b"", 9000)
    bench.say(b"".join(bench.driver.stop_frames) * 3, 60)
    assert not bench.peak_ua()
