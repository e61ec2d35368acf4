"""The station remembers calibrations and grades, and forgets a broken file rather than stumbling over it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from devices.looking import Known
from signals.calibration import Tare
from station.memory import FILE, Memory

WORN = Tare(tl_kg=-1.5)


def test_what_was_kept_is_there_at_the_next_start(tmp_path: Path) -> None:
    first = Memory(tmp_path)
    first.keep_tare("wii:00:11", WORN)
    first.keep_grade("shelf_reach/first_shelf", 4)
    second = Memory(tmp_path)
    assert second.tare("wii:00:11") == WORN
    assert second.grade("shelf_reach/first_shelf") == 4
    assert second.last_level() == "shelf_reach/first_shelf"


def test_the_devices_used_last_are_known_by_their_numbers(tmp_path: Path) -> None:
    first = Memory(tmp_path)
    first.keep_device("board", Known("wii", "00:1e"))
    first.keep_device("emg", Known("chords", "A1", 230400))
    second = Memory(tmp_path)
    assert second.device("board") == Known("wii", "00:1e")
    assert second.device("emg") == Known("chords", "A1", 230400)
    assert Memory(None).device("emg") is None


def test_where_a_stimulator_was_stays_known(tmp_path: Path) -> None:
    memory = Memory(tmp_path)
    assert memory.stimulators() == frozenset()
    memory.keep_stimulator("A9F3", "rehastim2")
    memory.keep_stimulator("/dev/ttyUSB1", "openems")
    assert Memory(tmp_path).stimulators() == {"A9F3", "/dev/ttyUSB1"}


@pytest.mark.parametrize("device", [7, {"word": 3, "serial_number": "A"}, {"word": "wii", "serial_number": ""},
                                    {"word": "wii"}])
def test_a_device_that_makes_no_sense_is_none(tmp_path: Path, device: object) -> None:
    (tmp_path / FILE).write_text(json.dumps({"devices": {"board": device}}))
    assert Memory(tmp_path).device("board") is None


def test_another_board_starts_with_the_defaults(tmp_path: Path) -> None:
    memory = Memory(tmp_path)
    memory.keep_tare("wii:00:11", WORN)
    assert memory.tare("wii:00:22") == Tare()
    assert memory.grade("shelf_reach/never_played") == 1


@pytest.mark.parametrize("text", ["", "[]", "{", '{"grades": 7}', '{"grades": {"a": 99}}',
                                  '{"tares": {"a": {"tl_kg": 1e9}}}'])
def test_a_broken_file_is_as_good_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    memory = Memory(tmp_path)
    assert memory.grade("a") == 1
    assert memory.tare("a") == Tare()


def test_without_a_place_it_remembers_until_the_end(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    memory = Memory(tmp_path / "file")
    memory.keep_grade("a", 3)
    assert memory.grade("a") == 3
