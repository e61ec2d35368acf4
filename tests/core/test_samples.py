"""Sample blocks know their times, and cannot be changed or misshapen."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from core.clock import NS_PER_S
from core.samples import BOARD_COLUMNS, SampleBlock, Stream


def block(n: int, rate_hz: float = 100.0) -> SampleBlock:
    return SampleBlock(Stream.BOARD, 40, 1_000, rate_hz, np.zeros((n, len(BOARD_COLUMNS)), np.float32))


@pytest.mark.parametrize(("rate_hz", "index", "t_ns"), [
    (100.0, 0, 1_000), (100.0, 1, 10_001_000), (80.0, 3, 37_501_000), (3.0, 1, 333_334_333),
    (2000.0, 2_000_000, 1000 * NS_PER_S + 1_000),
])
def test_the_time_of_a_sample(rate_hz: float, index: int, t_ns: int) -> None:
    assert block(4, rate_hz).t_ns(index) == t_ns


@pytest.mark.parametrize(("n", "last"), [(1, 1_000), (4, 30_001_000)])
def test_the_time_of_the_newest(n: int, last: int) -> None:
    assert block(n).last_t_ns == last


def test_rounding_does_not_add_up() -> None:
    early = [block(1, 3.0).t_ns(index) for index in range(0, 3000, 3)]
    assert early == [1_000 + second * NS_PER_S for second in range(1000)]


@pytest.mark.parametrize("data", [
    np.zeros(7, np.float32), np.zeros((2, 7), np.float64), np.zeros((0, 7), np.float32),
    np.zeros((1, 2, 7), np.float32),
])
def test_misshapen_data_is_refused(data: NDArray[np.float32]) -> None:
    with pytest.raises(ValueError, match=r"block data must be float32 \[n >= 1, channels\]"):
        SampleBlock(Stream.BOARD, 0, 0, 100.0, data)


def test_data_is_read_only() -> None:
    with pytest.raises(ValueError, match="read-only"):
        block(2).data[0, 0] = 1.0
