"""Attacks by files: no level reaches a current, and no spelling makes a prescription of what is none.

Not here: attacks by messages (`test_attacks`).
"""

from __future__ import annotations

import random
import re

import pytest

from core.muscles import Muscle
from core.problems import FileErrors
from core.stim import StimWish
from levels.reader import parse_level
from station.stimulation.link import per_mille
from stim_safety.ceilings import CEILINGS
from stim_safety.limits import order_faults
from stim_safety.prescription import read
from stim_safety.strict_yaml import Refused
from tests.stim_safety.files import EXAMPLE, TODAY

# Level files.

LEVEL = """schema: 1
play: lanterns
title: {{en: x}}
instruction: {{en: x}}
why: {{en: x}}
posture: lying
eyes: open
mode: light
muscle: right_tibialis_anterior
difficulty:
  effort: [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]
  pace_s: [6, 6, 5, 5, 4, 4, 3, 3, 2, 2]
  lamps: [4, 5, 6, 6, 8, 8, 10, 12, 14, 16]
safety: {{rail: false, chair: false, spotter: false}}
trains: [activation]
assist: {{{}}}
"""


@pytest.mark.parametrize("fraction", [float("nan"), float("inf"), -float("inf"), 1e9, 1.0001, -0.0001, -1e-300])
def test_a_game_that_lost_its_numbers_wishes_for_nothing(fraction: float) -> None:
    assert per_mille(StimWish(Muscle.LEFT_WRIST_EXTENSORS, fraction).fraction) == 0


@pytest.mark.parametrize("keys", [
    "stimulation: 1e9", "stimulation: 1.0001", "stimulation: -0.1", "stimulation: .nan", "stimulation: .inf",
    "stimulation: '1'", "stimulation: true", "stimulation: [1]", "stimulation: 1_000", "stimulation: 0x10",
    "stimulation: 1, train_s: 1e9", "stimulation: 1, train_s: 6.001", "stimulation: 1, train_s: .nan",
    "stimulation: 1, attempt_s: 1e9", "stimulation: 1, rest_s: -1", "stimulation: 1, rest_s: .nan",
    "stimulation: 1, current_ma: 30", "stimulation: 1, max: 30 mA", "stimulation: 1, width_us: 400",
    "stimulation: 1, rate_hz: 100", "stimulation: 1, channel: 1", "stimulation: 1, ramp_s: 0",
    "stimulation: 1, stimulation: 1", "Stimulation: 1", "stimulation: 1, mode: always"])
def test_no_key_of_a_level_reaches_a_current(keys: str) -> None:
    assert parse_level(LEVEL.format("stimulation: 1"), "usual.yaml").assist.stimulation == 1
    with pytest.raises(FileErrors) as refused:
        parse_level(LEVEL.format(keys), "hostile.yaml")
    assert {problem.line for problem in refused.value.problems} == {LEVEL[:LEVEL.index("assist")].count("\n") + 1}


# Prescription files.

NUMBERS = ("0", "-1", "+30", "1e9", "1E9", ".nan", ".inf", "-.inf", "NaN", "inf", "0x7f", "0o17", "030", "1_0",
           "1,5", "3 0", "30.0000001", "99999999999999999999", "\uff13\uff10", "\u0663\u0660", "\u00b2",
           "30\u00a0", "3\u200b0",
           "!!int 30", "&a 30", "*a", "{30}", "[30]", "'30'", '"30"', "~", "null", "yes", "30:30", "1/2", "5%")

LINES = [line for line in EXAMPLE.splitlines() if re.search(r": [0-9.]+( \S+)? +#", line)]
"""Every line with a number in it."""


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("number", NUMBERS)
def test_no_spelling_of_a_number_in_a_prescription_passes_a_limit(line: str, number: str) -> None:
    bent = EXAMPLE.replace(line, re.sub(r": [0-9.]+", lambda _: f": {number}", line, count=1))
    assert bent != EXAMPLE
    try:
        taken = read(bent.encode(), TODAY)
    except Refused:
        return
    assert number in {"0", "5%"}
    assert not any(order_faults(each, CEILINGS[taken.profile]) for each in taken.channels)


MAX, IMPLANT, MUSCLE = "max: 20 mA", "implant: no ", "left_wrist_extensors"


@pytest.mark.parametrize(("old", "new"), [
    *[(MAX, f"{MAX}{more}") for more in (
        "\n    max: 60 mA", "\n    Max: 60 mA", "\n    m\u0430x: 60 mA", "\r    max: 60 mA",
        "\u2028    max: 60 mA", "\n    ceiling: off")],
    *[(MAX, other) for other in ("max: >\n      60 mA", "max: 0.06 A", "max: 20000 uA", "max: 20mA",
                                 "<<: {max: 60 mA}", "max: 61 mA", "max: 41 mA")],
    *[("  1:  ", channel) for channel in ("  0:  ", "  9:  ", "  -1: ", "  01: ")],
    ("profile: kiosk", "profile: Clinic"), ("profile: kiosk", "profile: root"),
    (MUSCLE, "left_chest"), (MUSCLE, "wrist_extensors"),
    *[(IMPLANT, answer) for answer in ("implant: yes", "implant: No", "implant: off", "implant:", "#")],
    ("patient: P-0042", "patient: ../../pin"), ("ceilings: 1", "ceilings: 2"), ("ceilings: 1", "ceilings: 0"),
    ("screening:", "#")])
def test_no_trick_with_a_line_makes_a_prescription(old: str, new: str) -> None:
    bent = EXAMPLE.replace(old, new)
    assert bent != EXAMPLE
    with pytest.raises(Refused):
        read(bent.encode(), TODAY)


@pytest.mark.parametrize("bent", [
    "---\n" + EXAMPLE, EXAMPLE + "\n---\n" + EXAMPLE, EXAMPLE + EXAMPLE, "%YAML 1.2\n" + EXAMPLE,
    "\ufeff\ufeff" + EXAMPLE, EXAMPLE.replace("  ", "\t"), EXAMPLE + "\0", EXAMPLE + "\x1b[2J",
    EXAMPLE + "#" * 65_536, ""])
def test_no_trick_with_a_file_makes_a_prescription(bent: str) -> None:
    with pytest.raises(Refused):
        read(bent.encode(), TODAY)


def test_bytes_that_are_no_text_are_no_prescription() -> None:
    chance = random.Random(3)
    good = EXAMPLE.encode()
    for data in (b"\xff\xfe" + EXAMPLE.encode("utf-16-le"), chance.randbytes(4_000), b"\x1f\x8b" + good,
                 good.replace(b"20 mA", b"\xc0\xb2\xc0\xb0 mA"), good.replace(b"mA", b"m\xc1\x81")):
        with pytest.raises(Refused):
            read(data, TODAY)
