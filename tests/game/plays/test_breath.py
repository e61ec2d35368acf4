"""The breathing guide: in, out, and round again."""

from __future__ import annotations

from itertools import pairwise

import pytest

from game.plays.breath import CYCLE_TICKS, IN_S, breath_at


@pytest.mark.parametrize(("second", "breath"), [(0.0, 0.0), (2.0, 0.5), (4.0, 1.0), (7.0, 0.5), (10.0, 0.0)])
def test_four_seconds_in_and_six_out(second: float, breath: float) -> None:
    assert breath_at(round(second * 100)) == pytest.approx(breath)


def test_it_rises_then_falls_and_goes_round() -> None:
    cycle = [breath_at(tick) for tick in range(CYCLE_TICKS)]
    top = round(IN_S * 100)
    assert cycle[:top + 1] == sorted(cycle[:top + 1])
    assert cycle[top:] == sorted(cycle[top:], reverse=True)
    assert [breath_at(tick + 7 * CYCLE_TICKS) for tick in range(CYCLE_TICKS)] == cycle
    assert max(abs(a - b) for a, b in pairwise(cycle)) < 0.01
