"""Signals in closed form for the tests of this folder."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def times(rate_hz: float, length_s: float) -> Floats:
    """Times of a record that begins and ends on a sample."""
    return np.arange(round(rate_hz * length_s) + 1, dtype=np.float64) / rate_hz


def circle(rate_hz: float = 100.0, length_s: float = 30.0, radius: float = 10.0,
           hz: float = 0.5) -> tuple[Floats, Floats]:
    """x and y of somebody who sways in a circle."""
    turn = 2 * np.pi * hz * times(rate_hz, length_s)
    return radius * np.cos(turn), radius * np.sin(turn)


def gauss(samples: int, sd: float = 1.0, seed: int = 1) -> Floats:
    """White Gaussian noise."""
    return np.random.default_rng(seed).normal(0.0, sd, samples)


def wander(samples: int, seed: int = 1) -> Floats:
    """A random walk, drawn back to the middle: like sway, rich in slow movement."""
    out = np.empty(samples)
    value = 0.0
    for number, step in enumerate(gauss(samples, 1.0, seed).tolist()):
        value = 0.98 * value + step
        out[number] = value
    return out


def minimum_jerk(rate_hz: float, rest_s: float, move_s: float, length_s: float) -> Floats:
    """A smooth move from 0 to 1 (Flash and Hogan 1985): rest, move, stay."""
    u = np.clip((times(rate_hz, length_s) - rest_s) / move_s, 0.0, 1.0)
    move: Floats = 10 * u ** 3 - 15 * u ** 4 + 6 * u ** 5
    return move
