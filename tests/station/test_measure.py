"""`measure`: a file in, all measures as JSON out, or one sentence that says what to do."""

from __future__ import annotations

import contextlib
import io
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from core.samples import SampleBlock, Stream
from signals.settings import SignalSettings
from station import cli
from station.stream import BoardLines, EmgLines

Floats = NDArray[np.float64]
T_S = np.arange(3001) / 100


def run(*words: str | Path) -> tuple[int, Any]:
    """Run the command; its exit code and the JSON it printed."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = cli.main(["measure", *map(str, words)])
    return code, json.loads(out.getvalue(), parse_constant=lambda name: pytest.fail(f"{name} was printed"))


def save(path: Path, header: str, columns: Floats, separator: str = ",") -> Path:
    np.savetxt(path, columns, "%.6f", separator, header=header.replace(",", separator), comments="")
    return path


def circle(radius: float = 10.0) -> tuple[Floats, Floats]:
    """Half a turn each second."""
    turn = 2 * np.pi * 0.5 * T_S
    return radius * np.cos(turn), radius * np.sin(turn)


def corners(x: Floats, y: Floats, kg: float = 60.0) -> Floats:
    quarter, right, ahead = kg / 4, x / 433 * 2, y / 238 * 2
    return np.column_stack([quarter * (1 - right + ahead), quarter * (1 + right + ahead),
                            quarter * (1 - right - ahead), quarter * (1 + right - ahead)])


def emg(rate_hz: float = 2000.0, seconds: float = 6.0) -> Floats:
    """Two channels that rest for two seconds; the second is half as strong."""
    n = round(rate_hz * seconds)
    noise = np.random.default_rng(1).normal(0, 1, (n, 2)) * (100.0, 50.0)
    noise[:round(2 * rate_hz)] *= 0.05
    return np.column_stack([np.arange(n) / rate_hz, noise])


def no_value_but_numbers(value: object) -> bool:
    """Whether every number in there is finite."""
    if isinstance(value, dict):
        return all(map(no_value_but_numbers, value.values()))
    if isinstance(value, list):
        return all(map(no_value_but_numbers, value))
    return not isinstance(value, float) or math.isfinite(value)


def test_a_centre_of_pressure_is_measured_with_its_preprocessing_named(tmp_path: Path) -> None:
    code, found = run(save(tmp_path / "a.csv", "t,cop_x,cop_y", np.column_stack([T_S, *circle()])))
    assert (code, found["kind"], found["rows"]) == (0, "cop", 3001)
    assert found["measures"]["velocity_mm_s"] == pytest.approx(10 * math.pi, rel=1e-3)
    assert found["measures"]["ellipse_area_mm2"] == pytest.approx(5.991 * math.pi * 50, rel=0.01)
    assert found["measures"]["spectrum_ml_f50_hz"] == pytest.approx(0.5)
    assert found["measures"]["sample_entropy_rate_hz"] == 25.0
    done = found["preprocessing"]
    assert done["filter"] == {
        "name": "Butterworth low-pass", "low_hz": None, "high_hz": 10.0, "order": 4, "passes": 2}
    assert (done["rate_hz"], done["samples_missing"], done["gaps_bridged"]) == (pytest.approx(100), 0, 0)
    assert found["measures"]["sway_velocity_deg_s"] is None
    assert any("--height-cm" in note for note in found["notes"])


def test_angles_come_with_the_height(tmp_path: Path) -> None:
    file = save(tmp_path / "a.csv", "t,x,y", np.column_stack([T_S, *circle()]))
    measures = run(file, "--height-cm", "170")[1]["measures"]
    assert measures["sway_velocity_deg_s"] == pytest.approx(180 / math.pi * 10 / 939.6 * math.pi, rel=0.15)
    assert 90 < measures["equilibrium_score_percent"] < 92
    assert "0.85 Hz" in measures["cog_filter"]


def test_a_lean_toward_a_target_is_measured_from_the_cue(tmp_path: Path) -> None:
    u = np.clip((T_S[:801] - 1) / 1.5, 0, 1)
    lean = 100 * (10 * u ** 3 - 15 * u ** 4 + 6 * u ** 5)
    file = save(tmp_path / "a.csv", "t,x,y", np.column_stack([T_S[:801], lean + 5, np.full(801, 7.0)]))
    found = run(file, "--height-cm", "165", "--target-deg", "90")[1]["measures"]["limits_of_stability"]
    assert found["end_point_percent"] == pytest.approx(100 * 100 / found["target_mm"], rel=0.01)
    assert found["reaction_s"] == pytest.approx(1.12, abs=0.06)


@pytest.mark.parametrize("separator", [",", ";", "\t", " "])
def test_a_board_is_weighed_and_tared_only_when_asked(tmp_path: Path, separator: str) -> None:
    zero = np.array([0.5, -0.25, 1.0, 0.75])
    loads = zero + corners(*circle())
    loads[:300] = zero
    file = save(tmp_path / "b.csv", "time_ms,TL,TR,BL,BR", np.column_stack([1000 * T_S, loads]), separator)
    code, found = run(file, "--tare-seconds", "3")
    assert code == 0
    assert found["measures"]["weight_mean_kg"] == pytest.approx(60, abs=0.01)
    assert found["measures"]["left_percent"] == pytest.approx(50, abs=0.2)
    assert found["preprocessing"]["tare_kg"] == pytest.approx([0.5, -0.25, 1.0, 0.75], abs=1e-5)
    assert "SWARII" in found["preprocessing"]["resampling"]
    untared = run(file, "--from", "3")[1]
    assert untared["measures"]["weight_mean_kg"] == pytest.approx(62, abs=0.01)
    assert untared["preprocessing"]["tare_kg"] == [0.0] * 4


def test_emg_is_measured_channel_by_channel(tmp_path: Path) -> None:
    file = save(tmp_path / "e.csv", "t,left_hamstrings,right_hamstrings", emg())
    code, found = run(file, "--rest-seconds", "1.9", "--mvc", file)
    left, right = found["channels"]
    assert (code, found["unit"], left["name"]) == (0, "uv", "left_hamstrings")
    assert left["rms_uv"] / right["rms_uv"] == pytest.approx(2, rel=0.05)
    assert left["bursts"][0]["on_s"] == pytest.approx(2.0, abs=0.02)
    assert left["snr_db"] == pytest.approx(26, abs=0.7)
    assert left["peak_percent_mvc"] == pytest.approx(100, abs=0.1)
    assert left["median_frequency_hz"] == pytest.approx(235, rel=0.08)
    assert left["preprocessing"]["filter"]["high_hz"] == 450.0
    assert found["co_contraction"][0]["falconer_percent"] > 80


def test_two_muscles_at_their_maximum_share_all_of_it(tmp_path: Path) -> None:
    """Both at about 100 %: Falconer 100, Rudolph 2.  Envelopes over an RMS would come to 0.8 of it."""
    noise = np.random.default_rng(1).normal(0, 100, 12_000)
    file = save(tmp_path / "e.csv", "t,emg1,emg2", np.column_stack([np.arange(12_000) / 2000, noise, noise / 2]))
    pair = run(file, "--mvc", file)[1]["co_contraction"][0]
    assert pair["falconer_percent"] == pytest.approx(100, abs=0.5)
    assert 1.8 < pair["rudolph"] <= 2


def test_channels_are_compared_at_the_same_times(tmp_path: Path) -> None:
    """One channel lost its first fifth: its samples belong to later times, not to the other's beginning."""
    n = 12_000
    swell = 0.55 - 0.45 * np.cos(2 * np.pi * np.arange(n) / n * 3)
    noise = np.random.default_rng(1).normal(0, 100, n) * swell
    table = np.column_stack([np.arange(n) / 2000, noise, noise])
    whole = save(tmp_path / "w.csv", "t,emg1,emg2", table)
    table[2100:2400, 2] = np.nan
    holed = save(tmp_path / "h.csv", "t,emg1,emg2", table)
    found = run(holed, "--mvc", whole)[1]
    assert found["channels"][1]["preprocessing"]["cut_s"] > 1
    assert found["co_contraction"][0]["falconer_percent"] > 98


