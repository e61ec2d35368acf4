from __future__ import annotations

import pytest

from core.clock import ManualClock
from core.errors import InputError
from core.ring import Ring
from core.samples import Stream
from devices.discovery import DeviceSpec
from devices.kinds import Tuning
from devices.kinds.brainflow import KIND


def test_a_board_is_named_by_its_number() -> None:
    spec = DeviceSpec.parse("brainflow:1:AA:BB:CC:DD:EE:FF")
    link = KIND.open(spec.argument, ManualClock(), Ring(10), Tuning())
    assert (link.stream, link.is_open, spec.is_port) == (Stream.EMG, False, False)


@pytest.mark.parametrize("words", ["brainflow", "brainflow:", "brainflow:ganglion"])
def test_without_a_number_it_is_refused(words: str) -> None:
    with pytest.raises(InputError, match="brainflow"):
        KIND.open(DeviceSpec.parse(words).argument, ManualClock(), Ring(10), Tuning())
