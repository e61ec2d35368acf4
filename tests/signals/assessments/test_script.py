"""How every script runs: told, asked, measured, repeated, paused, stopped; always with an end and a sentence."""

from __future__ import annotations

from collections.abc import Generator
from functools import partial
from itertools import groupby

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.assessing import Act, Answer, Phase
from core.clock import NS_PER_S
from core.samples import SampleBlock, Stream
from signals.assessments import script, words
from signals.assessments.questions import CHAIR, HELP, need, note
from signals.assessments.recorder import BoardTrial
from signals.assessments.results import Report, mean_value
from signals.assessments.script import Script
from signals.assessments.stands import BoardScript
from signals.assessments.steps import Moment, Step
from signals.assessments.terms import Condition, Kit, Part, Tried
from tests.signals.assessments.rig import Corners, Rig, check

STILL = Condition("still", "Still")
EMPTY: Corners = (0.0, 0.0, 0.0, 0.0)


class Short(BoardScript):
    """Two trials of a second on the board."""

    id = "quiet_stance"
    plan_s = 20.0

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self.kept: list[BoardTrial] = []

    def _live(self) -> Generator[Step, Moment, None]:
        yield from self.told("stance_open")
        yield from need(self, (CHAIR,))
        yield from note(self, (HELP,))
        yield from self.sensors()
        yield from self.leave_and_tare(STILL)
        self.plan(20.0)
        yield from self.trials(STILL, 2, partial(self._attempt), self.kept, rest_s=2.0)

    def _attempt(self, number: int) -> Part[Tried[BoardTrial]]:
        yield from self.come(STILL)
        yield from self.settle(STILL, 0.2)
        return (yield from self.be_still(STILL, 1.0, 0.0, self.still_step(STILL, number, 2)))

    def _report(self) -> Report | None:
        if not self.kept:
            return None
        loads = [float(trial.total_kg.mean()) for trial in self.kept]
        return Report(self.id, "Done.", (mean_value("load_kg", "Load", "kg", loads),))


def in_trial(rig: Rig) -> Step:
    """Go on into a trial, past its first tenth."""
    return rig.until(lambda step: step.phase is Phase.MEASURE and step.progress > 0.1)


def left_out(rig: Rig) -> list[tuple[int, str]]:
    """Trials that do not count, with why."""
    return [(item.trial, item.reason) for item in rig.script.left_out]


def test_an_assessment_that_goes_well() -> None:
    rig = Rig(Short, known={})
    rig.lead(rests=True)
    check(rig.steps)
    phases = [phase for phase, _ in groupby(step.phase for step in rig.steps)]
    assert phases == [Phase.TOLD, Phase.ASK, Phase.PREPARE, Phase.MEASURE, Phase.REST, Phase.PREPARE,
                      Phase.MEASURE, Phase.RESULTS]
    assert rig.report.complete
    assert rig.report.conditions == {"chair": "ready", "help": "none"}
    assert rig.values()["load_kg"] == pytest.approx(72.0, abs=0.5)  # the tare took 0.3 kg off each sensor
    assert [mark.data["kept"] for mark in rig.marks] == [True, True]


