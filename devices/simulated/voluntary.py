"""What a person does about a cue: when, how fast, how straight, and whether at all.

Reaction time with spread; duration by Fitts' law, MT = a + b log2(A / W + 1) (Fitts 1954, Shannon form of
MacKenzie 1992); the end misses by signal-dependent noise, SD = k A / MT (Schmidt 1979, Psychol Rev 86:415; Harris
and Wolpert 1998, Nature 394:780).  Where the end is shown, a miss is corrected.
Not here: the way itself (`glide`), balance (`pendulum`), how efforts go on (`straining`), muscles (`muscle`).
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from enum import StrEnum
from math import hypot, log2, pi, sin, sqrt

from core.clock import NS_PER_MS, NS_PER_S
from core.cues import Cue, CueKind
from devices.simulated.absurd import within
from devices.simulated.glide import Glide
from devices.simulated.stance import Reach
from devices.simulated.straining import EXACT, Steadiness, Straining

TRACKED = 0.1
"""A target that moves by less than this share of the reach is followed and not reacted to anew."""
LOOK_S = 3.0
"""Who overlooks a cue looks again after so long (chosen)."""
MOST_LOOKS = 20
MENDS = 0.7
"""Share of a bias that is mended at each look by who sees the own position (chosen)."""
SILENT = 0.1
"""Nearer than this share of the reach beats are silent, and what is heard is that it is right."""
BOUNDLESS = Reach(1e6, 1e6, 1e6, 1e6)
USED_ROOM, LEAST_ROOM_MM = 0.35, 4.0
"""Share of the room to the edge of the base that a movement uses, the rest is for balance; the least (chosen)."""
_FOLLOW_S = 0.45
_JERK_PEAK = 5.7735
"""Peak acceleration of a minimum-jerk movement is 10 / sqrt 3 times A / MT^2."""


class Side(StrEnum):
    """A side of the patient."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Seen:
    """What is really put out to the person.

    screen: it is lit.  position: it shows the own position or effort.  sound: what is asked for can be heard.
    target: the screen shows the place or line that is asked for.  leads: sound tells all the time how far off it
    is.
    """

    screen: bool = True
    position: bool = True
    sound: bool = True
    target: bool = True
    leads: bool = False

    @property
    def feedback(self) -> bool:
        """Whether the person sees how it goes."""
        return self.screen and self.position

    @property
    def by_ear(self) -> bool:
        """Whether the place that is asked for is heard and not seen."""
        return self.sound and not (self.screen and self.target)

    @property
    def told(self) -> bool:
        """Whether the person knows how far off it is, by eye or by ear."""
        return self.feedback or (self.sound and self.leads)


