"""Work in several processes."""

from __future__ import annotations

import os

import pytest

from core.errors import CheckFailed
from station.playtest.pool import run


@pytest.mark.parametrize("processes", [1, 2])
def test_everything_is_done_once(processes: int) -> None:
    done: list[int] = []
    run(abs, range(-9, 0), processes, done.append)
    assert sorted(done) == list(range(1, 10))


@pytest.mark.parametrize("processes", [1, 2])
def test_what_goes_wrong_inside_comes_out(processes: int) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        run(int, ["1", "x"], processes, lambda _: None)


def test_a_process_that_is_killed_is_told() -> None:
    with pytest.raises(CheckFailed, match=r"ended from outside.*fewer --jobs"):
        run(os._exit, [3], 2, lambda _: None)


def test_an_interrupt_keeps_what_was_done() -> None:
    done: list[int] = []

    def take(value: int) -> None:
        done.append(value)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(abs, [-1, -2, -3], 1, take)
    assert done == [1]
