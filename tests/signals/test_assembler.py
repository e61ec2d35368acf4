from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.clock import NS_PER_MS
from core.frames import TICK_NS, ControlFrame, StreamHealth
from core.muscles import Muscle
from core.samples import Stream
from core.stim import StimPhase, StimView
from signals.assembler import Assembler
from signals.calibration import Calibration, EffortRange, Reach, Tare
from signals.settings import SignalSettings
from tests.signals.samples import Floats, board_row, emg_block, in_chunks, noise, standing, tilt_row

OK, LATE, LOST = StreamHealth.OK, StreamHealth.LATE, StreamHealth.LOST
LEFT, RIGHT = Muscle.LEFT_HAMSTRINGS, Muscle.RIGHT_HAMSTRINGS
TWO = SignalSettings(channels=(LEFT, RIGHT))


def ms(value: float) -> int:
    return round(value * NS_PER_MS)


def fresh(calibration: Calibration | None = None, used: SignalSettings = TWO) -> Assembler:
    return Assembler(used, calibration or Calibration())


def test_before_anything_came_all_is_lost_and_at_rest() -> None:
    frame = fresh().frame(0, 0)
    for feature in (frame.lean_x, frame.lean_y, frame.weight_kg, frame.share, *frame.activation.values()):
        assert feature.health is LOST
    assert set(frame.activation) == {LEFT, RIGHT}
    assert not frame.button
    body = fresh().body()
    assert (body.board_health, body.cop_mm, body.total_kg) == (LOST, None, None)


def test_a_row_becomes_lean_weight_and_share() -> None:
    assembler = fresh(Calibration(Tare(1, 1, 1, 1), Reach(right_mm=60, back_mm=30)))
    assembler.feed(board_row(11, 21, 16, 16, t_ms=5))
    frame = assembler.frame(1, ms(10))
    assert (frame.tick, frame.t_ns) == (1, ms(10))
    assert frame.weight_kg.value == pytest.approx(60)
    assert frame.share.value == pytest.approx(25 / 60)
    assert frame.lean_x.value == pytest.approx(216.5 * 10 / 60 / 60)
    assert frame.lean_y.value == pytest.approx(0)
    assert {frame.lean_x.health, frame.weight_kg.health, frame.share.health} == {OK}
    assert {frame.lean_x.t_ns, frame.weight_kg.t_ns, frame.share.t_ns} == {ms(5)}


@pytest.mark.parametrize(("age_ms", "health"), [
    (0, OK), (250, OK), (250.001, LATE), (1000, LATE), (1000.001, LOST)])
def test_features_grow_old(age_ms: float, health: StreamHealth) -> None:
    assembler = fresh()
    assembler.feed(standing(20, 0, t_ms=0))
    assembler.feed(emg_block(noise(1000, 0.001, channels=2), 1000.0))
    frame = assembler.frame(0, ms(age_ms))
    assert frame.lean_x.health is health
    assert frame.weight_kg.health is health
    assert frame.activation[LEFT].health is health


def test_who_steps_off_is_lost_while_the_board_is_fine_and_the_lean_is_held() -> None:
    assembler = fresh()
    assembler.feed(standing(32.5, 0, t_ms=0))
    on = assembler.frame(0, 0)
    assembler.feed(board_row(1, 0.5, 0.5, 1, t_ms=10))
    off = assembler.frame(1, ms(10))
    assert (off.lean_x.health, off.lean_y.health, off.share.health) == (LOST, LOST, LOST)
    assert off.weight_kg.health is OK
    assert off.weight_kg.value == pytest.approx(3)
    assert (off.lean_x.value, off.lean_x.t_ns) == (on.lean_x.value, 0)
    assert off.lean_x.value == pytest.approx(0.5)
    assert assembler.body().cop_mm is None
    assert assembler.body().board_health is OK


def test_a_lost_link_is_lost_at_once_and_a_found_one_counts_again() -> None:
    assembler = fresh()
    assembler.feed(standing(32.5, 0, t_ms=0))
    assembler.lose(Stream.BOARD, ms(5))
    gone = assembler.frame(1, ms(10))
    assert {gone.lean_x.health, gone.weight_kg.health, gone.share.health} == {LOST}
    assert gone.lean_x.value == pytest.approx(0.5)
    assembler.found(Stream.BOARD)
    assert assembler.frame(2, ms(20)).lean_x.health is OK


def test_a_block_from_after_the_loss_says_that_the_link_is_back() -> None:
    assembler = fresh()
    assembler.lose(Stream.BOARD, ms(100))
    assembler.feed(standing(0, 0, t_ms=99))
    assert assembler.frame(0, ms(105)).weight_kg.health is LOST
    assembler.feed(standing(0, 0, t_ms=101))
    assert assembler.frame(1, ms(110)).weight_kg.health is OK