@dataclass(frozen=True, slots=True)
class Movement:
    """How somebody moves on purpose.

    reach: limits of stability per direction.  reaction_ms (100 to 3000), reaction_sd_ms (0 to 1000).
    fitts_s (a, 0 to 5 s), fitts_s_per_bit (b, 0 to 3), aim_mm: the precision W that is aimed at (2 to 100).
    effort_noise: SD of an effort as share of it, 0 to 0.5 (Jones 2002, J Neurophysiol 88:1533).
    noise_s: k, 0 to 1 s.  bias: drift of every aim to the right and to the toes, as share of the reach, -0.5 to
    0.5. tremor_mm, tremor_hz: amplitude 0 to 20 mm at 2 to 15 Hz, while leaning.
    neglects: side whose cues are overlooked with the chance `neglect` (0 to 1) at each look; sound halves it.
    steps_off: chance per lean beyond 80 % of the reach that the person steps off the board, 0 to 1.
    hears: SD of a place that is only heard, as share of how far off it is, 0 to 1.  steadiness: of efforts.
    middle_mm: where the middle lies that leans are counted from, beside where the person stands at ease: to the
    right and to the toes, -50 to 50; somebody who has been measured knows it.
    """

    reach: Reach = field(default_factory=Reach)
    reaction_ms: float = 310.0
    reaction_sd_ms: float = 40.0
    fitts_s: float = 0.35
    fitts_s_per_bit: float = 0.22
    aim_mm: float = 15.0
    noise_s: float = 0.06
    effort_noise: float = 0.04
    bias: tuple[float, float] = (0.0, 0.0)
    tremor_mm: float = 0.0
    tremor_hz: float = 6.0
    neglects: Side | None = None
    neglect: float = 0.0
    steps_off: float = 0.0
    hears: float = 0.0
    steadiness: Steadiness = EXACT
    middle_mm: tuple[float, float] = (0.0, 0.0)

    def __post_init__(self) -> None:
        for name, least, most, unit in (
                ("reaction_ms", 100.0, 3000.0, "ms"), ("reaction_sd_ms", 0.0, 1000.0, "ms"),
                ("fitts_s", 0.0, 5.0, "s"), ("fitts_s_per_bit", 0.0, 3.0, "s/bit"),
                ("aim_mm", 2.0, 100.0, "mm"), ("noise_s", 0.0, 1.0, "s"),
                ("effort_noise", 0.0, 0.5, ""),
                ("tremor_mm", 0.0, 20.0, "mm"), ("tremor_hz", 2.0, 15.0, "Hz"), ("neglect", 0.0, 1.0, ""),
                ("steps_off", 0.0, 1.0, ""), ("hears", 0.0, 1.0, "")):
            within("movement", name, getattr(self, name), least, most, unit)
        for part in self.bias:
            within("movement", "bias", part, -0.5, 0.5)
        for part in self.middle_mm:
            within("movement", "middle_mm", part, -50.0, 50.0, "mm")

    def duration_s(self, far_mm: float) -> float:
        """Time for `far_mm` by Fitts' law; nothing for a movement inside the aim."""
        return self.fitts_s + self.fitts_s_per_bit * log2(far_mm / self.aim_mm + 1.0) if far_mm > 0 else 0.0

    def point_mm(self, lean: tuple[float, float]) -> tuple[float, float]:
        """Where `lean` is, in mm of this person's reach."""
        right, front, reach = lean[0], lean[1], self.reach
        return (self.middle_mm[0] + right * (reach.right_mm if right > 0 else reach.left_mm),
                self.middle_mm[1] + front * (reach.front_mm if front > 0 else reach.back_mm))


@dataclass(frozen=True, slots=True)
class Intent:
    """What the person means to do from `from_ns` on.

    follows: the target moves, so there is no new aim.  late: it was overlooked at first.
    """

    from_ns: int
    cue: Cue
    follows: bool
    late: bool


def _alike(one: Cue, other: Cue) -> bool:
    return one.kind is other.kind and one.effort == other.effort


