"""Raw rows of a trial, from blocks as they come."""

from __future__ import annotations

import numpy as np
import pytest

from core.clock import NS_PER_S
from core.samples import SampleBlock, Stream
from signals.assessments.quality import board_trouble, emg_trouble
from signals.assessments.recorder import KEEP_S, BoardTrial, EmgTrial, TrialRecorder
from signals.calibration import Tare
from signals.settings import SignalSettings

S = NS_PER_S


def board(recorder: TrialRecorder, from_s: float, to_s: float, kg: float = 20.0, rate_hz: float = 100.0,
          size: int = 10) -> None:
    """Feed rows of four equal loads, block by block."""
    count = round((to_s - from_s) * rate_hz)
    for first in range(0, count, size):
        n = min(size, count - first)
        t0_ns = round((from_s + first / rate_hz) * S)
        recorder.feed(SampleBlock(Stream.BOARD, first, t0_ns, rate_hz, np.full((n, 4), kg, np.float32)))


def emg(recorder: TrialRecorder, seq: int, t0_s: float, values: list[float], rate_hz: float = 100.0) -> None:
    """Feed one block of one channel."""
    data = np.array([[value] for value in values], np.float32)
    recorder.feed(SampleBlock(Stream.EMG, seq, round(t0_s * S), rate_hz, data))


class TestBoard:
    """Rows of a board."""

    def test_the_rows_between_two_times_tared(self) -> None:
        recorder = TrialRecorder()
        board(recorder, 0.0, 10.0)
        trial = recorder.board(2 * S, 5 * S, Tare(1.0, 2.0, 3.0, 4.0))
        assert trial.t_s[0] == 0.0
        assert trial.t_s[-1] == 3.0
        assert len(trial.t_s) == 301
        assert trial.corners_kg[0] == pytest.approx([19.0, 18.0, 17.0, 16.0])
        assert trial.missing_share == 0.0
        assert trial.longest_gap_s == pytest.approx(0.01)

    def test_rows_of_zeros_and_of_no_numbers_are_missing(self) -> None:
        recorder = TrialRecorder()
        rows = np.full((100, 4), 20.0, np.float32)
        rows[10:20] = 0.0
        rows[30] = np.nan
        recorder.feed(SampleBlock(Stream.BOARD, 0, 0, 100.0, rows))
        trial = recorder.board(0, S, Tare())
        assert len(trial.t_s) == 89
        assert trial.longest_gap_s == pytest.approx(0.11)
        assert trial.missing_share == pytest.approx(0.11)

    def test_a_board_slower_than_it_says_misses_nothing(self) -> None:
        recorder = TrialRecorder()
        for at in range(600):
            row = np.full((1, 4), 20.0, np.float32)
            recorder.feed(SampleBlock(Stream.BOARD, at, at * S // 60, 100.0, row))
        assert recorder.board(0, 9 * S, Tare()).missing_share < 0.01

    def test_nothing_came(self) -> None:
        trial = TrialRecorder().board(0, S, Tare())
        assert (len(trial.t_s), trial.missing_share, trial.longest_gap_s) == (0, 1.0, 1.0)

    def test_the_first_seconds_can_be_left_out(self) -> None:
        recorder = TrialRecorder()
        board(recorder, 0.0, 4.0)
        late = recorder.board(0, 3 * S, Tare()).since(1.0)
        assert (late.t_s[0], late.t_s[-1], late.length_s) == (0.0, 2.0, 2.0)

    def test_only_the_last_minutes_are_held(self) -> None:
        recorder = TrialRecorder()
        board(recorder, 0.0, KEEP_S + 50.0, size=100)
        assert len(recorder.board(0, 40 * S, Tare()).t_s) == 0
        assert len(recorder.board(60 * S, 61 * S, Tare()).t_s) == 101

    def test_a_wrong_stamp_in_the_future_does_not_stay(self) -> None:
        recorder = TrialRecorder()
        board(recorder, 0.0, 1.0)
        board(recorder, 900.0, 900.1)
        board(recorder, 1.0, 2.0)
        assert recorder.newest_ns(Stream.BOARD) < 2 * S


class TestEmg:
    """Samples on a grid by their numbers."""

    def test_the_samples_between_two_times(self) -> None:
        recorder = TrialRecorder()
        emg(recorder, 0, 0.0, [1.0, 2.0, 3.0])
        emg(recorder, 3, 0.03, [4.0, 5.0])
        trial = recorder.emg(round(0.01 * S), round(0.04 * S))
        assert trial.uv[:, 0].tolist() == [2.0, 3.0, 4.0]
        assert trial.t0_s == 0.0
        assert trial.missing_share == 0.0

    def test_lost_ones_are_no_numbers(self) -> None:
        recorder = TrialRecorder()
        emg(recorder, 0, 0.0, [1.0, 2.0])
        emg(recorder, 4, 0.04, [5.0, 6.0])
        trial = recorder.emg(0, round(0.06 * S))
        assert np.isnan(trial.uv[:, 0]).tolist() == [False, False, True, True, False, False]
        assert trial.missing_share == pytest.approx(2 / 6)

    def test_a_stream_that_was_counted_anew_begins_anew(self) -> None:
        recorder = TrialRecorder()
        emg(recorder, 500, 0.0, [1.0, 2.0])
        emg(recorder, 0, 0.02, [3.0, 4.0])
        trial = recorder.emg(0, round(0.04 * S))
        assert trial.uv[:, 0].tolist() == [3.0, 4.0]
        assert trial.t0_s == pytest.approx(0.02)

    def test_a_number_out_of_all_reason_takes_no_memory(self) -> None:
        recorder = TrialRecorder()
        emg(recorder, 0, 0.0, [1.0])
        emg(recorder, 10 ** 12, 0.01, [2.0])
        assert len(recorder.emg(0, S).uv) <= 1

    def test_nothing_came(self) -> None:
        assert TrialRecorder().emg(0, S).missing_share == 1.0


def rows(count: int = 100, gap_s: float = 0.0) -> BoardTrial:
    """Return a second of rows, with a gap in the middle."""
    t_s = np.arange(count) / 100
    t_s[count // 2:] += gap_s
    return BoardTrial(t_s, np.full((count, 4), 20.0), 100.0, float(t_s[-1]) if count else 1.0)


@pytest.mark.parametrize(("trial", "reason"), [
    (rows(), ""), (rows(19), "too_short"), (rows(20), ""), (rows(0), "too_short"),
    (rows(1000, 0.24), ""), (rows(1000, 0.26), "gap"), (rows(100, 0.2), "missing"),
])
def test_whether_rows_count(trial: BoardTrial, reason: str) -> None:
    assert board_trouble(trial) == reason


@pytest.mark.parametrize(("uv", "channel", "reason"), [
    (np.sin(np.arange(500)) * 50, 0, ""), (np.sin(np.arange(500)) * 50, 1, "too_short"),
    (np.zeros(500), 0, "electrode"), (np.where(np.arange(500) % 2, 2e5, -2e5), 0, "saturated"),
    (np.where(np.arange(500) % 10, 1.0, np.nan), 0, "missing"),
])
def test_whether_emg_counts(uv: np.ndarray[tuple[int], np.dtype[np.float64]], channel: int, reason: str) -> None:
    assert emg_trouble(EmgTrial(uv[:, None], 500.0, 1.0), channel, SignalSettings()) == reason
