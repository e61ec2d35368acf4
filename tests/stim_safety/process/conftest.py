"""What tests of processes share."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from stim_safety.outside import SIGNALS
from tests.stim_safety.process.far_end import FarEnd


@pytest.fixture
def far_end() -> Iterator[FarEnd]:
    """A port whose far end is ours."""
    end = FarEnd()
    yield end
    end.close()


@pytest.fixture
def own_signals() -> Iterator[None]:
    """Give the handlers of this test process back."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    yield
    signal.set_wakeup_fd(-1)
    for number, handler in before.items():
        signal.signal(number, handler)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