class Mover:
    """The part of a person that wants: fed with cues, stepped every 10 ms.

    margin_mm: how far the centre of pressure may go beyond the centre of mass to start and stop it; with `omega`
    it bounds how fast a lean can be.  base: where the feet end as seen from where the person stands at ease: near
    an edge there is less room to start and stop, so leans are slower there.
    standing: whether the person means to be on the board.  strain: of the muscles.  cue: the newest understood.
    """

    def __init__(self, movement: Movement, rng: random.Random, omega: float, margin_mm: float,
                 standing: bool, base: Reach = BOUNDLESS) -> None:
        self.movement, self.standing = movement, standing
        self.cue: Cue | None = None
        self.seen = Seen()
        self.missed = 0
        self.right, self.front = Glide(), Glide()
        self._rng, self._omega2, self._margin, self._base = rng, omega ** 2, margin_mm, base
        self._newest: Cue | None = None
        self._queue: list[Intent] = []
        self._delay_ns = 0
        self._goal = self._place = (0.0, 0.0)
        self._look_again_ns: int | None = None
        self._phase = rng.uniform(0.0, 2 * pi)
        self.strain = Straining(movement.steadiness, random.Random(rng.getrandbits(64)))

    def see(self, cue: Cue) -> None:
        """Take notice of `cue`: decide whether and when to act on it."""
        if cue is self._newest or not (self.seen.screen or self.seen.sound):
            return
        before, self._newest = self._newest, cue
        if before is not None and _alike(before, cue) and before.lean == cue.lean:
            return
        follows = before is not None and _alike(before, cue) and hypot(
            cue.lean[0] - before.lean[0], cue.lean[1] - before.lean[1]) < TRACKED
        self._queue = [intent for intent in self._queue if follows or not intent.late]
        late = any(intent.late for intent in self._queue)
        looks = 0
        if not follows:
            self._delay_ns = self._reaction_ns()
            looks = self._looks(cue)
        if looks > MOST_LOOKS:
            return
        from_ns = cue.t_ns + self._delay_ns + round(looks * LOOK_S * NS_PER_S)
        if self._queue:
            from_ns = max(from_ns, self._queue[-1].from_ns)
        self._queue.append(Intent(from_ns, cue, follows and not late, late or looks > 0))

    def step(self, t_ns: int, dt_s: float) -> None:
        """Let time pass until `t_ns`: begin what is due, go on with what is under way."""
        while self._queue and self._queue[0].from_ns <= t_ns:
            self._begin(self._queue.pop(0), t_ns)
        cue = self.cue
        if cue is not None and cue.until_ns is not None and cue.until_ns + self._delay_ns <= t_ns:
            self.cue = None
            self.strain.stop()
            self._head((0.0, 0.0), t_ns)
        if self._look_again_ns is not None and t_ns >= self._look_again_ns:
            self._correct(t_ns)
        self.strain.step(t_ns, self._delay_ns, self.seen.told)
        self.right.step(dt_s)
        self.front.step(dt_s)

    def tremble_mm(self, t_ns: int) -> float:
        """Return the tremor at `t_ns`, only while something is asked."""
        if not self.movement.tremor_mm or self.cue is None or self.cue.kind is not CueKind.LEAN:
            return 0.0
        return self.movement.tremor_mm * sin(2 * pi * self.movement.tremor_hz * t_ns / NS_PER_S + self._phase)

    def give_up(self) -> None:
        """Forget what was meant: the person had to step."""
        self.standing, self.cue, self._look_again_ns = False, None, None
        self.strain.stop()
        self._queue.clear()
        self.right, self.front = Glide(), Glide()

    def _reaction_ns(self) -> int:
        wanted = self._rng.gauss(self.movement.reaction_ms, self.movement.reaction_sd_ms)
        return round(max(100.0, 0.6 * self.movement.reaction_ms, wanted) * NS_PER_MS)

    def _looks(self, cue: Cue) -> int:
        """How often `cue` is looked past before it is seen."""
        side = Side.RIGHT if cue.lean[0] > 0 else Side.LEFT
        if cue.kind is not CueKind.LEAN or cue.lean[0] == 0 or side is not self.movement.neglects:
            return 0
        chance, looks = self.movement.neglect * (0.5 if self.seen.sound else 1.0), 0
        while looks <= MOST_LOOKS and self._rng.random() < chance:
            looks += 1
        self.missed += looks > 0
        return looks

    def _begin(self, intent: Intent, t_ns: int) -> None:
        cue = self.cue = intent.cue
        if cue.kind is CueKind.EFFORT:
            self.strain.go(cue.effort, self.movement.effort_noise, t_ns + self._delay_ns)
        else:
            self.strain.stop()
        if cue.kind is CueKind.STEP_OFF or (cue.kind is CueKind.LEAN and self._dares_not(cue)):
            self.give_up()
        elif cue.kind is CueKind.STEP_ON:
            self.standing = True
            self._head((0.0, 0.0), t_ns)
        elif intent.follows:
            self._place = self.movement.point_mm(cue.lean)
            x, y = self._goal = self._biased(self._place)
            self.right.go(x, _FOLLOW_S)
            self.front.go(y, _FOLLOW_S)
        elif cue.kind is CueKind.LEAN:
            self._head(self.movement.point_mm(cue.lean), t_ns, biased=True)
        elif cue.kind is CueKind.CENTRE:
            self._head(self.movement.middle_mm, t_ns)
        elif cue.kind is CueKind.NONE:
            self._head((0.0, 0.0), t_ns)

    def _dares_not(self, cue: Cue) -> bool:
        return hypot(*cue.lean) > 0.8 and self._rng.random() < self.movement.steps_off

    def _head(self, point: tuple[float, float], t_ns: int, biased: bool = False) -> None:
        """Aim at `point` and set off; the middle is where it is felt, without bias."""
        self._place = point
        self._goal = self._biased(point) if biased else point
        if self.seen.by_ear:
            self._goal = self._heard(self._goal)
        self._aim(t_ns)

    def _heard(self, point: tuple[float, float]) -> tuple[float, float]:
        """Return where `point` seems to be by ear: the less exact the farther it is from here."""
        reach, hears = self.movement.reach, self.movement.hears
        off = hypot(point[0] - self.right.x, point[1] - self.front.x)
        if not hears or off <= SILENT * min(reach.left_mm, reach.right_mm, reach.front_mm):
            return point
        spread = hears * off
        middle_x, middle_y = self.movement.middle_mm
        x, y = point[0] + self._rng.gauss(0.0, spread), point[1] + self._rng.gauss(0.0, spread)
        return (max(middle_x - reach.left_mm, min(middle_x + reach.right_mm, x)),  # nobody means to go farther
                max(middle_y - reach.back_mm, min(middle_y + reach.front_mm, y)))

    def _biased(self, point: tuple[float, float]) -> tuple[float, float]:
        right, front = self.movement.bias
        return point[0] + right * self.movement.reach.right_mm, point[1] + front * self.movement.reach.front_mm

    def _aim(self, t_ns: int) -> None:
        far_x, far_y = self._goal[0] - self.right.x, self._goal[1] - self.front.x
        far = hypot(far_x, far_y)
        base = self._base
        duration = max(self.movement.duration_s(far),
                       self._least_s(self.right.x, far_x, base.left_mm, base.right_mm),
                       self._least_s(self.front.x, far_y, base.back_mm, base.front_mm))
        if duration <= 0:
            return
        miss = self.movement.noise_s * far / duration
        self.right.go(self._goal[0] + self._rng.gauss(0.0, miss), duration)
        self.front.go(self._goal[1] + self._rng.gauss(0.0, miss), duration)
        self._look_again_ns = t_ns + round(duration * NS_PER_S) + self._reaction_ns()

    def _least_s(self, at: float, far: float, least: float, most: float) -> float:
        """Return how long `far` takes at least: it is started and stopped with the room that the feet leave."""
        behind, before = (least + at, most - at - far) if far > 0 else (most - at, least + at + far)
        room = max(LEAST_ROOM_MM, min(self._margin, USED_ROOM * min(behind, before)))
        return sqrt(_JERK_PEAK * abs(far) / (self._omega2 * room))

    def _correct(self, t_ns: int) -> None:
        """Once there: who sees the miss mends it, and so does who hears it, less exactly."""
        self._look_again_ns = None
        if not self.seen.told:
            return
        if self.seen.feedback and not self.seen.by_ear:
            (x, y), (to_x, to_y) = self._goal, self._place  # the bias too is seen now
            self._goal = x + MENDS * (to_x - x), y + MENDS * (to_y - y)
        else:
            self._goal = self._heard(self._place)
        miss = hypot(self._goal[0] - self.right.x, self._goal[1] - self.front.x)
        if miss > self.movement.aim_mm / 4:
            self._aim(t_ns)
