"""The table of hard limits is the one that was agreed on, and its parts fit together."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from itertools import product
from typing import Any

import pytest

from stim_safety import ceilings
from stim_safety.ceilings import (
    CEILINGS,
    CEILINGS_VERSION,
    LEAST_AREA_MM2,
    LOAD_OHM,
    MIN_AREA_MM2,
    MOST_AREA_MM2,
    MOST_CHANNELS,
    MUSCLE_CAP_UA,
    SIDES,
    Ceilings,
)
from stim_safety.words import Profile

AGREED = {
    "min_width_us": 50, "max_width_us": 400, "min_rate_mhz": 1_000, "max_rate_mhz": 50_000,
    "rate_over_per_mille": 25, "max_rms_ua": 25_000, "max_density_ua_cm2": 1_000, "warn_density_ua_cm2": 500,
    "max_power_uw_cm2": 50_000, "max_energy_nj": 5_000_000, "net_charge_per_mille": 5,
    "max_rise_ua_per_s": 50_000, "min_ramp_ms": 1_000, "calib_rise_ua_per_s": 10_000, "max_step_ua": 1_000,
    "max_on_ms": 15_000, "min_off_ms": 1_000, "max_session_ms": 1_800_000, "max_day_ms": 3_600_000,
    "between_sessions_ms": 600_000, "max_charge_session_nc": 300_000_000, "max_channels": 2,
    "max_k_per_mille": 800, "max_pad_sessions": 30, "max_pad_days": 92, "max_validity_days": 92}
OWN = {Profile.KIOSK: {"max_ua": 60_000, "max_charge_pc": 25_000_000},
       Profile.CLINIC: {"max_ua": 100_000, "max_charge_pc": 40_000_000}}


@pytest.mark.parametrize("profile", Profile)
def test_every_number_of_a_profile_is_the_agreed_one(profile: Profile) -> None:
    table = CEILINGS[profile]
    assert {field.name: getattr(table, field.name) for field in fields(table)} == AGREED | OWN[profile]


def test_a_changed_number_needs_a_new_version() -> None:
    assert (CEILINGS_VERSION, LOAD_OHM, MOST_CHANNELS) == (1, 500, 8), "and two reviewers"


def test_the_kiosk_is_nowhere_above_the_clinic() -> None:
    kiosk, clinic = CEILINGS[Profile.KIOSK], CEILINGS[Profile.CLINIC]
    largest = [field.name for field in fields(Ceilings) if field.name.startswith(("max_", "calib_"))]
    assert all(getattr(kiosk, name) <= getattr(clinic, name) for name in largest)


def test_every_number_is_a_whole_positive_one() -> None:
    numbers: list[Any] = [getattr(table, field.name) for table in CEILINGS.values() for field in fields(table)]
    numbers += [*MUSCLE_CAP_UA.values(), *MIN_AREA_MM2.values(), LEAST_AREA_MM2, MOST_AREA_MM2]
    assert all(type(number) is int and number > 0 for number in numbers)


def test_muscles_have_caps_by_size_and_none_lies_across_the_trunk() -> None:
    assert MUSCLE_CAP_UA == {
        "vastus_lateralis": 80_000, "vastus_medialis": 80_000, "gluteus_medius": 80_000, "hamstrings": 70_000,
        "gastrocnemius": 70_000, "tibialis_anterior": 50_000, "deltoid": 50_000, "biceps": 40_000,
        "triceps": 40_000, "wrist_flexors": 40_000, "wrist_extensors": 40_000, "hand": 20_000}
    assert SIDES == ("left", "right")
    forbidden = ("erector", "abdom", "trunk", "neck", "chest", "pector", "trapez", "head", "face")
    assert not [name for name, word in product(MUSCLE_CAP_UA, forbidden) if word in name]


def test_only_the_hand_may_have_small_pads() -> None:
    assert (MIN_AREA_MM2, LEAST_AREA_MM2, MOST_AREA_MM2) == ({"hand": 500}, 1_000, 20_000)


def test_half_a_pad_stays_below_what_the_maker_allows() -> None:
    """HASOMED: 2 mA/cm2 and 0.1 W/cm2.  Half the area doubles the density, and doubles power by area."""
    for table in CEILINGS.values():
        assert 2 * table.max_density_ua_cm2 <= 2_000
        assert 2 * table.max_power_uw_cm2 <= 100_000


def test_a_table_cannot_be_changed_while_the_program_runs() -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(ceilings.CEILINGS[Profile.KIOSK], "max_ua", 130_000)  # noqa: B010 - mypy refuses the plain form
