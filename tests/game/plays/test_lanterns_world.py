"""The row of lamps: the same until one is lit, and one lamp of it as it stands."""

from __future__ import annotations

import pytest

from game.plays import BodyState
from game.plays.lanterns_world import row_of
from levels.words import LampMode


@pytest.mark.parametrize(("mode", "waits", "lit"), [(LampMode.LIGHT, 0.0, 1.0), (LampMode.RELAX, 1.0, 0.0)])
def test_a_lamp_that_is_done_is_bright_or_dark_and_counted_once(mode: LampMode, waits: float, lit: float) -> None:
    before = row_of(9, mode)
    after = before.lit(3).lit(3)
    assert (before.done, after.done) == (0, 1)
    assert [lamp.fill for lamp in before.lamps] == [waits] * 9
    assert [lamp.fill for lamp in after.lamps] == [waits] * 3 + [lit] + [waits] * 5
    assert after.lamps[3].state is BodyState.DONE
    assert after.lamps[:3] + after.lamps[4:] == before.lamps[:3] + before.lamps[4:]


def test_the_lamp_of_now_is_put_where_it_was_and_changes_nothing_else() -> None:
    row = row_of(4, LampMode.HOLD)
    lamps = row.put(2, BodyState.FILLING, 0.25, 0.5)
    now, was = lamps[2], row.lamps[2]
    assert (now.state, now.fill, now.help) == (BodyState.FILLING, 0.25, 0.5)
    assert (now.id, now.x, now.y, now.look) == (was.id, was.x, was.y, was.look)
    assert lamps[:2] + lamps[3:] == row.lamps[:2] + row.lamps[3:]