@pytest.fixture(autouse=True)
def _less_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait seconds instead of minutes."""
    monkeypatch.setattr(script, "PERSON_S", 20.0)
    monkeypatch.setattr(script, "AWAY_S", 4.0)


def test_it_waits_for_a_start_but_not_for_ever() -> None:
    rig = Rig(Short)
    while not rig.tick().over:
        assert rig.t_ns < 22 * NS_PER_S
    assert (rig.step.phase, rig.step.sentence) == (Phase.ENDED, words.END_WAITED)


def test_an_answer_to_another_question_is_no_answer() -> None:
    rig = Rig(Short)
    rig.until_phase(Phase.ASK)
    for answer in (Answer("chair", "perhaps"), Answer("rail", "ready"), Answer("", "")):
        assert rig.tick(answer=answer).phase is Phase.ASK
    assert rig.tick(answer=Answer("chair", "ready")).ask is not rig.steps[-2].ask


def test_nothing_is_measured_without_its_safety() -> None:
    rig = Rig(Short)
    rig.answers["chair"] = "not_yet"
    rig.lead()
    assert rig.step.phase is Phase.ENDED
    assert rig.step.sentence == "A chair must stand right behind. Begin again when that is ready."


def test_what_is_known_is_not_asked_again() -> None:
    rig = Rig(Short, known={"help": "touch"})
    rig.lead()
    assert {step.ask.key for step in rig.steps if step.ask} == {"chair"}
    assert rig.report.conditions["help"] == "touch"


def test_what_is_known_but_not_asked_here_does_not_belong_to_the_results() -> None:
    rig = Rig(Short, known={"help": "touch", "height": "180", "shoes": "socks"})
    rig.lead()
    assert set(rig.report.conditions) == {"chair", "help"}


class TestStop:
    """A stop keeps and shows what there is."""

    def test_before_anything_was_measured(self) -> None:
        rig = Rig(Short)
        in_trial(rig)
        assert rig.tick(Act.STOP).phase is Phase.ENDED
        assert rig.step.sentence == words.END_NOTHING

    def test_after_a_trial(self) -> None:
        rig = Rig(Short)
        rig.until_phase(Phase.REST)
        rig.tick(Act.STOP)
        assert rig.step.phase is Phase.RESULTS
        assert not rig.report.complete
        assert rig.step.sentence == words.SAYINGS["done_early"]

    def test_the_end_stays(self) -> None:
        rig = Rig(Short)
        rig.tick()
        rig.tick(Act.STOP)
        end = rig.step
        assert rig.tick(Act.START) == end


class TestHands:
    """A person may repeat and leave out at any time."""

    def test_repeat_in_a_trial(self) -> None:
        rig = Rig(Short)
        in_trial(rig)
        rig.tick(Act.REPEAT)
        rig.lead()
        assert left_out(rig) == [(1, "again_by_hand")]
        assert len(rig.report.values[0].trials) == 2

    def test_repeat_in_a_rest_takes_the_trial_before(self) -> None:
        rig = Rig(Short)
        rig.until_phase(Phase.REST)
        rig.tick(Act.REPEAT)
        rig.lead()
        assert left_out(rig) == [(1, "again_by_hand")]
        assert len(rig.report.values[0].trials) == 2

    def test_skip_in_a_trial_leaves_it_out(self) -> None:
        rig = Rig(Short)
        in_trial(rig)
        rig.tick(Act.SKIP)
        rig.lead()
        assert left_out(rig) == [(1, "by_hand")]
        assert len(rig.report.values[0].trials) == 1

    def test_skip_in_a_rest_ends_it(self) -> None:
        rig = Rig(Short)
        rig.until_phase(Phase.REST)
        rig.tick(Act.SKIP)
        assert rig.tick().phase is Phase.PREPARE

    def test_all_left_out_is_no_result(self) -> None:
        rig = Rig(Short)
        for _ in range(2):
            in_trial(rig)
            rig.tick(Act.SKIP)
        rig.lead()
        assert (rig.step.phase, rig.step.sentence) == (Phase.ENDED, words.END_NOTHING)


class TestAway:
    """A sensor that goes away pauses, and the trial is done again when it is back."""

    def test_a_quarter_of_a_second_pauses(self) -> None:
        rig = Rig(Short)
        in_trial(rig)
        rig.board = False
        for _ in range(24):
            assert rig.tick().phase is Phase.MEASURE
        rig.until_phase(Phase.PAUSED)
        rig.board = True
        rig.lead()
        assert len(rig.report.values[0].trials) == 2
        assert left_out(rig) == []

    def test_for_too_long_it_ends_with_what_there_is(self) -> None:
        rig = Rig(Short)
        rig.until_phase(Phase.REST)
        in_trial(rig)
        rig.board = False
        rig.lead()
        assert rig.step.phase is Phase.RESULTS
        assert not rig.report.complete

    def test_never_there_it_says_what_to_do(self) -> None:
        rig = Rig(Short)
        rig.board = False
        rig.lead()
        assert (rig.step.phase, rig.step.sentence) == (Phase.ENDED, words.END_BOARD)

    def test_again_and_again_the_trial_is_left_out(self) -> None:
        rig = Rig(Short)
        for _ in range(4):
            in_trial(rig)
            rig.board = False
            rig.until_phase(Phase.PAUSED)
            rig.board = True
        rig.lead()
        assert left_out(rig) == [(1, "away")]


class TestQuality:
    """A trial that does not count is told kindly, and repeated by itself at most twice."""

    def test_who_steps_off_does_it_again(self) -> None:
        rig = Rig(Short)
        in_trial(rig)
        rig.loads = lambda _: EMPTY
        rig.until_phase(Phase.REST)
        assert rig.step.sentence == words.AGAIN["stepped_off"]
        rig.loads = None
        rig.lead()
        (noted,) = rig.script.left_out
        assert noted.reason == "stepped_off"
        assert noted.ended_s is not None
        assert 0.1 <= noted.ended_s <= 0.3
        assert len(rig.report.values[0].trials) == 2

    def test_at_most_twice(self) -> None:
        rig = Rig(Short)
        for _ in range(3):
            in_trial(rig)
            rig.loads = lambda _: EMPTY
            rig.until_phase(Phase.REST)
            rig.loads = None
        assert rig.step.sentence == words.SAYINGS["left_out"]
        rig.lead()
        assert left_out(rig) == [(1, "stepped_off")] * 3
        assert len(rig.report.values[0].trials) == 1

    @pytest.mark.parametrize(("loads", "reason"), [
        ((8.0, 8.0, 8.0, 8.0), "stepped_off"),     # a foot beside the board
        ((0.5, 36.0, 0.5, 36.0), "near_edge"),
    ])
    def test_seen_while_it_runs(self, loads: Corners, reason: str) -> None:
        rig = Rig(Short)
        in_trial(rig)
        rig.loads = lambda _: loads
        rig.until_phase(Phase.REST)
        assert left_out(rig) == [(1, reason)]

    def test_rows_that_are_lost(self) -> None:
        rig = Rig(Short)
        in_trial(rig)
        count = 0
        while rig.step.phase is Phase.MEASURE:  # each fourth row is lost: too few at a time for a pause
            count += 1
            rig.board = count % 4 != 0
            rig.tick()
        assert left_out(rig) == [(1, "missing")]


def test_a_tilt_board_is_refused() -> None:
    rig = Rig(Short)
    rig.board = False
    for at in range(600):
        tilt = np.zeros((1, 2), np.float32)
        rig.assembler.feed(SampleBlock(Stream.TILT, at, rig.t_ns + 1, 100.0, tilt))
        if rig.go_on().over:
            break
    assert (rig.step.phase, rig.step.sentence) == (Phase.ENDED, words.END_TILT)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 400), st.sampled_from(Act)), max_size=8), st.booleans())
def test_whatever_hands_do_it_goes_on_or_ends(acts: list[tuple[int, Act]], stop: bool) -> None:
    rig = Rig(Short)
    for ticks, act in acts:
        for _ in range(ticks):
            rig.go_on()
        rig.go_on(act)
    if stop:
        rig.go_on(Act.STOP)
        assert rig.step.over
    rig.lead()
    check(rig.steps)


def test_scripts_are_made_fresh() -> None:
    """Nothing of one run is seen in the next: class attributes are never written."""
    first, second = Rig(Short), Rig(Short)
    first.lead()
    assert isinstance(second.script, Script)
    assert second.script.left_out == []
    assert second.script.conditions == {}
