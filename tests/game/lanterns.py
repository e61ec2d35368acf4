"""Levels of Lanterns, a limb that follows cues, and a stimulator that grants or refuses, for tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from core.cues import Cue, CueKind
from core.events import Event
from core.frames import TICK_NS, Feature, StreamHealth
from core.muscles import Muscle
from core.stim import NO_STIM, StimPhase, StimView, StimWish
from game.plays import Actions, Stage, Step
from game.plays.lanterns import Lanterns
from levels.model import Safety
from levels.model_lanterns import Assist, Difficulty, LanternsLevel, Quality
from levels.words import LampMode, Posture, Skill, StimMode

TA, CALF = Muscle.RIGHT_TIBIALIS_ANTERIOR, Muscle.RIGHT_GASTROCNEMIUS
_NEEDS: dict[LampMode, tuple[str, ...]] = {
    LampMode.LIGHT: ("effort",), LampMode.HOLD: ("effort", "hold_s"), LampMode.GRADE: ("effort", "hold_s", "band"),
    LampMode.SEQUENCE: ("effort", "hold_s"), LampMode.RELAX: ("effort", "hold_s"), LampMode.BREATHE: ("hold_s",),
    LampMode.IMAGINE: (),
}
HELPS = {LampMode.LIGHT: StimMode.TRIGGERED, LampMode.IMAGINE: StimMode.CYCLIC}


def make_lanterns(mode: LampMode = LampMode.LIGHT, *, stimulation: float = 0.0, **changes: Any) -> LanternsLevel:
    """A small level lying down; lists hold the same value at every grade."""
    values = {"effort": 0.3, "hold_s": 1.0, "band": 0.2, "pace_s": 1.0, "lamps": 2}
    values |= {name: changes.pop(name) for name in tuple(changes) if name in values}
    wanted: dict[str, Any] = {name: (values[name],) * 10 for name in (*_NEEDS[mode], "pace_s", "lamps")}
    assist = {"attempt_s": 3.0, "mode": HELPS.get(mode, StimMode.HELD), "stimulation": stimulation, "train_s": 4.0,
              "rest_s": 10.0} | changes.pop("assist", {})
    settings: dict[str, Any] = {
        "schema": 1, "play": "lanterns", "title": {"en": "Test"}, "instruction": {"en": "Tighten."},
        "why": {"en": "It tests."}, "posture": Posture.LYING, "mode": mode, "muscle": TA,
        "second": CALF if mode is LampMode.SEQUENCE else None, "difficulty": Difficulty(**wanted),
        "assist": Assist(**assist), "quality": Quality(align_s=1.0, relax_s=0.5),
        "safety": Safety(rail=False, chair=False, spotter=False), "trains": (Skill.ACTIVATION,)}
    return LanternsLevel(**(settings | changes))


@dataclass
class Stimulator:
    """Grants wishes for `muscles` a moment after they come; rests after each train.

    refuses: never runs.  phases, wishes: what was told and asked at each tick.
    """

    muscles: frozenset[Muscle] = frozenset({TA})
    refuses: bool = False
    rest_ticks: int = 800
    delay_ticks: int = 3
    view: StimView = NO_STIM
    wishes: list[StimWish | None] = field(default_factory=list)
    _asked: int = 0
    _since: int = 10_000

    def __post_init__(self) -> None:
        self.view = StimView(StimPhase.READY, muscles=self.muscles)

    def step(self, wish: StimWish | None) -> None:
        """Take the wish of one tick."""
        self.wishes.append(wish)
        self._since += 1
        self._asked = self._asked + 1 if wish is not None else 0
        phase = self.view.phase
        if phase is StimPhase.RUNNING and wish is None:
            phase, self._since = StimPhase.RESTING, 0
        elif phase is StimPhase.READY and self._asked >= self.delay_ticks and not self.refuses:
            phase = StimPhase.RUNNING
        elif phase is StimPhase.RESTING and self._since >= self.rest_ticks:
            phase = StimPhase.READY
        running = phase is StimPhase.RUNNING
        self.view = StimView(phase, muscle=wish.muscle if running and wish is not None else None,
                             muscles=self.muscles, blanked=running or self._since < 100)

    def trains(self) -> int:
        """How many separate runs of wishes there were."""
        return sum(now is not None and before is None
                   for before, now in zip([None, *self.wishes], self.wishes, strict=False))


class Limb:
    """Plays Lanterns directly: each muscle follows the cue by `speed` per tick, or does as it is told."""

    def __init__(self, level: LanternsLevel, grade: int = 1, stim: Stimulator | None = None,
                 speed: float = 0.1) -> None:
        self.play = Lanterns(level, level.grade(grade))
        self.stim = stim
        self.speed = speed
        self.tick = 0
        self.efforts = {TA: 0.0, CALF: 0.0}
        self.fixed: dict[Muscle, float] = {}
        self.health = StreamHealth.OK
        self.hum = False
        self.age_ns = 0
        self.cue = Cue(0, CueKind.NONE)
        self.cues: list[Cue] = []
        self.events: list[Event] = []
        self.last: Step | None = None

    def step(self, *buttons: str) -> Step:
        """One tick."""
        self.tick += 1
        t_ns = self.tick * TICK_NS + 10**9
        for muscle in self.efforts:
            aim = self.cue.effort.get(muscle, 0.0)
            self.efforts[muscle] += self.speed * (aim - self.efforts[muscle])
        view = NO_STIM if self.stim is None else self.stim.view
        health = StreamHealth.BLANKED if view.blanked else self.health
        features = {muscle: Feature(value, t_ns - self.age_ns, health, self.hum)
                    for muscle, value in (self.efforts | self.fixed).items()}
        step = self.play.step(self.tick, t_ns, Actions({}, frozenset(buttons), features, view))
        if self.stim is not None:
            self.stim.step(step.wish)
        if step.cue is not self.cue:
            self.cues.append(step.cue)
        self.cue, self.last = step.cue, step
        self.events += step.events
        return step

    def steps(self, count: int) -> Step:
        """Several ticks; the last step."""
        for _ in range(count - 1):
            self.step()
        return self.step()

    def until(self, wanted: Stage | str | Callable[[Step], bool], most_s: float = 600.0) -> Step:
        """Step until a stage, an event of that kind, or a condition."""
        for _ in range(round(most_s * 100)):
            step = self.step()
            if _met(step, wanted):
                return step
        raise AssertionError(f"{wanted} did not come within {most_s} s")

    def finish(self, most_s: float = 900.0) -> Step:
        """Play to the end."""
        return self.until(lambda step: step.done, most_s)

    def kinds(self) -> list[str]:
        """Kinds of the events so far."""
        return [event.kind for event in self.events]

    def all(self, kind: str) -> list[dict[str, Any]]:
        """Data of all events of a kind."""
        return [dict(event.data) for event in self.events if event.kind == kind]


def _met(step: Step, wanted: Stage | str | Callable[[Step], bool]) -> bool:
    if isinstance(wanted, Stage):
        return step.view.stage is wanted
    if isinstance(wanted, str):
        return any(event.kind == wanted for event in step.events)
    return wanted(step)
