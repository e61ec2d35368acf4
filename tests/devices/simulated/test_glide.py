"""A coordinate on its way never jumps."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.simulated.glide import Glide
from devices.simulated.pendulum import STEP_S


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.floats(-200, 200), st.floats(0.1, 3.0), st.integers(1, 200)), min_size=1, max_size=5))
def test_a_glide_never_jumps_however_often_it_is_sent_elsewhere(orders: list[tuple[float, float, int]]) -> None:
    glide = Glide()
    for goal, duration_s, steps in orders:
        before, speed = glide.x, glide.v
        glide.go(goal, duration_s)
        assert (glide.x, glide.v) == (before, speed)
        for _ in range(steps):
            at, glide_speed = glide.x, glide.v
            glide.step(STEP_S)
            assert abs(glide.x - at) <= (max(abs(glide.v), abs(glide_speed)) + 400.0 / duration_s) * 0.05 + 1e-6
    glide.go(7.0, 0.5)
    for _ in range(60):
        glide.step(STEP_S)
    assert glide.x == pytest.approx(7.0)
    assert glide.v == 0.0
    assert not glide.moving
