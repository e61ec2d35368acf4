"""Who writes: in order, in a thread or at once, and never a trouble for the one who plays."""

from __future__ import annotations

import threading

import pytest

from core.errors import StorageError
from station.coaching.pen import Pen


def fail() -> None:
    raise StorageError("The disk is full.")


@pytest.mark.parametrize("threaded", [True, False])
def test_jobs_are_done_in_their_order_and_a_trouble_ends_nothing(threaded: bool) -> None:
    pen, done = Pen(threaded), list[int]()
    pen.write(lambda: done.append(1))
    pen.write(fail)
    pen.write(lambda: done.append(2))
    pen.close()
    assert done == [1, 2]
    assert str(pen.trouble) == "The disk is full."


def test_live_the_writer_is_another_thread() -> None:
    pen, names = Pen(threaded=True), list[str]()
    pen.write(lambda: names.append(threading.current_thread().name))
    pen.close()
    pen.write(lambda: names.append(threading.current_thread().name))  # it may be used again
    pen.close()
    pen.close()
    assert names == ["coach-pen", "coach-pen"]


def test_a_disk_that_never_answers_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("station.coaching.pen.CLOSE_S", 0.0)
    pen, answer = Pen(threaded=True), threading.Event()

    def wait() -> None:
        answer.wait(60)

    pen.write(wait)
    pen.close()
    answer.set()
    assert "does not answer" in str(pen.trouble)
