"""The simulated patient's prescription is one that the safety program itself accepts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.muscles import Muscle
from station.stimulation.example import example
from stim_safety.prescription import read
from stim_safety.process import local_day

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
TODAY = local_day(int(NOW.timestamp()))


@pytest.mark.parametrize(("muscles", "prescribed"), [
    ((), ("right_wrist_extensors",)),
    ((Muscle.LEFT_ERECTOR_SPINAE,), ("right_wrist_extensors",)),
    ((Muscle.LEFT_TIBIALIS_ANTERIOR,), ("left_tibialis_anterior",)),
    ((Muscle.LEFT_ERECTOR_SPINAE, Muscle.LEFT_HAMSTRINGS, Muscle.RIGHT_HAMSTRINGS, Muscle.RIGHT_GLUTEUS_MEDIUS),
     ("left_hamstrings", "right_hamstrings")),
])
def test_muscles_that_may_be_stimulated_are_prescribed(muscles: tuple[Muscle, ...],
                                                       prescribed: tuple[str, ...]) -> None:
    prescription = read(example(NOW, muscles), TODAY)
    assert tuple(channel.muscle for channel in prescription.channels) == prescribed
    assert prescription.patient == "simulated"


@pytest.mark.parametrize("muscle", Muscle)
def test_every_muscle_of_the_games_can_be_put_on_it_or_is_left_out(muscle: Muscle) -> None:
    assert len(read(example(NOW, (muscle,)), TODAY).channels) == 1
