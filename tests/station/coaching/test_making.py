"""What a round begins with: tables around each rule."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.coaching.told import RoundTold
from game.difficulty.axes import DifficultyAxis, Levels, Lock
from game.difficulty.decide import begin, decide
from game.difficulty.dual import Second
from game.difficulty.grades import levels_of
from game.difficulty.schedule import Feedback
from game.difficulty.settings import Settings
from game.difficulty.stages import Stage
from game.difficulty.start import Assessed
from game.difficulty.state import MOST_DAYS, Adjust, Feels, Return, Symptom, Try
from levels.words import Order
from station.coaching.making import (
    LEAST_WITHOUT,
    UNKNOWN_DAYS,
    Before,
    arranged,
    assessed_from,
    days_between,
    feedback_of,
    first_of,
    frame_of,
    given_at_start,
    manner_of,
    settings_of,
    shared_out,
    stage_of,
    symptoms_now,
)
from tests.station.coaching.making import NOW, level_of, plan_of, told

LEVEL = level_of()
PAIN, TIRED, UNSTEADY = Symptom.PAIN, Symptom.FATIGUE, Symptom.INSTABILITY
S1, S2, S3, S4 = Stage
NEW = Before()
QUIET = {"rms_eyes_open_mm": 6.0}
LIMITS = {"maximum_pct": 80.0, "velocity_deg_s": 4.0}
SITTING = {"rms_eyes_open_mm": 2.0, "excursion_mm": 40.0}
PACE = {"pace_s": 1.5}
REACH = (60.0, 60.0, 50.0, 30.0)


class TestStage:
    """The plan's word, then the therapist's, then the first."""

    @pytest.mark.parametrize(("planned", "accepted", "stage", "why"), [
        (None, None, S1, "until a therapist accepts another"), (None, S3, S3, "as a therapist accepted"),
        (2, None, S2, "as the plan says"), (2, S3, S2, "as the plan says")])
    def test_it_is(self, planned: int | None, accepted: Stage | None, stage: Stage, why: str) -> None:
        plan = None if planned is None else plan_of(f"stage: {planned}")
        found, told_why = stage_of(plan, Before(accepted=accepted))
        assert found is stage
        assert why in told_why


class TestManner:
    """Errorless while the task is new, unless the plan says otherwise."""

    @pytest.mark.parametrize(("lines", "stage", "target", "few_words"), [
        (None, S1, 0.9, True), (None, S2, 0.9, True), (None, S3, 0.75, False), (None, S4, 0.75, False),
        ((), S1, 0.9, True), ((), S3, 0.75, False),
        (("target_percent: 70",), S1, 0.7, True), (("target_percent: 70",), S3, 0.7, False),
        (("target_percent: 95",), S1, 0.95, True),
        (("few_words: true",), S3, 0.9, True), (("few_words: true", "target_percent: 95"), S4, 0.95, True),
        (("few_words: false",), S1, 0.75, False), (("few_words: false", "target_percent: 60"), S1, 0.6, False)])
    def test_it_is(self, lines: tuple[str, ...] | None, stage: Stage, target: float, few_words: bool) -> None:
        how = manner_of(None if lines is None else plan_of(*lines), stage)
        assert (how.target, how.few_words) == (target, few_words)


class TestSettings:
    """Locks in grades become levels."""

    def test_without_a_plan_all_that_the_level_offers_is_free(self) -> None:
        found = settings_of(LEVEL, 3, None, manner_of(None, S3))
        assert found == Settings(0.75, (), tuple(DifficultyAxis))

    def test_locks_blocks_and_steps_are_the_plans(self) -> None:
        plan = plan_of("axes: {size: {min: 1, max: 5.5}, hold: {fixed: 10}, range: {max: 4}}", "block_tries: 8",
                       "most_percent_per_block: 5")
        found = settings_of(LEVEL, 3, plan, manner_of(plan, S3))
        assert set(found.locks) == {Lock(DifficultyAxis.SIZE, 0.0, 0.5), Lock(DifficultyAxis.HOLD, 1.0, 1.0),
                                    Lock(DifficultyAxis.RANGE, 0.0, 3 / 9)}
        assert (found.block_trials, found.most_per_block) == (8, 0.05)
        assert DifficultyAxis.HOLD not in found.movable

    def test_what_does_not_adapt_stays_at_the_grade_inside_the_locks(self) -> None:
        plan = plan_of("adapt: false", "axes: {size: {max: 3}}")
        frame = frame_of(LEVEL, 5, plan, NEW)
        assert not frame.adapts
        assert frame.settings.movable == ()
        at = begin(frame.settings, levels_of(5)).levels
        assert (at.size, at.range) == (2 / 9, 4 / 9)
        assert "The plan holds difficulty at grade 5." in frame.why

    @pytest.mark.parametrize(("level", "told_of"), [("first_shelf", True), ("first_light", False)])
    def test_an_order_is_told_where_there_are_directions(self, level: str, told_of: bool) -> None:
        why = frame_of(level_of(level), 1, None, NEW).why
        assert any("order" in sentence for sentence in why) is told_of

    def test_a_level_that_offers_less_is_moved_less(self) -> None:
        found = settings_of(level_of("lanterns/breathe_out"), 1, None, manner_of(None, S1))
        assert DifficultyAxis.RANGE not in found.axes


class TestFeedback:
    """Fades from session to session, as the last one earned."""

    @pytest.mark.parametrize(("stage", "step"), [(S1, 0), (S2, 0), (S3, 2), (S4, 4)])
    def test_somebody_new_begins_where_the_stage_does(self, stage: Stage, step: int) -> None:
        feedback, why = feedback_of(None, stage, NEW, 0.9)
        assert feedback.step == step
        assert "begins" in why

    @pytest.mark.parametrize(("last", "step", "why"), [
        (told((9, 10)), 1, "one step less"),
        (told((8, 10)), 0, "until more tries succeed"),
        (told((9, 10), (0, LEAST_WITHOUT - 1)), 1, "one step less"),  # so few tell nothing
        (told((10, 10), (2, 4)), 0, "one step more"),
        (told(), 0, "as in the last session"),
        (told((0, 0), (10, 10)), 1, "one step less"),
    ])
    def test_the_last_session_decides(self, last: RoundTold, step: int, why: str) -> None:
        before = Before((told((1, 10)), last), 0, None, 0.9)
        feedback, told_why = feedback_of(None, S2, before, 0.75)
        assert feedback.step == step
        assert why in told_why

    def test_a_new_stage_takes_it_into_its_own_range(self) -> None:
        assert feedback_of(None, S3, Before((told((9, 10)),), 0, None, 0.9), 0.75)[0].step == 2

    @pytest.mark.parametrize(("lines", "before", "step"), [
        (("feedback: {percent: 50}",), NEW, 2),
        (("feedback: {percent: 50, fade: false}",), Before((told((10, 10)),), 3, 50, 0.75), 2),
        (("feedback: {percent: 50}",), Before((told((10, 10)),), 2, 50, 0.75), 3),  # then it fades
        (("feedback: {percent: 33}",), Before((told((10, 10)),), 2, 50, 0.75), 3),  # changed by the therapist
        (("feedback: {fade: false}",), Before((told((10, 10)),), 2, None, 0.75), 2),
        (("feedback: {fade: false}",), NEW, 2)])
    def test_the_plan_says(self, lines: tuple[str, ...], before: Before, step: int) -> None:
        assert feedback_of(plan_of("stage: 3", *lines), S3, before, 0.75)[0].step == step

    def test_everything_else_is_the_plans(self) -> None:
        plan = plan_of("feedback: {band: 0.4, on_request: true, guess_every: 0, probes: 0.3, "
                       "second_task: colours, second_share: 0.25}")
        feedback, _ = feedback_of(plan, S3, NEW, 0.75)
        assert (feedback.band, feedback.summary, feedback.on_request, feedback.guess_every, feedback.probe_share,
                feedback.second, feedback.second_share) == (0.4, False, True, 0, 0.3, Second.COLOURS, 0.25)


class TestSharedOut:
    """Probes and guesses come out right over rounds of any length."""

    @pytest.mark.parametrize("count", [1, 2, 3, 4, 7, 12, 20])
    @pytest.mark.parametrize("share", [0.0, 0.1, 0.35, 1.0])
    def test_probes(self, count: int, share: float) -> None:
        usual = Feedback(probe_share=share)
        rounds = [shared_out(usual, number * count, count) for number in range(30)]
        assert sum(round(each.probe_share * count) for each in rounds) == pytest.approx(share * 30 * count, abs=1)

    @pytest.mark.parametrize(("count", "every"), [(2, 5), (3, 5), (4, 5), (4, 10), (3, 100)])
    def test_guesses_of_short_rounds(self, count: int, every: int) -> None:
        rounds = [shared_out(Feedback(guess_every=every), number * count, count) for number in range(60)]
        assert {each.guess_every for each in rounds} == {0, count}
        assert sum(each.guess_every > 0 for each in rounds) == 60 * count // every

    @pytest.mark.parametrize(("count", "every"), [(5, 5), (8, 5), (4, 0), (1, 0)])
    def test_longer_rounds_have_their_own(self, count: int, every: int) -> None:
        assert shared_out(Feedback(guess_every=every), 3, count).guess_every == every

    def test_a_round_of_one_try_asks_nothing(self) -> None:
        assert {shared_out(Feedback(), number, 1).guess_every for number in range(20)} == {0}


class TestOrder:
    """Blocked, serial, random."""

    @pytest.mark.parametrize(("lines", "session", "stage", "order"), [
        (None, 1, S3, Order.BLOCKED), (None, 2, S3, Order.BLOCKED), (None, 3, S2, Order.SERIAL),
        (None, 3, S3, Order.RANDOM), (("order: random",), 1, S1, Order.RANDOM), ((), 1, S1, Order.BLOCKED)])
    def test_it_is(self, lines: tuple[str, ...] | None, session: int, stage: Stage, order: Order) -> None:
        assert arranged(None if lines is None else plan_of(*lines), session, stage)[0] is order


class TestFirstLevels:
    """From the assessments, or where the therapist says."""

    GOOD = Assessed(1.0, 6.0, 0.05)

    @pytest.mark.parametrize(("lines", "assessed", "chosen", "levels"), [
        (None, Assessed(), 7, Levels()), (None, GOOD, 7, Levels(0.5, 0.5, 0.5, 0.5)),
        (("grade: 4",), GOOD, 4, levels_of(4)), (("adapt: false",), GOOD, 7, levels_of(7)),
        (("axes: {size: {min: 10}}",), Assessed(), 7, Levels(size=1.0))])
    def test_it_begins(self, lines: tuple[str, ...] | None, assessed: Assessed, chosen: int,
                       levels: Levels) -> None:
        plan = None if lines is None else plan_of(*lines)
        assert first_of(plan, frame_of(LEVEL, chosen, plan, NEW), chosen, assessed) == levels


class TestBeginning:
    """What the engine is given before a round."""

    FRAME = frame_of(LEVEL, 3, None, NEW)

    def test_nothing_where_nothing_changed(self) -> None:
        state = begin(self.FRAME.settings, Levels())
        assert given_at_start(state, self.FRAME, None, Assessed(), frozenset()) == ()

    def test_changes_of_the_plan_a_new_session_and_symptoms_in_this_order(self) -> None:
        state = begin(Settings(), Levels(size=0.5))
        found = given_at_start(state, self.FRAME, 15, Assessed(), frozenset({PAIN}))
        assert found == (Adjust(self.FRAME.settings), Return(15, Levels()), Feels(frozenset({PAIN})))
        for each in found:
            state = decide(state, each).after
        assert state.levels == Levels()  # more than 14 days: anew
        after = decide(state, Try(True)).after
        assert after.levels == Levels()  # frozen

    @pytest.mark.parametrize(("before", "faces", "near_falls", "now"), [
        (set(), None, 0, set()), ({PAIN}, None, 0, {PAIN}),  # nobody asked, so it holds
        ({PAIN, UNSTEADY}, None, 0, {PAIN}),  # unsteadiness ends with its session
        (set(), None, 1, {UNSTEADY}), ({PAIN}, {"pain_0_10": 3.0, "fatigue_0_10": 6.0}, 0, set()),
        (set(), {"pain_0_10": 4.0, "fatigue_0_10": 0.0}, 0, {PAIN}),
        (set(), {"pain_0_10": 0.0, "fatigue_0_10": 7.0}, 2, {TIRED, UNSTEADY}), (set(), {}, 0, set())])
    def test_symptoms_that_hold_now(self, before: set[Symptom], faces: dict[str, float] | None, near_falls: int,
                                    now: set[Symptom]) -> None:
        assert symptoms_now(frozenset(before), faces, near_falls) == now

    @pytest.mark.parametrize(("ago", "days", "odd"), [
        (None, UNKNOWN_DAYS, True), (timedelta(), 0, False), (timedelta(hours=8), 0, False),
        (timedelta(hours=10), 1, False),  # NOW is nine in the morning
        (timedelta(days=14, hours=8), 14, False), (timedelta(days=14, hours=10), 15, False),
        (timedelta(hours=-1), 0, False), (timedelta(hours=-1, seconds=-1), 0, True),
        (timedelta(days=-4000), 0, True), (timedelta(days=200_000), MOST_DAYS, False)])
    def test_days_are_those_of_the_calendar(self, ago: timedelta | None, days: int, odd: bool) -> None:
        found, sentence = days_between(None if ago is None else NOW - ago, NOW)
        assert (found, bool(sentence)) == (days, odd)


class TestAssessed:
    """From the results of assessments, by their keys."""

    def test_standing(self) -> None:
        assert assessed_from(QUIET, LIMITS, SITTING, PACE, REACH, seated=False) == Assessed(
            0.8, 4.0, 6.0 / 50.0, 1.5)

    def test_seated_knows_only_sitting(self) -> None:
        assert assessed_from(QUIET, LIMITS, SITTING, PACE, REACH, seated=True) == Assessed(
            sway_share=0.05)

    @pytest.mark.parametrize("seated", [True, False])
    def test_nothing_measured_says_nothing(self, seated: bool) -> None:
        assert assessed_from({}, {}, {}, {}, REACH, seated) == Assessed()

    @given(st.dictionaries(st.sampled_from(["rms_eyes_open_mm", "maximum_pct", "velocity_deg_s", "excursion_mm",
                                           "pace_s"]),
                           st.floats(-1e15, 1e15)), st.booleans())
    @settings(max_examples=60, deadline=None)
    def test_odd_values_never_stop_play(self, values: dict[str, float], seated: bool) -> None:
        found = assessed_from(values, values, values, values, REACH, seated)
        for value, most in ((found.reach_share, 2.0), (found.shift_deg_s, 100.0), (found.sway_share, 5.0),
                            (found.pace_s, 20.0)):
            assert value is None or 0.0 <= value <= most
