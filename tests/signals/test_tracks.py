from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.clock import NS_PER_MS
from core.muscles import Muscle
from core.samples import SampleBlock, Stream
from signals.settings import SignalSettings
from signals.tracks import CAPACITY, MOST_RAW, EmgTrack, Envelopes, StanceTrack
from tests.signals.samples import board_row, emg_block, noise, tilt_row

ONE = SignalSettings(channels=(Muscle.LEFT_HAMSTRINGS,))


def ms(value: float) -> int:
    return round(value * NS_PER_MS)


def test_the_newest_row_not_later_than_the_frame_counts() -> None:
    track = StanceTrack(SignalSettings())
    track.feed(SampleBlock(Stream.BOARD, 0, 0, 100.0, np.array(
        [[n, n, n, n, 1, 0, 20] for n in (10, 11, 12, 13)], np.float32)))
    for t_ms, kg in [(0, 10), (9.99, 10), (10, 11), (25, 12), (30, 13), (99, 13)]:
        row = track.advance(ms(t_ms))
        assert row is not None
        assert row.raw_kg == (kg,) * 4


def test_before_the_first_row_there_is_nothing() -> None:
    track = StanceTrack(SignalSettings())
    track.feed(board_row(15, 15, 15, 15, t_ms=50))
    assert track.advance(ms(49.9)) is None
    assert track.advance(ms(50)) is not None


@pytest.mark.parametrize("row", [[np.nan, 1, 1, 1], [1, 1, np.inf, 1], [900, 1, 1, 1], [1, 2, 3]])
def test_unreadable_rows_count_as_lost(row: list[float]) -> None:
    track = StanceTrack(SignalSettings())
    track.feed(board_row(15, 15, 15, 15, t_ms=0))
    track.feed(SampleBlock(Stream.BOARD, 1, ms(10), 100.0, np.array([row], np.float32)))
    newest = track.advance(ms(20))
    assert newest is not None
    assert newest.t_ns == 0


def test_a_tilt_row_with_one_column_counts_as_lost() -> None:
    track = StanceTrack(SignalSettings())
    track.feed(SampleBlock(Stream.TILT, 0, 0, 50.0, np.ones((1, 1), np.float32)))
    assert track.advance(0) is None


def test_all_zero_rows_bridge_a_tenth_of_a_second_and_then_mean_an_empty_board() -> None:
    track = StanceTrack(SignalSettings())
    track.feed(board_row(15, 15, 15, 15, t_ms=0))
    for n in range(1, 12):
        track.feed(board_row(0, 0, 0, 0, t_ms=10 * n))
    for t_ms, loaded in [(10, True), (100, True), (110, False)]:
        row = track.advance(ms(t_ms))
        assert row is not None
        assert row.raw_kg is not None
        assert any(row.raw_kg) is loaded


def test_all_zero_rows_of_an_empty_board_are_taken_at_once() -> None:
    track = StanceTrack(SignalSettings())
    track.feed(board_row(0.1, 0, 0, 0, t_ms=0))
    track.feed(board_row(0, 0, 0, 0, t_ms=10))
    row = track.advance(ms(10))
    assert row is not None
    assert row.t_ns == ms(10)


def test_a_short_press_of_the_button_between_two_frames_is_not_missed() -> None:
    track = StanceTrack(SignalSettings())
    for n, button in enumerate([False, True, False]):
        track.feed(board_row(0, 0, 0, 0, t_ms=3 * n, button=button))
    track.advance(ms(9))
    assert track.button
    track.advance(ms(12))
    assert track.button, "nothing new came, so it stays as it was"
    track.feed(board_row(0, 0, 0, 0, t_ms=13))
    track.advance(ms(20))
    assert not track.button


def test_one_stamp_far_in_the_future_does_not_hold_up_what_follows() -> None:
    track = StanceTrack(SignalSettings())
    track.feed(board_row(15, 15, 15, 15, t_ms=3_600_000))
    track.feed(tilt_row(1, 2, t_ms=10))
    row = track.advance(ms(10))
    assert row is not None
    assert row.tilt_deg == (1, 2)


def test_waiting_rows_are_bounded_and_the_oldest_go() -> None:
    track = StanceTrack(SignalSettings())
    for n in range(CAPACITY + 100):
        track.feed(board_row(15, 15, 15, 15, t_ms=10 * n))
    assert track.advance(ms(10 * 99)) is None
    assert track.advance(ms(10 * 100)) is not None


@pytest.mark.parametrize("rate_hz", [200.0, 250.0, 333.3, 1000.0, 2000.0])
def test_the_envelope_at_a_time_is_that_of_the_newest_sample_until_then(rate_hz: float) -> None:
    block = emg_block(noise(rate_hz, 0.2), rate_hz, seq=7)
    envelopes = Envelopes(block.t0_ns, rate_hz, [(float(i),) for i in range(len(block.data))], ())
    for index in range(len(block.data)):
        assert envelopes.newest(block.t_ns(index)) == (index, block.t_ns(index))
        if index:
            assert envelopes.newest(block.t_ns(index) - 1) == (index - 1, block.t_ns(index - 1))
    assert envelopes.newest(block.last_t_ns + 10 ** 12) == (len(block.data) - 1, block.last_t_ns)


