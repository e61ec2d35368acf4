"""Where the station's settings come from, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.muscles import Muscle
from core.problems import FileErrors
from station.places import ENVIRONMENT, FILE_NAME, settings_file
from station.settings import (
    SCHEMA_FILE,
    Column,
    Joystick,
    Settings,
    load_settings,
    settings_schema,
)

ROOT = Path(__file__).parents[2]


def written(folder: Path, text: str, name: str = "mine.yaml") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def told(folder: Path, text: str) -> list[str]:
    with pytest.raises(FileErrors) as caught:
        load_settings(written(folder, text))
    return [f"{problem.path}: {problem.message}" for problem in caught.value.problems]


def test_without_a_file_everything_has_a_value(tmp_path: Path) -> None:
    settings = load_settings(None, {}, tmp_path)
    assert (settings.board.width_mm, settings.board.depth_mm, settings.board.load_floor_kg) == (433.0, 238.0, 8.0)
    assert (settings.display.diagonal_in, settings.display.distance_m) == (43.0, 2.5)
    assert settings.emg.channels == (Muscle.RIGHT_TIBIALIS_ANTERIOR, Muscle.RIGHT_GASTROCNEMIUS)
    assert settings.serial.corner_columns() == (0, 1, 2, 3)
    assert settings.data_dir is None


def test_the_named_file_wins_over_the_environment_over_the_usual_place(tmp_path: Path) -> None:
    usual = written(tmp_path, "sound: {volume: 0.1}", FILE_NAME)
    environment = {ENVIRONMENT: str(written(tmp_path, "sound: {volume: 0.2}", "from_environment.yaml"))}
    named = written(tmp_path, "sound: {volume: 0.3}")
    assert settings_file(None, {}, tmp_path) == usual
    assert load_settings(None, {}, tmp_path).sound.volume == 0.1
    assert load_settings(None, environment, tmp_path).sound.volume == 0.2
    assert load_settings(named, environment, tmp_path).sound.volume == 0.3


def test_a_named_file_that_is_missing_is_told_not_passed_over(tmp_path: Path) -> None:
    with pytest.raises(FileErrors, match="there is no such file"):
        load_settings(tmp_path / "none.yaml", {}, tmp_path)
    with pytest.raises(FileErrors, match="there is no such file"):
        load_settings(None, {ENVIRONMENT: str(tmp_path / "none.yaml")}, tmp_path)


def test_an_empty_environment_variable_names_nothing(tmp_path: Path) -> None:
    assert settings_file(None, {ENVIRONMENT: ""}, tmp_path) is None


def test_a_whole_file(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, """\
schema: 1
board: {width_mm: 500, depth_mm: 300, load_floor_kg: 4.5}
display: {diagonal_in: 27, distance_m: 1.2, theme: high_contrast, full_screen: false}
input: {lean_menu: false, dwell_s: 2}
sound: {on: false, mono: true, volume: 0, buffer: 2048}
emg: {channels: [left_hamstrings, right_hamstrings], mains_hz: 60, gain: 1000}
serial: {order: [skip, TR, TL, BR, BL], unit: counts, counts_per_kg: 2280.5, emg_zero_count: 512}
joystick: {roll_axis: RX, pitch_axis: RY, invert_pitch: true, full_scale_deg: 15}
ports: {stimulators: [/dev/ttyUSB0, A9F3]}
data_dir: /srv/surefoot
"""))
    assert settings.display.theme == "high_contrast"
    assert settings.emg.channels == (Muscle.LEFT_HAMSTRINGS, Muscle.RIGHT_HAMSTRINGS)
    assert settings.serial.order[0] is Column.SKIP
    assert settings.serial.corner_columns() == (2, 1, 4, 3)
    assert settings.joystick == Joystick(roll_axis="RX", pitch_axis="RY", invert_pitch=True, full_scale_deg=15.0)
    assert settings.ports.stimulators == ("/dev/ttyUSB0", "A9F3")
    assert settings.data_dir == Path("/srv/surefoot")


def test_the_home_folder_may_be_written_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert load_settings(written(tmp_path, "data_dir: ~/kiosk")).data_dir == tmp_path / "kiosk"


@pytest.mark.parametrize(("text", "lines"), [
    ("bord: {}", ["bord: is not a known key; did you mean board?"]),
    ("board: {width: 433}", ["board.width: is not a known key; did you mean width_mm?"]),
    ("board: {width_mm: 99, depth_mm: 2001, load_floor_kg: 0}", [
        "board.width_mm: must be 100 or more, not 99.", "board.depth_mm: must be 2000 or less, not 2001.",
        "board.load_floor_kg: must be 1 or more, not 0."]),
    ("input: {dwell_s: 0.5, lean_menu: yes}", [
        "input.dwell_s: must be 0.6 or more, not 0.5.", 'input.lean_menu: must be true or false, not "yes".']),
    ("display: {theme: dark}", ['display.theme: must be light or high_contrast, not "dark".']),
    ("sound: {buffer: 500, volume: 11}", [
        "sound.buffer: must be 256, 512, 1024, 2048 or 4096, not 500.",
        "sound.volume: must be 1 or less, not 11."]),
    ("emg: {mains_hz: 55, channels: [left_hamstring, left_hamstrings]}", [
        "emg.mains_hz: must be 0, 50 or 60, not 55.",
        'emg.channels[1]: "left_hamstring" is not known here; did you mean left_hamstrings?']),
    ("emg: {channels: [left_hamstrings, left_hamstrings]}", [
        "emg.channels[2]: left_hamstrings is named twice; give each channel its own muscle."]),
    ("serial: {order: [TL, TR, BL, BL]}", [
        "serial.order: must name BL once.", "serial.order: must name BR once."]),
    ("joystick: {roll_axis: Y, full_scale_deg: 0}", ["joystick.full_scale_deg: must be 1 or more, not 0."]),
    ("joystick: {roll_axis: Y}", ["joystick.pitch_axis: Y is roll_axis already; name another axis."]),
    ('ports: {stimulators: [""]}', ["ports.stimulators[1]: must not be empty."]),
    ("data_dir: sessions", ["data_dir: must be a whole path, such as /srv/surefoot."]),
    ("data_dir: ~nobody-of-this-name/x", ["data_dir: must be a whole path, such as /srv/surefoot."]),
    ("schema: 2", ["schema: must be 1, not 2."]),
    ("max_ma: 20", ["max_ma: is not a known key; known here: schema, board, display, input, sound, emg, serial, "
                    "joystick, ports, lsl_out, data_dir."]),
])
def test_what_settings_refuse(text: str, lines: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, text) == lines


def test_every_default_would_be_accepted_in_a_file(tmp_path: Path) -> None:
    defaults = Settings(schema=1).model_dump_json(by_alias=True)
    assert load_settings(written(tmp_path, defaults)) == Settings(schema=1)


def test_the_schema_file_is_fresh() -> None:
    committed = json.loads((ROOT / "station" / SCHEMA_FILE).read_text(encoding="utf-8"))
    assert committed == settings_schema(), (
        "renew it: python3 main.py schema settings > station/settings.schema.json")
