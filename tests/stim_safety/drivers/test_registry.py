"""The table of drivers."""

from __future__ import annotations

import pytest

from stim_safety.drivers.openems import OpenEms
from stim_safety.drivers.registry import DRIVERS, made_for


@pytest.mark.parametrize(("name", "device"), [
    ("p24", "p24"), ("rehamove3", "rehamove3"), ("rehastim2", "rehastim2"), ("rehastim1", "rehastim1"),
    ("openems", "openems"), ("sim", "p24"),
])
def test_every_name_leads_to_its_driver(name: str, device: str) -> None:
    assert DRIVERS[name]().abilities.name == device
    assert made_for(name, 20_000).abilities.name == device


def test_there_are_no_others() -> None:
    assert len(DRIVERS) == 6
    with pytest.raises(KeyError):
        made_for("reset", 20_000)


def test_only_a_percent_device_is_made_for_what_was_set_outside() -> None:
    assert made_for("openems", 20_000).abilities == OpenEms(20_000).abilities
    assert made_for("openems", 20_000).abilities.max_ua == 20_000
    assert DRIVERS["openems"]().abilities.max_ua == 0
    assert made_for("p24", 20_000).abilities == DRIVERS["p24"]().abilities