def test_until_a_newer_sample_is_due_the_point_is_the_same_object() -> None:
    track = EmgTrack(ONE)
    track.feed(emg_block(noise(500, 0.02, sd=100), 500.0))
    points = [track.advance(ms(t)) for t in (0, 1, 2, 18, 20, 1000)]
    assert [point.t_ns for point in points if point is not None] == [ms(t) for t in (0, 0, 2, 18, 18, 18)]
    assert points[1] is points[0]
    assert points[3] is points[4] is points[5]
    track.feed(emg_block(noise(500, 0.02, sd=100), 500.0, seq=500))
    later = track.advance(ms(1000))
    assert later is not None
    assert later.t_ns == ms(1000)


def test_a_block_that_reaches_past_the_frame_is_read_up_to_it() -> None:
    track, data = EmgTrack(ONE), noise(1000, 0.1, sd=100)
    track.feed(emg_block(data, 1000.0))
    early, late = track.advance(ms(30)), track.advance(ms(99))
    assert early is not None
    assert late is not None
    assert early.t_ns == ms(30)
    assert late.t_ns == ms(99)
    only_until_30 = EmgTrack(ONE)
    only_until_30.feed(emg_block(data[:31], 1000.0))
    expected = only_until_30.advance(ms(30))
    assert expected is not None
    assert early.values == expected.values


def in_pieces(data: np.ndarray, sizes: list[int], lost_at: int = -1) -> list[SampleBlock]:
    """Cut a recording at 1 kHz; before block `lost_at` a long stretch is lost."""
    blocks: list[SampleBlock] = []
    start = turn = skipped = 0
    while start < len(data):
        size = sizes[turn % len(sizes)]
        lost = 300 if turn == lost_at else 0
        skipped += lost
        blocks.append(emg_block(data[start:start + size], 1000.0, seq=start + skipped, lost=lost))
        start, turn = start + size, turn + 1
    return blocks


@settings(max_examples=20)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=6), st.integers(1, 80), st.integers(-1, 20))
def test_what_waited_together_is_filtered_as_if_it_had_come_alone(
    sizes: list[int], every_ms: int, lost_at: int,
) -> None:
    """Frames seldom or often, and losses in between: the same envelopes, bit for bit."""
    data = noise(1000, 0.8, sd=100)
    blocks = in_pieces(data, sizes, lost_at)
    often, seldom, at_ms = EmgTrack(ONE), EmgTrack(ONE), 0
    for block in blocks:
        often.feed(block)
        seldom.feed(block)
        now = often.advance(block.last_t_ns)
        if block.last_t_ns >= ms(at_ms):
            at_ms += every_ms
            assert seldom.advance(block.last_t_ns) == now
    assert seldom.advance(blocks[-1].last_t_ns) == often.advance(blocks[-1].last_t_ns)


def test_what_nobody_asks_for_is_filtered_all_the_same_and_does_not_pile_up() -> None:
    blocks = in_pieces(noise(1000, 2.0, sd=100), [2])
    asked, unasked = EmgTrack(ONE), EmgTrack(ONE)
    for block in blocks:
        asked.feed(block)
        asked.advance(block.last_t_ns)
        unasked.feed(block)
        assert len(unasked._raw) < MOST_RAW
    for t_ms in (30, 31.5, 700, 1999):
        expected = EmgTrack(ONE)
        for block in blocks:
            if block.t0_ns <= ms(t_ms):
                expected.feed(block)
                point = expected.advance(ms(t_ms))
        assert unasked.advance(ms(t_ms)) == point
    assert unasked.advance(ms(5000)) == asked.advance(ms(5000))


def test_what_came_before_a_loss_of_the_link_belongs_to_before() -> None:
    data = noise(1000, 0.2, sd=100)
    lost, never = EmgTrack(ONE), EmgTrack(ONE)
    for track in (lost, never):
        track.feed(emg_block(data[:100], 1000.0))
        track.feed(emg_block(data[100:150], 1000.0, seq=100))
    lost.reset()
    assert lost.advance(ms(149)) == never.advance(ms(149))
    fresh = EmgTrack(ONE)
    for track in (lost, fresh):
        track.feed(emg_block(data[150:], 1000.0, seq=150))
    after, alone = lost.advance(ms(199)), fresh.advance(ms(199))
    assert after is not None
    assert alone is not None
    assert after.values == alone.values


def test_a_block_with_a_wrong_stamp_is_not_shown_and_goes_through_the_filters() -> None:
    data = noise(1000, 0.3, sd=100)
    late = SampleBlock(Stream.EMG, 100, ms(9e6), 1000.0, np.array(data[100:200], np.float32))
    track, whole = EmgTrack(ONE), EmgTrack(ONE)
    for block in (emg_block(data[:100], 1000.0), late, emg_block(data[200:], 1000.0, seq=200)):
        track.feed(block)
    whole.feed(emg_block(data, 1000.0))
    shown, expected = track.advance(ms(299)), whole.advance(ms(299))
    assert shown is not None
    assert expected is not None
    assert shown.values == expected.values
