from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from core.errors import InputError
from signals.offline import trials
from signals.offline.columns import TrialKind
from signals.offline.trials import read_trial


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Ten seconds at 10 Hz from 100 s on, in ms and cm."""
    lines = ["time (ms),x (cm),y (cm)", *(f"{100_000 + 100 * n},{n},{-n}" for n in range(100))]
    path = tmp_path / "trial.csv"
    path.write_text("\n".join(lines))
    return path


def test_a_trial_is_in_seconds_from_its_first_row_and_in_mm(file: Path) -> None:
    trial = read_trial(file)
    assert trial.kind is TrialKind.COP
    assert trial.t_s == pytest.approx(np.arange(100) / 10)
    assert trial.values[:, 0] == pytest.approx(10.0 * np.arange(100))


@pytest.mark.parametrize(("from_s", "to_s", "rows"), [
    (0.0, 3.0, 31), (2.0, 3.0, 11), (9.0, math.inf, 10), (0.0, math.inf, 100)])
def test_a_part_is_counted_from_the_first_row(file: Path, from_s: float, to_s: float, rows: int) -> None:
    trial = read_trial(file, from_s=from_s, to_s=to_s)
    assert len(trial.t_s) == rows
    assert trial.t_s[0] == pytest.approx(from_s)


@pytest.mark.parametrize(("from_s", "to_s"), [(3.0, 2.0), (-1.0, 2.0), (math.nan, 2.0), (2.0, 2.0)])
def test_a_part_must_lie_in_order(file: Path, from_s: float, to_s: float) -> None:
    with pytest.raises(InputError, match="--from and --to"):
        read_trial(file, from_s=from_s, to_s=to_s)


def test_a_part_beyond_the_end_holds_nothing(file: Path) -> None:
    with pytest.raises(InputError, match="no rows between 20"):
        read_trial(file, from_s=20.0)


def test_a_rate_stands_in_for_the_times(tmp_path: Path) -> None:
    path = tmp_path / "trial.csv"
    path.write_text("1 2\n3 4\n5 6\n")
    trial = read_trial(path, rate_hz=50.0)
    assert trial.t_s == pytest.approx([0.0, 0.02, 0.04])
    assert trial.values.tolist() == [[1, 2], [3, 4], [5, 6]]


@pytest.mark.parametrize("rate_hz", [0.0, -5.0, math.nan, math.inf])
def test_a_rate_is_above_0(file: Path, rate_hz: float) -> None:
    with pytest.raises(InputError, match="--rate"):
        read_trial(file, rate_hz=rate_hz)


@pytest.mark.parametrize("clock", ["10:00:{:06.3f}", "2024-01-01T10:00:{:06.3f}", "{:.0f} January"])
def test_a_time_of_day_is_refused_with_what_to_do(tmp_path: Path, clock: str) -> None:
    path = tmp_path / "clock.csv"
    path.write_text("time,x,y\n" + "".join(f"{clock.format(n / 50)},{n},{n + 1}\n" for n in range(100)))
    with pytest.raises(InputError, match=r"time \(time\) holds no numbers.*--rate"):
        read_trial(path)
    assert len(read_trial(path, rate_hz=50.0).t_s) == 100


def test_rows_without_a_time_belong_to_the_whole_only(tmp_path: Path) -> None:
    path = tmp_path / "trial.csv"
    path.write_text("t,x,y\n0,1,1\n,1,1\n1,1,1\n")
    assert len(read_trial(path).t_s) == 3
    assert len(read_trial(path, to_s=5.0).t_s) == 2


def test_numbers_beyond_all_measure_become_no_trouble(tmp_path: Path) -> None:
    path = tmp_path / "trial.csv"
    path.write_text("t,x (m),y (m)\n0,1e308,1\n1,1,1e400\n")
    assert math.isinf(read_trial(path).values[0, 0])


def test_a_file_longer_than_any_trial_is_read_in_parts_only(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "MOST_VALUES", 299)
    with pytest.raises(InputError, match="--from 0 --to 60"):
        read_trial(file)
    assert len(read_trial(file, from_s=5.0).t_s) == 50