def test_a_slow_sensor_is_measured_and_marked(tmp_path: Path) -> None:
    code, found = run(save(tmp_path / "e.csv", "t,emg1,emg2", emg(200.0)))
    assert code == 0
    assert found["channels"][0]["frequencies_comparable"] is False
    assert any("not comparable" in note for note in found["notes"])


def test_counts_are_not_called_microvolt(tmp_path: Path) -> None:
    channel = run(save(tmp_path / "e.csv", "t,emg1 (counts),emg2 (counts)", emg()))[1]["channels"][0]
    assert "rms_counts" in channel
    assert not any("_uv" in key for key in channel)


def test_one_dead_channel_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    columns = emg()
    columns[:, 2] = math.nan
    code, found = run(save(tmp_path / "e.csv", "t,emg1,emg2", columns))
    assert code == 0
    assert "can be used" in found["channels"][1]["error"]
    assert found["channels"][0]["rms_uv"] > 40


def test_what_stream_prints_can_be_measured(tmp_path: Path) -> None:
    lines = BoardLines(SignalSettings(), tare=False)
    loads = np.column_stack([corners(*circle()), np.full((3001, 1), 0.9), np.zeros((3001, 2))]).astype(np.float32)
    block = SampleBlock(Stream.BOARD, 0, 0, 100.0, loads)
    file = tmp_path / "board.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines.lines(block, 0)))
    code, found = run(file)
    assert (code, found["kind"], found["reading"]["separator"]) == (0, "board", "JSON lines")
    assert found["measures"]["velocity_mm_s"] == pytest.approx(10 * math.pi, rel=0.01)
    assert run(file, "--kind", "cop")[1]["measures"]["velocity_mm_s"] == pytest.approx(10 * math.pi, rel=0.01)
    block = SampleBlock(Stream.EMG, 0, 0, 2000.0, emg()[:, 1:].astype(np.float32))
    file.write_text("".join(json.dumps(line) + "\n" for line in EmgLines().lines(block, 0)))
    assert run(file)[1]["channels"][1]["rms_uv"] == pytest.approx(27, rel=0.1)


