"""How a muscle obeys: late, not fully, together with its opponent, and less when tired.

Tiring: units are resting, active or fatigued, and pass on at rates F and R (Xia and Frey-Law 2008, J Biomech
41:3046; rates of ankle, knee and elbow: Frey-Law 2012; rest restores faster, factor 15: Looft 2018).  To hold a
force with fewer fresh units needs more drive, so the EMG grows while the force does not.  Force follows the EMG by
the electromechanical delay (Cavanagh and Komi 1979).  Not here: voltages (`electrodes`), stimulation (`nmes`).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from core.muscles import Muscle
from devices.simulated.absurd import within
from devices.simulated.muscle import STEP_NS

_STEP_S = STEP_NS / 1e9
_REST_FACTOR = 15.0
_OPPONENTS = (
    ({"tibialis_anterior"}, {"gastrocnemius", "soleus", "peroneus_longus"}),
    ({"vastus_lateralis", "vastus_medialis", "rectus_femoris"}, {"hamstrings", "gluteus_maximus"}),
    ({"biceps"}, {"triceps"}), ({"wrist_extensors"}, {"wrist_flexors"}))


@dataclass(frozen=True, slots=True)
class Traits:
    """How one muscle obeys.

    strongest: greatest activation by will, 0.02 to 1 of the muscle's own maximum (below 1: central weakness).
    onset_ms, offset_ms: how late it begins and ends after the will, 0 to 2000, the end not sooner than the
    beginning; after a stroke some hundred (Chae 2002).  emd_ms: force after EMG, 10 to 300.
    cocontracts: share of the opponent's activation that it joins, 0 to 1.
    tires_per_s (F), recovers_per_s (R): 0 to 1 per s; knee 0.015 and 0.00149, ankle 0.00589 and 0.00058.
    gives_up: share of the greatest activation that is lost when wholly tired, 0 to 1 (central fatigue, Gandevia
    2001, Physiol Rev 81:1725).
    """

    strongest: float = 1.0
    onset_ms: float = 0.0
    offset_ms: float = 0.0
    emd_ms: float = 50.0
    cocontracts: float = 0.05
    tires_per_s: float = 0.00589
    recovers_per_s: float = 0.00058
    gives_up: float = 0.0

    def __post_init__(self) -> None:
        for name, least, most, unit in (
                ("strongest", 0.02, 1.0, ""), ("onset_ms", 0.0, 2000.0, "ms"),
                ("offset_ms", self.onset_ms, 2000.0, "ms (and not sooner than the onset)"),
                ("emd_ms", 10.0, 300.0, "ms"), ("cocontracts", 0.0, 1.0, ""), ("tires_per_s", 0.0, 1.0, "1/s"),
                ("recovers_per_s", 0.0, 1.0, "1/s"), ("gives_up", 0.0, 1.0, "")):
            within("muscle", name, getattr(self, name), least, most, unit)


def opponents(muscles: tuple[Muscle, ...]) -> tuple[tuple[int, ...], ...]:
    """Return for each muscle the places of those that pull against it, on the same side."""
    return tuple(tuple(i for i, other in enumerate(muscles) if _oppose(muscle, other)) for muscle in muscles)


def _oppose(one: Muscle, other: Muscle) -> bool:
    side, _, name = one.value.partition("_")
    other_side, _, other_name = other.value.partition("_")
    return side == other_side and any(
        (name in these and other_name in those) or (name in those and other_name in these)
        for these, those in _OPPONENTS)


class Contraction:
    """One muscle, stepped every 10 ms.

    drive: how much it is switched on, 0 to 1: what the EMG shows.  force: share of its fresh maximum, 0 to 1.
    tired: share of it that is fatigued, 0 to 1.
    """

    def __init__(self, traits: Traits) -> None:
        self.traits = traits
        self.drive = self.force = self.tired = 0.0
        steps = round(traits.offset_ms * 1e6 / STEP_NS) + 1
        self._will = deque([0.0] * steps, maxlen=steps)
        self._late = traits.offset_ms > 0
        self._arrived = 0.0
        self._skip = round(traits.onset_ms * 1e6 / STEP_NS)
        pulled = max(1, round(traits.emd_ms * 1e6 / STEP_NS))
        self._pull = deque([0.0] * pulled, maxlen=pulled)

    def step(self, wanted: float, stimulated: float = 0.0, strain: float = 1.0) -> None:
        """Let 10 ms pass: `wanted` by will and `stimulated` from outside, 0 to 1 each.

        strain: how many times as fast stimulated units tire as those used by will.
        """
        traits, tired = self.traits, self.tired
        meant = traits.strongest * self._obeyed(max(0.0, min(1.0, wanted)))
        fresh = 1.0 - tired
        most = traits.strongest * (1.0 - traits.gives_up * tired)
        self.drive = drive = min(most, meant / fresh) if fresh > 1e-6 else most
        stronger = stimulated > drive
        active = (stimulated if stronger else drive) * fresh
        self.force = self._pull.popleft()
        self._pull.append(active)
        back = traits.recovers_per_s * (_REST_FACTOR if active < 0.01 else 1.0)
        tired += (traits.tires_per_s * (strain if stronger else 1.0) * active - back * tired) * _STEP_S
        self.tired = max(0.0, min(1.0, tired))

    def _obeyed(self, wanted: float) -> float:
        """Return what of the will has arrived: begun after the onset's delay, not over before the offset's."""
        if not self._late:
            return wanted
        will, over = self._will, self._will[0]
        will.append(wanted)
        begun = will[-1 - self._skip]
        if begun >= self._arrived:
            self._arrived = begun
        elif over == self._arrived:  # the most may be over: look for what is the most now
            self._arrived = max(list(will)[:len(will) - self._skip])
        return self._arrived
