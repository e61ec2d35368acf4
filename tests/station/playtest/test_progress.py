"""The line that is written over and over."""

from __future__ import annotations

import io

import pytest

from core.clock import NS_PER_S, ManualClock
from station.playtest.progress import Progress, told


class Terminal(io.StringIO):
    """A file that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_it_tells_the_time_left_from_what_was_done_here() -> None:
    clock, out = ManualClock(), Terminal()
    progress = Progress(total=110, done=10, clock=clock, out=out)
    for _ in range(25):
        clock.advance(2 * NS_PER_S)
        progress.step()
    assert progress.line() == "[#########.....................] 35 of 110, about 2 min left"
    assert out.getvalue().endswith(progress.line())
    progress.end()
    assert out.getvalue().endswith("\r\x1b[K")


def test_it_says_nothing_too_early_nor_at_the_end() -> None:
    progress = Progress(3, 0, ManualClock(), io.StringIO())
    progress.step()
    assert progress.line() == "[##########....................] 1 of 3"
    progress.step()
    progress.step()
    assert progress.line().endswith("] 3 of 3")


def test_it_is_silent_where_nobody_looks() -> None:
    out = io.StringIO()
    progress = Progress(3, 0, ManualClock(), out)
    progress.step()
    progress.end()
    assert out.getvalue() == ""


@pytest.mark.parametrize(("seconds", "words"), [(0, "0 s"), (89, "89 s"), (91, "2 min"), (3540, "59 min"),
                                                (3600, "1 h 0 min"), (5000, "1 h 23 min")])
def test_times_are_told_as_people_do(seconds: float, words: str) -> None:
    assert told(seconds) == words
