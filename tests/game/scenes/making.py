"""What the tests of the scenes are made of: fakes around real rounds, and a person at the screen."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.cues import Cue, CueKind
from core.errors import InputError
from core.faults import Fault
from core.frames import TICK_NS, ControlFrame, Feature, StreamHealth
from core.muscles import Muscle
from game.assessing import Assessment, AssessmentCard
from game.checkup import Checkup
from game.guides import Guide, GuideView
from game.intents import Intent, IntentKind
from game.phases import Command, RoundStep
from game.picture import Button, Picture
from game.round import Round
from game.scenes.app import App, AppStep
from game.scenes.scene import Scene
from game.services import LevelCard, Playable
from game.stimulation import StimDesk
from levels.words import Posture
from tests.game.making import make_level


def make_cards(seated: int = 3, standing: int = 3) -> tuple[LevelCard, ...]:
    """Make so many levels of each posture."""
    numbered = [(Posture.SEATED, number) for number in range(seated)]
    numbered += [(Posture.STANDING, number) for number in range(standing)]
    return tuple(LevelCard(f"{posture}_{number}", f"{posture.capitalize()} shelf {number}",
                           "Lean to the thing, wait, and bring it home.", "It trains a safe reach.", posture)
                 for posture, number in numbered)


class FakeGuide:
    """A guide of two seconds that follows a script."""

    def __init__(self, key: str = "reach", ok: bool = True, subject: str = "", limb: str = "leg") -> None:
        self.key = key
        self.about = subject, limb
        self.ok = ok
        self.cancelled = False
        self._ticks = 0

    def step(self, tick: int, t_ns: int) -> GuideView:
        self._ticks += 1
        if self._ticks > 200:
            return GuideView("done" if self.ok else "failed", "That is all.", Cue(t_ns, CueKind.NONE), 1.0, 1.0,
                             done=True, ok=self.ok)
        steps = ("relax", "squeeze") if self.key == "effort" else ("stand_still", "lean_left")
        step = steps[self._ticks > 100]
        subject, limb = self.about
        return GuideView(step, "Lean to the left, as far as you like.", Cue(t_ns, CueKind.LEAN, (-1.0, 0.0)),
                         self._ticks % 100 / 100, self._ticks / 200, 2.0 - self._ticks / 100, (-0.4, 0.1), 0.3,
                         subject=subject, limb=limb)

    def cancel(self) -> None:
        self.cancelled = True


class LoggedRound:
    """A real round that remembers what was asked of it."""

    def __init__(self, inner: Playable) -> None:
        self._inner = inner
        self.commands: list[Command] = []

    def step(self, frame: ControlFrame, commands: frozenset[Command] = frozenset()) -> RoundStep:
        self.commands += sorted(commands)
        return self._inner.step(frame, commands)


@dataclass
class FakeServices:
    """The station's part, in memory."""

    cards: Sequence[LevelCard] = field(default_factory=make_cards)
    simulated: bool = True
    lean_menu: bool = True
    has_board: bool = True
    dwell_s: float = 1.2
    guide: FakeGuide | None = field(default_factory=FakeGuide)
    refuse: str = ""
    stim_desk: StimDesk | None = None
    last: str | None = None
    tests: Sequence[AssessmentCard] = ()
    channels: Sequence[Muscle] = ()
    running: Assessment | None = None
    check: Checkup | None = None
    near_falls: int = 0
    play: Callable[[], Playable] | None = None
    rounds: list[tuple[str, int, LoggedRound]] = field(default_factory=list)

    def levels(self) -> Sequence[LevelCard]:
        return self.cards

    def new_round(self, level_id: str, grade: int) -> LoggedRound:
        if self.refuse:
            raise InputError(self.refuse)
        level = make_level()
        made = LoggedRound(self.play() if self.play else Round(level, level.grade(grade), random.Random(1)))
        self.rounds.append((level_id, grade, made))
        return made

    def reach_guide(self) -> Guide | None:
        return self.guide

    def effort_guide(self) -> Guide | None:
        return None

    def muscles(self) -> Sequence[Muscle]:
        return self.channels

    def assessments(self) -> Sequence[AssessmentCard]:
        return self.tests

    def assess(self, assessment_id: str) -> Assessment | None:
        return self.running

    def checkup(self, level_id: str) -> Checkup | None:
        return self.check

    def device_line(self) -> str:
        return "Simulated patient: no board was found. Hold the arrow keys to lean."

    def last_grade(self, level_id: str) -> int:
        return 5

    def last_level(self) -> str | None:
        return self.last

    def session_line(self) -> str:
        return "Kept in /home/clinic/surefoot/2026-01-01T10-00-00."


class Person:
    """Somebody at the screen: leans, presses, waits.  Every method lives through ticks."""

    def __init__(self, services: FakeServices, first: Scene | None = None,
                 home_below: bool = False) -> None:
        self.services = services
        self.app = App(services, first, home_below)
        self.tick = 0
        self.lean = (0.0, 0.0)
        self.health = StreamHealth.OK
        self.board = StreamHealth.OK
        self.weight_kg = 70.0
        self.button = False
        self.faults: Mapping[Fault, str] = {}
        self.always: Mapping[Fault, str] = {}
        self.steps: list[AppStep] = []
        self.live(1)

    @property
    def step(self) -> AppStep:
        """What the last tick yielded."""
        return self.steps[-1]

    @property
    def picture(self) -> Picture:
        """What is on the screen."""
        return self.step.picture

    @property
    def buttons(self) -> dict[str, Button]:
        """The choices on the screen."""
        return {part.id: part for part in self.picture.parts if isinstance(part, Button)}

    def live(self, ticks: int, *intents: Intent) -> AppStep:
        """Let ticks pass; the intents come in the first."""
        for number in range(ticks):
            self.tick += 1
            self.steps.append(self.app.step(self.tick, self.tick * TICK_NS, self._frame(),
                                            intents if number == 0 else (), {**self.always, **self.faults}))
        return self.step

    def do(self, kind: IntentKind, x: float = 0.0, y: float = 0.0) -> AppStep:
        """Want one thing, and let it show."""
        self.live(1, Intent(kind, x, y))
        return self.live(1)

    def touch(self, choice: str) -> AppStep:
        """Press and let go in the middle of a choice, then wait till the next touch counts."""
        at = self.buttons[choice].rect.centre
        self.live(5, Intent(IntentKind.PRESS, *at))
        self.live(40, Intent(IntentKind.RELEASE, *at))
        return self.step

    def lean_to(self, x: float, y: float, seconds: float) -> AppStep:
        """Lean and stay."""
        self.lean = (x, y)
        return self.live(round(seconds * 100))

    def rest(self) -> AppStep:
        """Come back to the middle."""
        return self.lean_to(0.0, 0.0, 0.1)

    def until(self, key: str, most_s: float = 60.0) -> AppStep:
        """Live until a picture whose key starts like this is up."""
        for _ in range(round(most_s * 100)):
            if self.picture.key.startswith(key):
                return self.step
            self.live(1)
        raise AssertionError(f"{key} did not come; {self.picture.key} is up")

    def _frame(self) -> ControlFrame:
        t_ns = self.tick * TICK_NS
        x, y = (Feature(value, t_ns, self.health) for value in self.lean)
        return replace(ControlFrame(self.tick, t_ns, x, y), button=self.button,
                       weight_kg=Feature(self.weight_kg, t_ns, self.board))
