"""Guides for the screen, made of the guided calibrations of `signals`.

The two sides do not know each other; the station hands every step across, field by field.
"""

from __future__ import annotations

from collections.abc import Callable

from core.muscles import Muscle
from game.guides import GuideView
from signals.assembler import Assembler
from signals.calibration import Calibration
from signals.guided import Procedure


class StationGuide:
    """A guide fed by the assembler; what it measured is put into force once, when it ends well."""

    def __init__(self, key: str, procedure: Procedure, assembler: Assembler,
                 take: Callable[[Calibration], None], muscle: Muscle | None = None) -> None:
        self.key = key
        self._procedure = procedure
        self._assembler = assembler
        self._subject, self._limb = ("", "leg") if muscle is None else _PLAIN[muscle]
        self._take: Callable[[Calibration], None] | None = take

    def step(self, tick: int, t_ns: int) -> GuideView:
        """Advance 10 ms (`tick` and `t_ns` are those of the frame just made)."""
        del tick, t_ns  # the assembler's body carries its own time
        step = self._procedure.feed(self._assembler.body())
        if step.result is not None and self._take is not None:
            self._take(step.result)
            self._take = None
        return GuideView(step.key, step.sentence, step.cue, step.progress, step.overall, step.seconds_left,
                         step.point, step.effort, step.trail, step.done, step.ok, self._subject, self._limb)

    def cancel(self) -> None:
        """Drop the procedure; what was in force stays in force."""
        self._take = None


_PLACES = {
    "tibialis_anterior": ("shin", "leg"), "gastrocnemius": ("calf", "leg"),
    "vastus_lateralis": ("outer thigh", "leg"), "vastus_medialis": ("inner thigh", "leg"),
    "hamstrings": ("back of the thigh", "leg"), "gluteus_medius": ("hip", "leg"),
    "erector_spinae": ("lower back", "trunk"), "wrist_extensors": ("forearm", "arm"),
    "soleus": ("lower calf", "leg"), "peroneus_longus": ("outer shin", "leg"),
    "rectus_femoris": ("front of the thigh", "leg"), "gluteus_maximus": ("buttock", "leg"),
    "external_oblique": ("waist", "trunk"), "biceps": ("front of the upper arm", "arm"),
    "triceps": ("back of the upper arm", "arm"), "wrist_flexors": ("inner forearm", "arm"),
}
"""Each muscle in a patient's words, and the limb it is on."""
_PLAIN = {muscle: (f"{side} {_PLACES[name][0]}", _PLACES[name][1])
          for muscle in Muscle for side, _, name in (muscle.value.partition("_"),)}


def limb_of(muscle: Muscle) -> str:
    """Return the limb a muscle is on: leg, arm or trunk."""
    return _PLAIN[muscle][1]
