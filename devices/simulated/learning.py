"""Somebody who learns: skill that grows with practice, tires, leans on feedback, and fades between visits.

Skill is the sum of a quick part that is soon forgotten and a slow part that stays, each driven by the error that
is left (two-state model, Smith 2006, PLoS Biol 4:e179).  Who always sees how it goes comes to need it (guidance,
Salmoni 1984, Psychol Bull 95:355; Winstein and Schmidt 1990).  Changing tasks costs now and pays later (contextual
interference, Shea and Morgan 1979).  Not here: how a movement is made (`voluntary`), when feedback is given.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp

import numpy as np
from numpy.typing import NDArray

from core.cues import Cue, CueKind
from core.muscles import Muscle
from devices.simulated.absurd import within
from devices.simulated.people import HEALTHY_YOUNG, Person
from devices.simulated.senses import Condition
from devices.simulated.standing import Electrodes, StandingBody
from devices.simulated.voluntary import TRACKED, Movement, Seen

_CLUMSY = {"reaction_ms": 1.4, "fitts_s_per_bit": 1.6, "noise_s": 3.0, "effort_noise": 3.0}
"""How many times as bad each is without any skill as with all of it (chosen)."""
_QUICK_FADES_S = 600.0
"""The quick part halves in about 7 minutes of rest (chosen; Smith 2006 has it gone within a pause)."""


@dataclass(frozen=True, slots=True)
class Learning:
    """How somebody learns; shares are 0 to 1.

    start: skill at the first trial.  keep_quick, learn_quick, keep_slow, learn_slow: per trial, 0.59, 0.21, 0.992
    and 0.02 in Smith 2006.  felt: share of the error that is known without feedback.  guided: how much each trial
    with feedback adds to the need for it, and weaned: how much each without takes away.  needs: need at the first
    trial. tires: tiredness of each trial; recovers_s (10 to 86400 s): time in which rest takes 63 % of it away.
    tired_costs: share of skill lost when wholly tired.  mixing: gain of the slow part by another task than before,
    and cost of it now.  forgets_per_day: share of the slow part.
    """

    start: float = 0.2
    keep_quick: float = 0.59
    learn_quick: float = 0.21
    keep_slow: float = 0.992
    learn_slow: float = 0.02
    felt: float = 0.4
    needs: float = 0.1
    guided: float = 0.02
    weaned: float = 0.04
    tires: float = 0.004
    recovers_s: float = 300.0
    tired_costs: float = 0.4
    mixing: float = 0.3
    forgets_per_day: float = 0.01

    def __post_init__(self) -> None:
        for name in ("start", "keep_quick", "learn_quick", "keep_slow", "learn_slow", "felt", "needs", "guided",
                     "weaned", "tires", "tired_costs", "mixing", "forgets_per_day"):
            within("learning", name, getattr(self, name), 0.0, 1.0)
        within("learning", "recovers_s", self.recovers_s, 10.0, 86400.0, "s")


class Learner:
    """What somebody has learnt so far; no chance in it.

    need: share of skill that is there only while feedback is shown.  tired: 0 to 1.  trials: so far.
    """

    def __init__(self, learning: Learning | None = None) -> None:
        self.learning = learning or Learning()
        self.quick, self.slow = 0.0, self.learning.start
        self.need, self.tired, self.trials = self.learning.needs, 0.0, 0
        self._task: object = None
        self._other = False

    def skill(self, feedback: bool = True) -> float:
        """How well the person does now, 0 to 1, with or without being shown how it goes."""
        how = self.learning
        able = min(1.0, self.quick + self.slow) * (1.0 - how.tired_costs * self.tired)
        able *= 1.0 - 0.5 * how.mixing * self._other
        return able if feedback else able * (1.0 - self.need)

    def practise(self, feedback: bool = True, task: object = None) -> None:
        """Let one trial of `task` pass, with or without feedback."""
        how = self.learning
        self._other = self.trials > 0 and task != self._task
        self._task = task
        error = max(0.0, 1.0 - self.quick - self.slow) * (1.0 if feedback else how.felt)
        self.quick = how.keep_quick * self.quick + how.learn_quick * error
        gain = how.learn_slow * (1.0 + how.mixing * self._other)
        self.slow = how.keep_slow * self.slow + gain * error
        self.need = min(1.0, max(0.0, self.need + (how.guided if feedback else -how.weaned)))
        self.tired = min(1.0, self.tired + how.tires)
        self.trials += 1

    def rest(self, seconds: float) -> None:
        """Let `seconds` (0 or more) without practice pass.  Raises InputError for less."""
        within("rest", "seconds", seconds, 0.0, 1e9, "s")
        how = self.learning
        self.tired *= exp(-seconds / how.recovers_s)
        self.quick *= exp(-seconds / _QUICK_FADES_S)
        self.slow *= (1.0 - how.forgets_per_day) ** (seconds / 86400.0)

    def movement(self, best: Movement, feedback: bool = True) -> Movement:
        """How the person moves now; `best` is how with all skill."""
        lack = 1.0 - self.skill(feedback)
        most = {"reaction_ms": 3000.0, "fitts_s_per_bit": 3.0, "noise_s": 1.0, "effort_noise": 0.5}
        return replace(best, **{name: min(most[name], getattr(best, name) * (1.0 + (factor - 1.0) * lack))
                                for name, factor in _CLUMSY.items()})


class LearningBody:
    """A `StandingBody` whose movements get better with each cue to lean or to strain (a `devices.simulated.Body`).

    Every new aim is a trial; feedback is what `notice` was told is shown.  Rest is the time between cues beyond
    `pause_s`, so a break between blocks recovers.  person.movement is how it moves with all skill.
    """

    pause_s = 20.0

    def __init__(self, rng: random.Random, person: Person = HEALTHY_YOUNG, condition: Condition | None = None,
                 learner: Learner | None = None, muscles: Sequence[Muscle] = (),
                 electrodes: Electrodes | None = None) -> None:
        self.learner = learner or Learner()
        self.body = StandingBody(rng, person, condition, muscles, electrodes)
        self._best = person.movement
        self._seen = Seen()
        self._before: Cue | None = None
        self._last_ns: int | None = None
        self._move()

    @property
    def muscles(self) -> tuple[Muscle, ...]:
        """The muscles under the electrodes."""
        return self.body.muscles

    def see(self, cue: Cue) -> None:
        """Take notice of `cue`; a new aim is a trial."""
        if self._is_trial(cue):
            if self._last_ns is not None:
                self.learner.rest(max(0.0, (cue.t_ns - self._last_ns) / 1e9 - self.pause_s))
            self.learner.practise(self._seen.feedback, (cue.kind, cue.lean))
            self._last_ns = cue.t_ns
        self._move()
        self.body.see(cue)

    def notice(self, seen: Seen) -> None:
        """Take notice of what is really put out from now on."""
        self._seen = seen
        self.body.notice(seen)
        self._move()

    def stimulate(self, muscle: Muscle, current_ma: float) -> None:
        """Let a stimulator at `muscle` put out `current_ma` from now on."""
        self.body.stimulate(muscle, current_ma)

    def load_kg(self, t_ns: int) -> tuple[float, float, float, float]:
        """Vertical load on the four corners at `t_ns`: TL, TR, BL, BR in kilograms."""
        return self.body.load_kg(t_ns)

    def emg_uv(self, t_ns: int, n: int, rate_hz: float) -> NDArray[np.float32]:
        """Return the `n` samples of surface EMG up to `t_ns`: [n, muscles] in microvolt, newest last."""
        return self.body.emg_uv(t_ns, n, rate_hz)

    def _is_trial(self, cue: Cue) -> bool:
        before, self._before = self._before, cue
        if cue.kind not in (CueKind.LEAN, CueKind.EFFORT) or not (self._seen.screen or self._seen.sound):
            return False
        if before is None or before.kind is not cue.kind or before.effort != cue.effort:
            return True
        return max(abs(cue.lean[0] - before.lean[0]), abs(cue.lean[1] - before.lean[1])) >= TRACKED

    def _move(self) -> None:
        self.body.mover.movement = self.learner.movement(self._best, self._seen.feedback)
