"""Blocks and signals in closed form, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.clock import NS_PER_MS, NS_PER_S
from core.samples import SampleBlock, Stream

Floats = NDArray[np.float64]


def board_row(
    tl: float, tr: float, bl: float, br: float, *, t_ms: float = 0, button: bool = False, seq: int = 0,
) -> SampleBlock:
    """One BOARD row."""
    data = np.array([[tl, tr, bl, br, 0.9, float(button), np.nan]], np.float32)
    return SampleBlock(Stream.BOARD, seq, round(t_ms * NS_PER_MS), 100.0, data)


def corners(cop_x_mm: float, cop_y_mm: float, kg: float = 60.0) -> tuple[float, float, float, float]:
    """Loads of somebody whose centre of pressure is there."""
    x, y, quarter = cop_x_mm / 433 * 2, cop_y_mm / 238 * 2, kg / 4
    return quarter * (1 - x + y), quarter * (1 + x + y), quarter * (1 - x - y), quarter * (1 + x - y)


def standing(cop_x_mm: float, cop_y_mm: float, *, t_ms: float) -> SampleBlock:
    """One BOARD row of somebody who stands like that."""
    return board_row(*corners(cop_x_mm, cop_y_mm), t_ms=t_ms)


def tilt_row(roll: float, pitch: float, *, t_ms: float) -> SampleBlock:
    """One TILT row."""
    return SampleBlock(Stream.TILT, 0, round(t_ms * NS_PER_MS), 50.0, np.array([[roll, pitch]], np.float32))


def emg_block(data: NDArray[np.float32] | Floats, rate_hz: float, *, seq: int = 0, lost: int = 0) -> SampleBlock:
    """EMG samples [n, channels], the first at seq / rate."""
    return SampleBlock(Stream.EMG, seq, round(seq * NS_PER_S / rate_hz), rate_hz,
                       np.array(data, np.float32), lost)


def in_chunks(block: SampleBlock, sizes: Sequence[int]) -> list[SampleBlock]:
    """Cut a block; sizes are used round and round."""
    cut: list[SampleBlock] = []
    start, turn = 0, 0
    while start < len(block.data):
        size = sizes[turn % len(sizes)]
        cut.append(SampleBlock(block.stream, block.seq + start, block.t_ns(start), block.rate_hz,
                               block.data[start:start + size].copy(), block.lost if start == 0 else 0))
        start, turn = start + size, turn + 1
    return cut


def sine(hz: float, rate_hz: float, length_s: float, amplitude: float = 1.0) -> Floats:
    """A sine [1, n]."""
    t_s = np.arange(round(rate_hz * length_s), dtype=np.float64) / rate_hz
    return np.atleast_2d(amplitude * np.sin(2 * np.pi * hz * t_s))


def noise(rate_hz: float, length_s: float, sd: float = 30.0, channels: int = 1, seed: int = 1) -> Floats:
    """Gaussian noise [n, channels]."""
    return np.random.default_rng(seed).normal(0.0, sd, (round(rate_hz * length_s), channels))