def test_losing_one_stream_leaves_the_other_alone() -> None:
    assembler = fresh()
    assembler.feed(standing(0, 0, t_ms=0))
    assembler.feed(emg_block(noise(1000, 0.01, channels=2), 1000.0))
    assembler.lose(Stream.EMG, ms(9))
    frame = assembler.frame(1, ms(10))
    assert frame.lean_x.health is OK
    assert frame.activation[LEFT].health is LOST


def test_a_tilt_board_leans_and_has_no_weight() -> None:
    assembler = fresh()
    assembler.feed(tilt_row(-4.0625, 6.875, t_ms=0))
    frame = assembler.frame(0, 0)
    assert frame.lean_x.value == pytest.approx(-0.5)
    assert frame.lean_y.value == pytest.approx(1.0)
    assert frame.lean_x.health is OK
    assert (frame.weight_kg.value, frame.weight_kg.health) == (0.0, OK)
    assert frame.share.health is LOST
    assert assembler.body().tilt
    assembler.lose(Stream.TILT, ms(1))
    assert assembler.frame(1, ms(10)).lean_x.health is LOST


def test_the_button_is_down_only_while_the_board_tells() -> None:
    assembler = fresh()
    assembler.feed(board_row(0, 0, 0, 0, t_ms=0, button=True))
    assert assembler.frame(0, 0).button
    assert assembler.body().button
    assert not assembler.frame(1, ms(300)).button


def test_a_calibration_counts_from_the_next_frame_on() -> None:
    assembler = fresh()
    assembler.feed(standing(40, 0, t_ms=0))
    assert assembler.frame(0, 0).lean_x.value == pytest.approx(40 / 65)
    wide = Calibration(reach=Reach(right_mm=80), tare=Tare(0.5, 0.5, 0.5, 0.5))
    assembler.calibrate(wide)
    after = assembler.frame(1, TICK_NS)
    assert after.weight_kg.value == pytest.approx(58)
    assert after.lean_x.value == pytest.approx(40 * 60 / 58 / 80)
    assert assembler.calibration is wide


def plateau(assembler: Assembler, uv: Floats) -> ControlFrame:
    """Feed two seconds of EMG and look."""
    assembler.feed(emg_block(uv, 1000.0))
    return assembler.frame(200, ms(1999))


def test_activation_is_scaled_per_muscle_and_defaults_apply() -> None:
    assembler = fresh(Calibration(effort={LEFT: EffortRange(0.0, 1000.0)}))
    frame = plateau(assembler, noise(1000, 2, sd=50, channels=2))
    body = assembler.body()
    assert frame.activation[LEFT].value == pytest.approx(body.envelope_uv[LEFT] / 1000)
    assert frame.activation[RIGHT].value == pytest.approx((body.envelope_uv[RIGHT] - 5) / 95)
    assert body.emg_t_ns == ms(1999)


@pytest.mark.parametrize(("raw", "health"), [(7.0, StreamHealth.LEAD_OFF), (187_500.0, StreamHealth.SATURATED)])
def test_a_bad_electrode_activates_nothing(raw: float, health: StreamHealth) -> None:
    data = noise(1000, 2, sd=50, channels=2)
    data[:, 1] = raw
    frame = plateau(fresh(), data)
    assert frame.activation[LEFT].health is OK
    assert frame.activation[RIGHT].health is health
    assert frame.activation[RIGHT].value == 0.0


def test_a_muscle_without_a_channel_in_the_stream_is_lost() -> None:
    frame = plateau(fresh(), noise(1000, 2, sd=50, channels=1))
    assert frame.activation[LEFT].health is OK
    assert frame.activation[RIGHT].health is LOST


def test_without_channels_no_muscle_is_told_of() -> None:
    assembler = fresh(used=SignalSettings())
    assembler.feed(emg_block(noise(1000, 0.1), 1000.0))
    assert dict(assembler.frame(0, 0).activation) == {}
    assert dict(assembler.body().emg_health) == {}


def test_nothing_later_than_the_frame_is_used() -> None:
    quiet, loud = noise(1000, 1, sd=1), noise(1000, 1, sd=900, seed=3)
    one = SignalSettings(channels=(LEFT,))
    ahead, just = fresh(used=one), fresh(used=one)
    ahead.feed(emg_block(np.vstack([quiet, loud]), 1000.0))
    ahead.feed(standing(10, 0, t_ms=900))
    ahead.feed(standing(60, 0, t_ms=1500))
    just.feed(emg_block(quiet, 1000.0))
    just.feed(standing(10, 0, t_ms=900))
    assert ahead.frame(99, ms(999)) == just.frame(99, ms(999))


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.floats(-300, 300), st.sampled_from(["row", "zero", "nan", "lose", "found", "none"])),
                min_size=1, max_size=40),
       st.lists(st.integers(1, 60), min_size=1, max_size=5))
