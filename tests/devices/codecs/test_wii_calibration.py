"""Stored calibration, checksum and kilograms: real dumps, then every edge."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs.wii_calibration import (
    POINTS_SIZE,
    REFERENCE_SIZE,
    Calibration,
    checksum,
    decode_calibration,
    encode_calibration,
    temperature_factor,
    to_counts,
    to_kg,
)

DUMP = bytes.fromhex("10690000 07C33CF8048C296B 0ED243840B3A3069 15E94A1011EF376E 5E40E9B6")
REFERENCE = bytes.fromhex("1A01")
BOARD = decode_calibration(DUMP, REFERENCE)
TR = (1987, 3794, 5609)

U16 = st.integers(0, 0xFFFF)
CORNERS = st.tuples(U16, U16, U16, U16)
CALIBRATIONS = st.builds(Calibration, CORNERS, CORNERS, CORNERS, st.binary(min_size=4, max_size=4),
                         st.binary(min_size=2, max_size=2), st.integers(0, 0xFFFFFFFF))


def test_a_real_boards_dump_is_read_whole() -> None:
    assert BOARD.zero == (1987, 15608, 1164, 10603)
    assert BOARD.at_17_kg == (3794, 17284, 2874, 12393)
    assert BOARD.at_34_kg == (5609, 18960, 4591, 14190)
    assert BOARD.reference_c == 26
    assert checksum(BOARD) == BOARD.crc == 0x5E40E9B6
    assert BOARD.valid


@given(CALIBRATIONS)
def test_what_is_written_is_read_back(calibration: Calibration) -> None:
    points, reference = encode_calibration(calibration)
    assert (len(points), len(reference)) == (POINTS_SIZE, REFERENCE_SIZE)
    assert decode_calibration(points, reference) == calibration


@given(st.integers(0, 8 * 34 - 1))
def test_one_flipped_bit_is_noticed(bit: int) -> None:
    memory = bytearray(DUMP + REFERENCE)
    memory[bit // 8] ^= 1 << bit % 8
    spoiled = decode_calibration(bytes(memory[:32]), bytes(memory[32:]))
    outside_the_checksum = bit // 8 in (2, 3)
    assert spoiled.valid == outside_the_checksum


@pytest.mark.parametrize("level", ["zero to 17", "17 to 34"])
@pytest.mark.parametrize("corner", range(4))
def test_points_that_do_not_rise_are_refused_even_with_a_fitting_checksum(level: str, corner: int) -> None:
    tr, br, tl, bl = (BOARD.at_17_kg[i] if i == corner else None for i in range(4))
    own = BOARD.zero if level == "zero to 17" else BOARD.at_34_kg
    points = (tr or own[0], br or own[1], tl or own[2], bl or own[3])
    flat = replace(BOARD, zero=points) if level == "zero to 17" else replace(BOARD, at_34_kg=points)
    flat = replace(flat, crc=checksum(flat))
    assert not flat.rises
    assert not flat.valid


@pytest.mark.parametrize(("raw", "kg"), [
    (1800, -1.7593), (2891, 8.5047), (3793, 16.9906), (3794, 17.0), (3795, 17.0094),
    (5608, 33.9906), (5609, 34.0), (5610, 34.0094), (6000, 37.6623),
    (1987, 0.0), (1986, -0.0094), (0, -18.6934), (0xFFFF, 595.2904),
])
def test_counts_to_kilograms_on_a_real_sensor(raw: int, kg: float) -> None:
    assert to_kg(raw, *TR) == pytest.approx(kg, abs=5e-5)


def test_corners_are_put_in_reading_order() -> None:
    assert BOARD.kilograms((3794, 15608, 2874, 14190)) == (17.0, 17.0, 34.0, 0.0)


@pytest.mark.parametrize(("points", "raw", "kg"), [
    ((5, 5, 9), 4, 0.0), ((5, 5, 9), 5, 17.0), ((5, 9, 9), 9, 17.0), ((5, 9, 9), 60000, 17.0),
    ((7, 7, 7), 7, 17.0),
])
def test_a_segment_without_width_gives_its_lower_end(points: tuple[int, int, int], raw: int, kg: float) -> None:
    assert to_kg(raw, *points) == kg


@given(st.floats(-20, 200), st.integers(0, 30000), st.integers(1, 9000), st.integers(1, 9000))
def test_counts_are_the_inverse_of_kilograms(kg: float, zero: int, lower: int, upper: int) -> None:
    points = (zero, zero + lower, zero + lower + upper)
    counts = to_counts(kg, *points)
    step_kg = 17.0 / min(lower, upper)
    assert to_kg(round(counts), *points) == pytest.approx(kg, abs=step_kg)


@given(U16, U16, U16, U16)
def test_kilograms_are_finite_whatever_is_stored(raw: int, zero: int, middle: int, upper: int) -> None:
    assert abs(to_kg(raw, zero, middle, upper)) <= 17.0 * 0x10000


@pytest.mark.parametrize(("temperature", "reference", "factor"), [
    (26, 26, 0.9990813732), (40, 26, 0.9990813732 * 0.9902), (12, 26, 0.9990813732 * 1.0098),
    (66, 26, 0.9990813732 * 0.972), (67, 26, 1.0), (-15, 26, 1.0), (25, 0, 1.0),
])
def test_temperature_matters_one_percent_in_fourteen_degrees(temperature: float, reference: float,
                                                             factor: float) -> None:
    assert temperature_factor(temperature, reference) == pytest.approx(factor, rel=1e-9)
