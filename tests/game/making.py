"""Levels, frames and players for the tests of the game core."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.cues import Cue, CueKind
from core.events import Event
from core.frames import ABSENT, NO_ACTIVATION, TICK_NS, ControlFrame, Feature, StreamHealth
from core.muscles import Muscle
from game.coaching import Aside, AsideKind, Coach, Mark, Setting, Tried
from game.difficulty.dual import Colour
from game.phases import Command, Phase, RoundStep
from game.round import Round
from levels.model import Feedback, Grade, Level, Safety
from levels.model_shelf_reach import AxisMap, Difficulty, Quality, ShelfReachLevel, Steer
from levels.words import Direction, Posture, Signal, Skill

OK, LATE, LOST = StreamHealth.OK, StreamHealth.LATE, StreamHealth.LOST
BLANKED = StreamHealth.BLANKED
PLAIN_AXES = {"dead_zone": 0.0, "gain": 1.0, "curve": 1.0, "smoothing_ms": 0.0}
NONE: frozenset[Command] = frozenset()
START = frozenset({Command.START})


def make_axis(signal: Signal = Signal.LEAN_X, **settings: Any) -> AxisMap:
    """An axis without dead zone, curve and smoothing, unless told."""
    return AxisMap(signal=signal, **(PLAIN_AXES | settings))


def make_difficulty(**values: float) -> Difficulty:
    """The same values at every grade."""
    usual: dict[str, Any] = {"size": 0.2, "range": 0.6, "hold_s": 0.5, "settle_s": 0.3, "resistance": 0.0,
                             "items": 4}
    settings: dict[str, Any] = {name: (value,) * 10 for name, value in (usual | values).items()}
    return Difficulty(**settings)


def make_level(**changes: Any) -> ShelfReachLevel:
    """A small standing level, steered by lean in eight directions."""
    settings: dict[str, Any] = {
        "schema": 1, "play": "shelf_reach", "title": {"en": "Test"}, "instruction": {"en": "Lean."},
        "why": {"en": "It tests."}, "posture": Posture.STANDING,
        "steer": Steer(x=make_axis(), y=make_axis(Signal.LEAN_Y)), "difficulty": make_difficulty(),
        "directions": tuple(Direction), "safety": Safety(rail=True, chair=True, spotter=True),
        "feedback": Feedback(), "quality": Quality(align_s=1.0), "trains": (Skill.WEIGHT_SHIFT,),
    }
    return ShelfReachLevel(**(settings | changes))


def make_frame(tick: int, x: float = 0.0, y: float = 0.0, kg: float | None = 70.0, *, lean: StreamHealth = OK,
               board: StreamHealth = OK, activation: Mapping[Muscle, Feature] = NO_ACTIVATION) -> ControlFrame:
    """A frame as signals makes it; kg None: the board never weighed anybody."""
    t_ns = tick * TICK_NS
    weight = ABSENT if kg is None else Feature(kg, t_ns, board)
    return ControlFrame(tick, t_ns, Feature(x, t_ns, lean), Feature(y, t_ns, lean), weight,
                        Feature(0.5 - x / 2, t_ns, lean), activation)


@dataclass
class Player:
    """Plays a round: follows the cue at `speed` (share of the way left per tick), on a board of `kg`."""

    round: Round
    speed: float = 0.05
    tick: int = 0
    x: float = 0.0
    y: float = 0.0
    kg: float | None = 70.0
    lean: StreamHealth = OK
    board: StreamHealth = OK
    follows: bool = True
    cue: Cue = field(default_factory=lambda: Cue(0, CueKind.NONE))
    events: list[Event] = field(default_factory=list)
    activation: dict[Muscle, float] = field(default_factory=dict)

    def frame(self) -> ControlFrame:
        """What the sensors say now."""
        muscles = {m: Feature(v, self.tick * TICK_NS, OK) for m, v in self.activation.items()}
        return make_frame(self.tick, self.x, self.y, self.kg, lean=self.lean, board=self.board, activation=muscles)

    def step(self, *commands: Command) -> RoundStep:
        """One tick."""
        self.tick += 1
        if self.follows:
            self._follow()
        step = self.round.step(self.frame(), frozenset(commands))
        self.cue = step.cue
        self.events += step.events
        return step

    def _follow(self) -> None:
        wanted_x, wanted_y = self.cue.lean
        self.x += self.speed * (wanted_x - self.x)
        self.y += self.speed * (wanted_y - self.y)
        for muscle in self.activation:
            aim = self.cue.effort.get(muscle, 0.0)
            self.activation[muscle] += self.speed * (aim - self.activation[muscle])

    def steps(self, count: int) -> RoundStep:
        """Several ticks; the last step."""
        assert count > 0
        for _ in range(count - 1):
            self.step()
        return self.step()

    def until(self, wanted: Phase | Callable[[RoundStep], bool], most_s: float = 600.0) -> RoundStep:
        """Step until a phase or a condition is met."""
        for _ in range(round(most_s * 100)):
            step = self.step()
            if step.view.phase is wanted or (not isinstance(wanted, Phase) and wanted(step)):
                return step
        raise AssertionError(f"{wanted} did not come within {most_s} s")

    def kinds(self) -> list[str]:
        """Kinds of the events so far."""
        return [event.kind for event in self.events]


RESULT = Aside(AsideKind.RESULT, (Mark(True, 0.1),))


@dataclass
class ScriptedCoach:
    """A `Coach` that does what a test says, and remembers what it was told.

    after: asides after each try.  follow: asides after each answer to a question.  closing: before the results.
    askable: whether the person may ask.  changes: of the setting of every try.
    """

    grade: Grade
    after: Sequence[Aside] = ()
    follow: Sequence[Aside] = ()
    closing: Sequence[Aside] = ()
    askable: bool = False
    minutes: int | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    marker: Colour | None = None
    tried: list[Tried] = field(default_factory=list)
    answers: list[tuple[AsideKind, int | None]] = field(default_factory=list)
    looks: list[int] = field(default_factory=list)
    closed: int = 0
    falls: int = 0

    def setting(self, number: int) -> Setting:
        return Setting(**({"grade": self.grade} | self.changes))

    def look(self, number: int) -> Colour | None:
        self.looks.append(number)
        return self.marker

    def ended(self, tried: Tried) -> Sequence[Aside]:
        self.tried.append(tried)
        return self.after

    def answer(self, aside: Aside, choice: int | None) -> Sequence[Aside]:
        self.answers.append((aside.kind, choice))
        return self.follow if aside.choices else ()

    def may_ask(self) -> bool:
        return self.askable and bool(self.tried)

    def ask(self) -> Sequence[Aside]:
        self.askable = False
        return (RESULT,)

    def unsteady(self) -> None:
        self.falls += 1

    def close(self) -> Sequence[Aside]:
        self.closed += 1
        return self.closing

    def events(self, tick: int, t_ns: int) -> Sequence[Event]:
        return ()


def make_round(seed: int = 1, grade: int = 5, coach: Coach | None = None, **changes: Any) -> Round:
    """A round of a small level."""
    return round_of(make_level(**changes), seed, grade, coach)


def round_of(level: Level, seed: int = 1, grade: int = 5, coach: Coach | None = None) -> Round:
    """A round of `level`."""
    return Round(level, level.grade(grade), random.Random(seed), coach)


def coached_by(coach: ScriptedCoach | None = None, seed: int = 1, **changes: Any) -> tuple[Player, ScriptedCoach]:
    """A player in PLAY with a coach, by default one that tells the result of each try."""
    level = make_level(**changes)
    made = ScriptedCoach(level.grade(5), (RESULT,)) if coach is None else coach
    player = Player(round_of(level, seed, coach=made))
    player.step(Command.START)
    player.until(Phase.PLAY)
    player.events.clear()
    return player, made


def make_player(phase: Phase = Phase.INSTRUCTION, seed: int = 1, **changes: Any) -> Player:
    """A player whose round is in `phase`."""
    player = Player(make_round(seed, **changes))
    if phase is Phase.PAUSED:
        player = make_player(Phase.PLAY, seed, **changes)
        player.step(Command.PAUSE)
    elif phase is Phase.ASIDE:
        player, _ = coached_by(seed=seed, **changes)
        player.until(phase)
    elif phase is not Phase.INSTRUCTION:
        player.step(Command.START)
        if phase is not Phase.ALIGN:
            player.until(phase)
    player.events.clear()
    return player


def of_kind(events: Iterable[Event], kind: str) -> list[Event]:
    """Events of one kind."""
    return [event for event in events if event.kind == kind]