@pytest.mark.parametrize(("header", "columns", "words", "sentence"), [
    ("t,x", np.zeros((9, 2)), [], "column y is missing"),
    ("t,tl,tr,bl,br", np.zeros((99, 5)), [], "can be used"),
    ("t,x,y", np.ones((99, 3)), [], "same time"),
    ("t,x,y", np.column_stack([1000 * T_S, *circle()]), [], "name their column t_ms"),
    ("t,emg", np.column_stack([1000 * T_S, circle()[0]]), [], "name their column t_ms"),
    ("t,x,y", np.column_stack([T_S, np.zeros(3001), np.zeros(3001)]), [], "can be used"),
    ("t,tl,tr,bl,br", np.column_stack([T_S, np.zeros((3001, 4))]), [], "can be used"),
    ("t,x,y", np.ones((1, 3)), [], "can be used"),
    ("t,x,y", np.column_stack([T_S, np.where(np.arange(3001) % 10, 1, np.nan), T_S]), [], "10.0 % of the samples"),
    ("t,x,y", np.column_stack([T_S, T_S, T_S]), ["--tare-seconds", "2"], "--tare-seconds has no meaning"),
    ("t,x,y", np.column_stack([T_S, T_S, T_S]), ["--rest-seconds", "2"], "--rest-seconds has no meaning"),
    ("t,x,y", np.column_stack([T_S, T_S, T_S]), ["--target-deg", "2"], "needs --height-cm"),
    ("t,x,y", np.column_stack([T_S, T_S, T_S]), ["--height-cm", "2"], "body height"),
    ("t,tl,tr,bl,br", np.column_stack([T_S, np.full((3001, 4), 15.0)]), ["--tare-seconds", "2"], "60.0 kg stood"),
    ("t,tl,tr,bl,br", np.column_stack([T_S, np.full((3001, 4), 15.0)]), ["--tare-seconds", "0"], "above 0"),
    ("t,emg", emg()[:, :2], ["--height-cm", "170"], "--height-cm has no meaning"),
    ("t,emg", emg()[:, :2], ["--rest-seconds", "0.1"], "0.5 or more"),
    ("t,emg", emg()[:, :2], ["--rest-seconds", "60"], "after the 60 s of rest"),
    ("t,emg", emg(50.0)[:, :2], [], "too few for EMG"),
])
def test_what_cannot_be_measured_ends_in_one_sentence(
    tmp_path: Path, header: str, columns: Floats, words: list[str], sentence: str,
) -> None:
    code, found = run(save(tmp_path / "a.csv", header, columns), *words)
    assert code == 2
    assert sentence in found["error"]


@pytest.mark.parametrize(("header", "columns"), [
    ("t,x,y", np.column_stack([T_S, np.full(3001, 3.3), np.full(3001, 1.0)])),
    ("t,x,y", np.column_stack([T_S, *circle()])[:2]),
    ("t,x,y", np.column_stack([T_S, *circle()])[:40]),
    ("t,x,y", np.column_stack([T_S, *circle()])[::-1]),
    ("t,x,y", np.repeat(np.column_stack([T_S, *circle()]), 2, axis=0)),
    ("t,x,y", np.column_stack([T_S * 10, *circle()])),
    ("t,tl,tr,bl,br", np.column_stack([T_S, np.full((3001, 4), 15.0)])),
    ("t,emg", np.column_stack([T_S, np.zeros(3001)])),
    ("t,emg", np.column_stack([T_S, np.full(3001, 512.0)])),
    ("t,emg", np.column_stack([T_S, circle()[0]])[:2]),
])
def test_odd_trials_have_measures_that_are_finite_or_null(tmp_path: Path, header: str, columns: Floats) -> None:
    code, found = run(save(tmp_path / "a.csv", header, columns))
    assert code == 0
    assert no_value_but_numbers(found)


def test_the_reference_file_must_hold_the_same_channels_and_a_contraction(tmp_path: Path) -> None:
    trial = save(tmp_path / "e.csv", "t,emg1,emg2", emg())
    other = save(tmp_path / "o.csv", "t,emg1,emg9", emg())
    still = save(tmp_path / "s.csv", "t,emg1,emg2", emg() * (1, 0, 0))
    assert "no channel 'emg2'" in run(trial, "--mvc", other)[1]["error"]
    assert "holds no contraction" in run(trial, "--mvc", still)[1]["error"]
