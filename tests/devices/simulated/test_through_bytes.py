"""The bodies as a game meets them: through the bytes of emulated devices and the real decoders."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from core.clock import NS_PER_S, ManualClock
from core.cues import Cue, CueKind
from core.muscles import Muscle
from core.ring import Ring
from core.samples import SampleBlock
from devices import discovery
from devices.discovery import SIMULATED
from devices.kinds import Tuning
from devices.link import Link, LinkEntry
from devices.simulated import Body
from devices.simulated.electrodes import Contact, Electrode, LivingMuscles, Worn
from devices.simulated.learning import LearningBody
from devices.simulated.people import HEALTHY_OLD, STROKE
from devices.simulated.standing import StandingBody

MUSCLE = Muscle.RIGHT_VASTUS_LATERALIS


class Wired:
    """A body on an emulated board and under an emulated EMG front end."""

    def __init__(self, body: Body) -> None:
        self.clock = ManualClock(NS_PER_S)
        self.rings: list[Ring[LinkEntry]] = [Ring(1_000_000), Ring(1_000_000)]
        board = discovery.open_board(SIMULATED, self.clock, self.rings[0], body=body, rng=random.Random(1))
        emg = discovery.open_emg(SIMULATED, self.clock, self.rings[1], body=body, rng=random.Random(2),
                                 tuning=Tuning(channels=1))
        assert board is not None
        assert emg is not None
        self.links: list[Link] = [board, emg]

    def run(self, seconds: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Let time pass; return the loads [n, 4] and the EMG [n, 1] that came meanwhile."""
        for _ in range(round(seconds * 100)):
            self.clock.advance(10_000_000)
            for link in self.links:
                while link.step(0):
                    pass
        board, emg = ([entry.data for entry in ring.drain() if isinstance(entry, SampleBlock)]
                      for ring in self.rings)
        return np.concatenate(board)[:, :4], np.concatenate(emg)


def cue(wired: Wired, kind: CueKind, lean: tuple[float, float] = (0.0, 0.0), effort: float = 0.0) -> Cue:
    return Cue(wired.clock.now_ns(), kind, lean, {MUSCLE: effort} if effort else {})


BODIES: dict[str, Callable[[], StandingBody | LearningBody]] = {
    "standing": lambda: StandingBody(random.Random(3), HEALTHY_OLD, muscles=(MUSCLE,)),
    "learning": lambda: LearningBody(random.Random(3), HEALTHY_OLD, muscles=(MUSCLE,)),
    "living muscles": lambda: StandingBody(random.Random(3), HEALTHY_OLD, muscles=(MUSCLE,),
                                           electrodes=LivingMuscles(1, [Worn(MUSCLE)]))}


@pytest.mark.parametrize("make", BODIES.values(), ids=BODIES.keys())
def test_it_leans_strains_and_steps_off(make: Callable[[], Body]) -> None:
    body = make()
    wired = Wired(body)
    loads, rest = wired.run(3.0)
    assert float(loads[-100:].sum(axis=1).mean()) == pytest.approx(72.0, abs=1.0)
    body.see(cue(wired, CueKind.LEAN, (0.9, 0.0)))
    loads, _ = wired.run(5.0)
    tl, tr, bl, br = loads[-100:].mean(axis=0).tolist()
    assert 216.5 * ((tr + br) - (tl + bl)) / (tl + tr + bl + br) == pytest.approx(0.9 * 75.0, abs=15.0)
    body.see(cue(wired, CueKind.EFFORT, effort=0.8))
    _, strained = wired.run(3.0)
    assert float(np.ptp(strained[-500:])) > 10 * float(np.ptp(rest[-500:]))
    body.see(cue(wired, CueKind.STEP_OFF))
    loads, _ = wired.run(3.0)
    assert abs(float(loads[-100:].sum(axis=1).mean())) < 1.0


def test_an_electrode_that_fell_off_hums_and_tells_nothing_of_the_effort() -> None:
    electrodes = LivingMuscles(1, [Worn(MUSCLE, electrode=Electrode(contact=Contact.OFF))])
    body = StandingBody(random.Random(3), STROKE, muscles=(MUSCLE,), electrodes=electrodes)
    wired = Wired(body)
    _, rest = wired.run(3.0)
    body.see(cue(wired, CueKind.EFFORT, effort=1.0))
    _, strained = wired.run(3.0)
    assert float(strained[-500:].std()) == pytest.approx(float(rest[-500:].std()), rel=0.1)
    electrodes.wear(0, Electrode())
    _, strained = wired.run(2.0)
    assert float(strained[-500:].std()) < 0.5 * float(rest[-500:].std())


def test_the_same_seed_sends_the_same_bytes() -> None:
    def run() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        body = StandingBody(random.Random(8), STROKE, muscles=(MUSCLE,))
        wired = Wired(body)
        body.see(cue(wired, CueKind.LEAN, (-0.7, 0.3)))
        return wired.run(3.0)

    first, second = run(), run()
    assert np.array_equal(first[0], second[0])
    assert np.array_equal(first[1], second[1])
