"""Whatever is given in whatever order: the promises hold, and the log replays itself."""

from __future__ import annotations

from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from game.difficulty.axes import ORDER, Levels, Lock
from game.difficulty.engine import Engine
from game.difficulty.replay import replay
from game.difficulty.settings import BLOCKS, STEPS, Settings
from game.difficulty.state import Adjust, Decision, Feels, Given, Place, Return, Symptom, Try

LEVEL = st.floats(0, 1)
LEVELS = st.builds(Levels, LEVEL, LEVEL, LEVEL, LEVEL)
LOCK_LIMITS = st.tuples(LEVEL, LEVEL).map(sorted)
HAIR = 1e-6


@st.composite
def all_settings(draw: st.DrawFn) -> Settings:
    locked = draw(st.lists(st.sampled_from(ORDER), unique=True))
    locks = tuple(Lock(axis, *draw(LOCK_LIMITS)) for axis in locked)
    axes = draw(st.lists(st.sampled_from(ORDER), unique=True))
    return Settings(draw(st.floats(0.5, 0.95)), locks, tuple(axes), draw(st.integers(*BLOCKS)),
                    draw(st.floats(0.01, 0.10)))


class Machine(RuleBasedStateMachine):
    """Tries, symptoms, therapists and breaks, in any order."""

    @initialize(settings=all_settings(), first=LEVELS, seed=st.integers(0, 2**32))
    def start(self, settings: Settings, first: Levels, seed: int) -> None:
        self.engine = Engine(settings, first, seed)

    @rule(success=st.sampled_from([True, False, None]))
    def try_once(self, success: bool | None) -> None:
        self.hold_promises(self.engine.give(Try(success)), success)

    @rule(count=st.integers(2, 8), success=st.booleans())
    def try_often(self, count: int, success: bool) -> None:
        for _ in range(count):
            self.hold_promises(self.engine.give(Try(success)), success)

    @rule(given=st.one_of(
        st.builds(Feels, st.frozensets(st.sampled_from(Symptom))),
        st.builds(Place, st.sampled_from(ORDER), LEVEL),
        st.builds(Adjust, all_settings()),
        st.builds(Return, st.integers(0, 30), LEVELS)))
    def something_else(self, given: Given) -> None:
        before = self.engine.state
        after = self.engine.give(given).after
        if isinstance(given, Return):
            assert all(after.levels.of(axis) <= before.levels.of(axis) for axis in ORDER)
            assert after.assist <= before.assist

    @rule()
    def end(self) -> None:
        self.engine.end()

    def hold_promises(self, decision: Decision, success: bool | None) -> None:
        before, after = decision.before, decision.after
        changed = [axis for axis in ORDER if before.levels.of(axis) != after.levels.of(axis)]
        assert len(changed) <= 1, "one axis at a time"
        for axis in changed:
            step = after.levels.of(axis) - before.levels.of(axis)
            assert success is not None
            assert (step > 0) is success, "never harder after a failure, never easier after a success"
            assert abs(step) <= STEPS
            assert axis in before.settings.movable
            assert not before.symptoms, "frozen"
            assert before.assist == 0 or not success, "help is gone before it gets harder"
            assert before.assist > 0 or success, "help comes before it gets easier"
        if success is not None:
            assert after.assist <= before.assist if success else after.assist >= before.assist
        if after.focus is not None and after.block_trials:
            drift = after.levels.of(after.focus) - after.block_from
            assert abs(drift) <= after.settings.most_per_block + HAIR, "at most so much in a block"

    @invariant()
    def inside(self) -> None:
        if not hasattr(self, "engine"):
            return
        state = self.engine.state
        for axis in ORDER:
            lock = state.settings.lock(axis)
            assert lock.low <= state.levels.of(axis) <= lock.high
        assert 0 <= state.assist <= 1
        assert state.focus is None or state.focus in state.settings.movable

    def teardown(self) -> None:
        if not hasattr(self, "engine"):
            return
        self.engine.end()
        again = replay(self.engine.lines)
        assert again.decisions == self.engine.decisions
        assert again.lines == self.engine.lines
        assert again.state == self.engine.state


Machine.TestCase.settings = examples(max_examples=50, stateful_step_count=20, deadline=None)
TestMachine = Machine.TestCase
