"""How a stream flows, over a window that slides."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.clock import NS_PER_S
from core.samples import SampleBlock, Stream
from signals.flow import FlowMeter

RATE_HZ = 100.0


def fed(meter: FlowMeter, seconds: float, rate_hz: float = RATE_HZ, lose_every: int = 0, seq: int = 0,
        start_s: float = 0.0, nominal_hz: float = RATE_HZ) -> int:
    """Feed rows one by one at `rate_hz`, each `lose_every`th lost; return the next number."""
    lost = 0
    for row in range(round(seconds * rate_hz)):
        if lose_every and row % lose_every == 0:
            lost += 1
        else:
            t0_ns = round((start_s + row / rate_hz) * NS_PER_S)
            meter.feed(SampleBlock(Stream.BOARD, seq, t0_ns, nominal_hz, np.zeros((1, 7), np.float32), lost))
            lost = 0
        seq += 1
    return seq


def test_nothing_flows_before_the_first_block() -> None:
    assert FlowMeter(NS_PER_S).flow() is None


@pytest.mark.parametrize(("rate_hz", "lose_every", "ratio", "lost"), [
    (100.0, 0, 1.0, 0.0), (100.0, 10, 1.0, 0.1), (100.0, 2, 1.0, 0.5), (50.0, 0, 0.5, 0.0), (120.0, 0, 1.2, 0.0)])
def test_rate_and_losses(rate_hz: float, lose_every: int, ratio: float, lost: float) -> None:
    meter = FlowMeter(10 * NS_PER_S)
    fed(meter, 5, rate_hz, lose_every)
    flow = meter.flow()
    assert flow is not None
    assert flow.rate_ratio == pytest.approx(ratio, abs=0.01)
    assert flow.lost_share == pytest.approx(lost, abs=0.01)


def test_a_short_stretch_has_no_rate() -> None:
    meter = FlowMeter(NS_PER_S)
    fed(meter, 0.2)
    flow = meter.flow()
    assert flow is not None
    assert (flow.rate_hz, flow.rate_ratio) == (None, 1.0)


def test_what_was_lost_is_forgotten_with_the_window() -> None:
    meter = FlowMeter(2 * NS_PER_S)
    seq = fed(meter, 3, lose_every=5)
    assert meter.lost > 0
    fed(meter, 3, seq=seq, start_s=3.0)
    flow = meter.flow()
    assert flow is not None
    assert flow.lost == meter.lost == 0
    assert flow.span_s == pytest.approx(2, abs=0.02)


@pytest.mark.parametrize(("seq", "nominal_hz"), [(0, RATE_HZ), (10_000, 200.0)])
def test_another_stream_begins_anew(seq: int, nominal_hz: float) -> None:
    meter = FlowMeter(10 * NS_PER_S)
    fed(meter, 3, lose_every=2)
    fed(meter, 1, seq=seq, start_s=3.0, nominal_hz=nominal_hz, rate_hz=nominal_hz)
    flow = meter.flow()
    assert flow is not None
    assert (flow.lost, flow.samples) == (0, round(nominal_hz))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 5)), min_size=1, max_size=50))
def test_sums_are_those_of_the_blocks_in_the_window(runs: list[tuple[int, int]]) -> None:
    meter, seq = FlowMeter(NS_PER_S // 4), 0
    kept: list[tuple[int, int, int]] = []
    for n, lost in runs:
        seq += lost
        block = SampleBlock(Stream.BOARD, seq, seq * NS_PER_S // 100, RATE_HZ, np.zeros((n, 7), np.float32), lost)
        meter.feed(block)
        kept.append((block.last_t_ns, n, lost if kept else 0))
        seq += n
    flow = meter.flow()
    assert flow is not None
    inside = [each for each in kept if each[0] >= kept[-1][0] - NS_PER_S // 4]
    assert flow.samples == sum(n for _, n, _ in inside)
    assert flow.lost == sum(lost for *_, lost in inside)
