from __future__ import annotations

import pytest

from core.clock import ManualClock
from core.errors import InputError
from core.ring import Ring
from core.samples import Stream
from devices.discovery import DeviceSpec
from devices.kinds import Tuning
from devices.kinds.lsl import KIND


@pytest.mark.parametrize(("words", "argument"), [("lsl", ""), ("lsl:Arm", "Arm"), ("lsl:a:b c", "a:b c")])
def test_a_stream_is_named_or_the_first_one_is_taken(words: str, argument: str) -> None:
    spec = DeviceSpec.parse(words)
    assert (spec.word, spec.argument, spec.is_port) == ("lsl", argument, False)
    link = KIND.open(spec.argument, ManualClock(), Ring(10), Tuning(wanted=Stream.EMG))
    assert link.stream is Stream.EMG


def test_a_board_must_be_named() -> None:
    assert KIND.open("Plate", ManualClock(), Ring(10), Tuning(wanted=Stream.BOARD)).stream is Stream.BOARD
    with pytest.raises(InputError, match="lsl:NAME"):
        KIND.open("", ManualClock(), Ring(10), Tuning(wanted=Stream.BOARD))
