"""A round under anything at all: whatever frames and commands come, what patients were promised holds."""

from __future__ import annotations

import json

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from core.cues import CueKind
from core.frames import ControlFrame, Feature, StreamHealth
from core.muscles import Muscle
from game.phases import Command, Ending, Phase, RoundStep
from levels.model_shelf_reach import Assist, Quality, Steer
from levels.words import Direction, Posture, Signal
from tests.game.making import NONE, Player, make_axis, make_difficulty, make_round

TA = Muscle.LEFT_TIBIALIS_ANTERIOR
ANY_FLOAT = st.floats(allow_nan=True, allow_infinity=True)
FEATURES = st.builds(Feature, st.one_of(st.floats(-2, 2), ANY_FLOAT), st.integers(0, 10**12),
                     st.sampled_from(StreamHealth))
COMMANDS = st.frozensets(st.sampled_from(Command), max_size=3)
STEERS = [
    Steer(x=make_axis(), y=make_axis(Signal.LEAN_Y, smoothing_ms=200.0, curve=3.0)),
    Steer(x=make_axis(Signal.ACTIVATION, muscle=TA), y=make_axis(Signal.SHARE, dead_zone=0.5, invert=True)),
]


class Rounds(RuleBasedStateMachine):
    """Feeds a round with good, bad and hostile frames and commands."""

    @initialize(steer=st.sampled_from(STEERS), posture=st.sampled_from([Posture.SEATED, Posture.STANDING]),
                seed=st.integers(0, 99))
    def begin(self, steer: Steer, posture: Posture, seed: int) -> None:
        directions = (Direction.RIGHT, Direction.FRONT)
        self.player = Player(make_round(
            seed, steer=steer, posture=posture, directions=directions, quality=Quality(align_s=1.0),
            difficulty=make_difficulty(items=3, hold_s=0.3, settle_s=0.2), assist=Assist(patience_s=3.0)),
            speed=0.2)
        self.player.activation = {TA: 0.0}
        self.score = 0
        self.take(self.player.step(Command.START))

    def take(self, step: RoundStep) -> None:
        self.last = step
        view = step.view.view
        if view is not None:
            assert view.score >= self.score
            assert view.goal >= view.score
            assert all(body.size > 0 and 0 <= body.fill <= 1 and 0 <= body.help <= 1 for body in view.bodies)
            self.score = view.score
        for event in step.events:
            json.dumps(dict(event.data), allow_nan=False)

    @rule(x=FEATURES, y=FEATURES, weight=FEATURES, share=FEATURES, emg=FEATURES, commands=COMMANDS,
          repeat=st.integers(1, 40))
    def anything(self, x: Feature, y: Feature, weight: Feature, share: Feature, emg: Feature,
                 commands: frozenset[Command], repeat: int) -> None:
        for _ in range(repeat):
            self.player.tick += 1
            tick = self.player.tick
            frame = ControlFrame(tick, tick * 10_000_000, x, y, weight, share, {TA: emg})
            self.take(self.player.round.step(frame, commands - {Command.STOP, Command.END}))
            commands = NONE

    @rule(ticks=st.integers(1, 300))
    def well(self, ticks: int) -> None:
        for _ in range(ticks):
            self.take(self.player.step())

    @rule(ticks=st.integers(1, 200))
    def away(self, ticks: int) -> None:
        self.player.kg, self.player.lean = 0.0, StreamHealth.LOST
        for _ in range(ticks):
            self.take(self.player.step())
        self.player.kg, self.player.lean = 70.0, StreamHealth.OK

    @rule()
    def pause_loses_nothing(self) -> None:
        before = self.score
        self.take(self.player.step(Command.PAUSE))
        self.take(self.player.steps(10))
        self.take(self.player.step(Command.RESUME))
        assert self.score >= before

    @invariant()
    def shown_is_sound(self) -> None:
        view = self.last.view
        assert (view.phase is Phase.RESULTS) is (view.outcome is not None) is (view.ending is not None)
        assert 0 <= view.progress <= 1
        assert (view.phase is Phase.COUNTDOWN) is (view.count in {1, 2, 3})
        assert view.ends_in_s is None or 0 < view.ends_in_s <= 30
        if view.phase in {Phase.PAUSED, Phase.RESULTS, Phase.INSTRUCTION}:
            assert self.last.cue.kind in {CueKind.NONE, CueKind.STEP_ON}

    @precondition(lambda self: self.last.view.phase is not Phase.RESULTS)
    @rule()
    def there_is_always_a_way_on(self) -> None:
        """Whatever was, standing still and following leads to the end, if somebody says to go on."""
        self.player.kg, self.player.lean, self.player.board = 70.0, StreamHealth.OK, StreamHealth.OK
        for _ in range(60 * 100):
            self.take(self.player.step(Command.RESUME))
            if self.last.view.phase is Phase.RESULTS:
                break
        assert self.last.view.ending in {Ending.COMPLETED, Ending.SAFE_END}

    def teardown(self) -> None:
        if hasattr(self, "player"):
            self.take(self.player.step(Command.STOP))
            assert self.last.view.phase is Phase.RESULTS
            assert self.last.view.outcome is not None
            assert 0 <= self.last.view.outcome.stars <= 3


Rounds.TestCase.settings = settings(max_examples=20, stateful_step_count=15, deadline=None)
TestRounds = Rounds.TestCase