def test_the_same_calls_give_bitwise_the_same_frames(moves: list[tuple[float, str]], sizes: list[int]) -> None:
    emg = in_chunks(emg_block(noise(1000, 0.4, channels=2), 1000.0), sizes)

    def run() -> list[ControlFrame]:
        assembler, waiting, frames = fresh(), list(emg), []
        for tick, (x, kind) in enumerate(moves):
            if kind == "row":
                assembler.feed(standing(x, x / 2, t_ms=10 * tick))
            elif kind in {"zero", "nan"}:
                kg = 0.0 if kind == "zero" else np.nan
                assembler.feed(board_row(kg, kg, kg, kg, t_ms=10 * tick))
            elif kind == "lose":
                assembler.lose(Stream.EMG if x > 0 else Stream.BOARD, 10 * tick * NS_PER_MS)
            elif kind == "found":
                assembler.found(Stream.EMG if x > 0 else Stream.BOARD)
            while waiting and waiting[0].t0_ns <= tick * TICK_NS:
                assembler.feed(waiting.pop(0))
            frames.append(assembler.frame(tick, tick * TICK_NS))
        return frames

    first = run()
    assert [repr(frame) for frame in first] == [repr(frame) for frame in run()]
    for frame in first:
        values = [frame.lean_x.value, frame.lean_y.value, frame.weight_kg.value, frame.share.value]
        assert np.isfinite([*values, *(feature.value for feature in frame.activation.values())]).all()


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(1, 120), min_size=1, max_size=5))
def test_frames_do_not_depend_on_the_chunk_size(sizes: list[int]) -> None:
    block = emg_block(noise(1000, 0.4, channels=2), 1000.0)
    whole, chunked = fresh(), fresh()
    whole.feed(block)
    for part in in_chunks(block, sizes):
        chunked.feed(part)
    for tick in range(40):
        expected, found = (assembler.frame(tick, tick * TICK_NS).activation for assembler in (whole, chunked))
        assert {name: f.value for name, f in found.items()} == {name: f.value for name, f in expected.items()}


def test_a_working_muscle_stays_on_between_its_two_thresholds() -> None:
    assembler = fresh()
    plateau(assembler, noise(1000, 2, sd=50, channels=2))
    envelope = assembler.body().envelope_uv[LEFT]
    switched = []
    for tick, share in enumerate((0.05, 0.10, 0.20, 0.10, 0.05, 0.10)):
        assembler.calibrate(Calibration(effort={LEFT: EffortRange(0.0, envelope / share)}))
        switched.append(LEFT in assembler.frame(201 + tick, ms(1999)).active)
    assert switched == [False, False, True, True, False, False]


def test_while_stimulation_blanks_a_muscle_is_held_and_sets_nothing_off() -> None:
    assembler = fresh()
    assembler.feed(emg_block(noise(1000, 1.0, channels=2), 1000.0))
    before = assembler.frame(1, ms(999))
    assert before.active == {LEFT, RIGHT}
    running = StimView(StimPhase.RUNNING, blanked=True)
    assembler.stimulate(running)
    assembler.feed(emg_block(noise(1000, 0.5, sd=300.0, channels=2), 1000.0, seq=1000))
    during = assembler.frame(2, ms(1499))
    assert during.stim is running
    assert during.active == frozenset()
    for muscle in (LEFT, RIGHT):
        assert during.activation[muscle].health is StreamHealth.BLANKED
        assert during.activation[muscle].value == before.activation[muscle].value
    assembler.stimulate(StimView(StimPhase.READY))
    after = assembler.frame(3, ms(1499))
    assert after.activation[LEFT].health is OK
    assert after.activation[LEFT].value > before.activation[LEFT].value


def test_muscles_are_found_anew_only_from_what_is_new() -> None:
    assembler = fresh()
    assembler.feed(emg_block(noise(500, 0.02, sd=100, channels=2), 500.0))
    first, second = assembler.frame(0, ms(20)), assembler.frame(1, ms(30))
    assert second.activation is first.activation
    assembler.calibrate(Calibration(effort={LEFT: EffortRange(0, 1)}))
    calibrated = assembler.frame(2, ms(40))
    assert calibrated.activation[LEFT].value > first.activation[LEFT].value
    assembler.stimulate(StimView(StimPhase.RUNNING, blanked=True))
    blanked, still = assembler.frame(3, ms(50)), assembler.frame(4, ms(60))
    assert still.activation is blanked.activation
    assembler.stimulate(StimView(StimPhase.READY))
    assert assembler.frame(5, ms(70)).activation == calibrated.activation
    assert assembler.frame(6, ms(400)).activation[LEFT].health is LATE


def test_rows_that_repeat_are_read_under_the_calibration_in_force() -> None:
    assembler = fresh()
    frames = []
    for tick, calibration in enumerate((Calibration(), Calibration(), Calibration(Tare(5, 5, 5, 5)))):
        assembler.calibrate(calibration)
        assembler.feed(standing(20, 0, t_ms=10 * tick))
        frames.append(assembler.frame(tick, ms(10 * tick)))
    assert [frame.lean_x.t_ns for frame in frames] == [0, ms(10), ms(20)]
    assert frames[0].lean_x.value == frames[1].lean_x.value
    assert frames[2].weight_kg.value == pytest.approx(frames[1].weight_kg.value - 20)
