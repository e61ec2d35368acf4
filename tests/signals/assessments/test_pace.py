"""Pace: people of whom it is known how long a shift takes them, and all that may come between."""

from __future__ import annotations

import random
from collections import Counter
from itertools import pairwise

import pytest

from core.assessing import Act, Phase
from core.cues import CueKind
from devices.simulated.ability import person_of
from devices.simulated.stance import SimulatedPatient, corner_loads
from devices.simulated.standing import StandingBody
from signals.assessments import pace, words
from signals.assessments.pace import FAST_S, LEAST, MOST, MOST_TRIALS, SLOW_S, allowed_s
from signals.assessments.quest import Belief
from signals.assessments.registry import SCRIPTS
from signals.assessments.steps import Step
from signals.calibration import Calibration, Reach
from tests.signals.assessments.rig import Corners, Rig, check

EMPTY: Corners = (0.0, 0.0, 0.0, 0.0)


class Scripted:
    """Somebody who stands like a post, and is `far_mm` to the side exactly `needs_s` after the sign."""

    def __init__(self, rig: Rig, needs_s: float, far_mm: float = 60.0) -> None:
        self.rig, self.needs_s, self.far_mm = rig, needs_s, far_mm
        rig.loads = self.load_kg

    def load_kg(self, t_ns: int) -> Corners:
        """Return the load on the corners."""
        if not self.rig.steps or self.rig.step.cue.kind is CueKind.STEP_OFF:
            return EMPTY
        cue = self.rig.step.cue
        gone = cue.kind is CueKind.LEAN and t_ns - cue.t_ns >= round(self.needs_s * 1e9)
        return corner_loads(cue.lean[0] * self.far_mm if gone else 0.0, 0.0, 72.0)


def lit(rig: Rig) -> list[Step]:
    """Return the first step of each side that lit up."""
    return [step for before, step in pairwise(rig.steps) if step.stimulus and not before.stimulus]


def answers(rig: Rig) -> int:
    """How many shifts taught something."""
    belief: Belief = vars(rig.script)["_belief"]
    return belief.answers


def measured(rig: Rig) -> tuple[float, float, float, float]:
    """Return time, shortest, longest, tries."""
    time, low, high, tries = (rig.values()[key] for key in ("pace_s", "pace_low_s", "pace_high_s", "tries"))
    assert time is not None
    assert low is not None
    assert high is not None
    assert tries is not None
    return time, low, high, tries


def led(needs_s: float, far_mm: float = 60.0) -> Rig:
    """Lead a scripted person to the end."""
    rig = Rig(SCRIPTS["pace"])
    Scripted(rig, needs_s, far_mm)
    rig.lead()
    check(rig.steps)
    assert {step.figure for step in rig.steps if step.figure} <= words.FIGURES
    return rig


def test_levels_are_times_on_a_log_scale() -> None:
    assert allowed_s(0.0) == SLOW_S
    assert allowed_s(1.0) == pytest.approx(FAST_S)
    assert allowed_s(0.5) ** 2 == pytest.approx(SLOW_S * FAST_S)


class TestPeople:
    """Who needs less time has a smaller value."""

    @pytest.mark.parametrize("kind", ["patient", "body"])
    def test_of_three_abilities(self, kind: str) -> None:
        found = []
        for ability in (0.0, 0.5, 1.0):
            rig, rng = Rig(SCRIPTS["pace"]), random.Random(2)
            rig.patient = (SimulatedPatient(rng, ability=ability) if kind == "patient"
                           else StandingBody(rng, person_of(ability)))  # type: ignore[assignment]  # as far as used
            rig.lead()
            check(rig.steps)
            assert rig.report.complete
            time, low, high, tries = measured(rig)
            assert low < time < high
            assert LEAST <= tries <= MOST
            found.append(time)
        assert found == sorted(found, reverse=True)
        assert len(set(found)) == 3

    @pytest.mark.parametrize("needs_s", [0.8, 1.3, 2.0, 3.0])
    def test_whose_time_is_known(self, needs_s: float) -> None:
        rig = led(needs_s)
        time, low, high, tries = measured(rig)
        assert time == pytest.approx(needs_s, rel=0.25)
        assert LEAST <= tries < MOST
        assert high / low < (SLOW_S / FAST_S) ** (2.1 * pace.SURE_SD)
        assert rig.script.left_out == []

    def test_who_is_there_at_once_is_told_where_the_scale_ends(self) -> None:
        rig = led(0.3)
        assert measured(rig)[0] < 0.65
        assert rig.report.noted == "No shift was given less than 0.5 s: the true time may be shorter."

    @pytest.mark.parametrize("far_mm", [0.0, 36.0])
    def test_who_never_gets_there_ends_kindly(self, far_mm: float) -> None:
        rig = led(0.5, far_mm=far_mm)
        assert (rig.step.phase, rig.step.sentence) == (Phase.RESULTS, words.SAYINGS["done"])
        time, _, high, tries = measured(rig)
        assert 3.5 <= time <= high <= SLOW_S
        assert tries <= MOST
        assert rig.values()["reached"] == 0.0
        assert rig.report.noted == "No shift was given more than 4 s: the true time may be longer."
        said = {step.spoken for step in rig.steps}
        assert "thanks_back" in said
        assert not {spoken for spoken in said if spoken.startswith("again_")} | ({"reached"} & said)
        times = {str(mark.data["condition"]).split("_")[2] for mark in rig.marks}
        assert times == {"4000"}, "less time is not asked of who needs more"

    def test_where_it_is_never_sure_it_ends_all_the_same(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pace, "SURE_SD", 0.0)
        rig = led(5.0)
        time, _, _, tries = measured(rig)
        assert tries == MOST
        assert time >= 3.5


class TestTrials:
    """What is asked, and how long it is shown."""

    def test_the_first_two_have_the_longest_time_and_sides_are_balanced(self) -> None:
        rig = led(1.3)
        keys = [str(mark.data["condition"]) for mark in rig.marks]
        assert [key.split("_")[2] for key in keys[:2]] == ["4000", "4000"]
        sides = [step.stimulus for step in lit(rig)]
        assert [key.split("_")[0] for key in keys] == sides
        assert all(Counter(sides[at:at + 4]) == {"left": 2, "right": 2} for at in range(0, len(sides) - 3, 4))

    def test_orders_differ(self) -> None:
        orders = {tuple(vars(Rig(SCRIPTS["pace"], seed=seed).script)["_sides"]) for seed in range(20)}
        assert len(orders) > 15

    @pytest.mark.parametrize(("needs_s", "reached"), [(0.5, True), (3.9, True), (4.05, False), (9.0, False)])
    def test_what_was_begun_in_time_counts(self, needs_s: float, reached: bool) -> None:
        rig = Rig(SCRIPTS["pace"])
        Scripted(rig, needs_s)
        sign = rig.until(lambda step: bool(step.stimulus)).cue.t_ns
        rig.until(lambda step: not step.stimulus)
        gone_s = (rig.t_ns - sign) / 1e9
        assert gone_s == pytest.approx(min(needs_s + 0.4, SLOW_S + 0.4), abs=0.05)
        assert rig.step.spoken == ("reached" if reached else "thanks_back")

    @pytest.mark.parametrize(("reach", "far_mm", "reached"), [
        (Reach(), 36.0, False), (Reach(), 44.0, True),
        (Reach(left_mm=100.0, right_mm=100.0), 56.0, False), (Reach(left_mm=100.0, right_mm=100.0), 64.0, True),
        (Reach(left_mm=40.0, right_mm=40.0), 28.0, True), (Reach(left_mm=20.0, right_mm=20.0), 14.0, False)])
    def test_the_mark_is_a_share_of_the_own_reach(self, reach: Reach, far_mm: float, reached: bool) -> None:
        rig = Rig(SCRIPTS["pace"])
        rig.script.calibration = Calibration(reach=reach)
        Scripted(rig, 0.5, far_mm)
        rig.until(lambda step: bool(step.stimulus))
        rig.until(lambda step: not step.stimulus)
        assert rig.step.spoken == ("reached" if reached else "thanks_back")
        assert rig.script.conditions["mark"] == ("40_mm" if reach == Reach() else "own_reach")

    def test_the_next_begins_when_the_middle_is_found_again(self) -> None:
        rig = Rig(SCRIPTS["pace"])
        person = Scripted(rig, 0.5)
        rig.until(lambda step: bool(step.stimulus))
        rig.until(lambda step: not step.stimulus)
        stays = corner_loads(60.0, 0.0, 72.0)
        rig.loads = lambda _: stays
        for _ in range(500):
            assert rig.go_on().phase is Phase.PREPARE
        rig.loads = person.load_kg
        back_ns = rig.t_ns
        rig.until_phase(Phase.MEASURE)
        assert (rig.t_ns - back_ns) / 1e9 == pytest.approx(1.0, abs=0.05)

    def test_nobody_on_the_board_is_not_in_the_middle(self) -> None:
        rig = Rig(SCRIPTS["pace"])
        Scripted(rig, 0.5)
        rig.until(lambda step: bool(step.stimulus))
        rig.until(lambda step: not step.stimulus)
        rig.loads = lambda _: EMPTY
        for _ in range(500):
            assert rig.go_on().phase is Phase.PREPARE

    def test_who_does_not_come_back_goes_on_from_there(self) -> None:
        rig = Rig(SCRIPTS["pace"])
        Scripted(rig, 0.5)
        rig.until(lambda step: bool(step.stimulus))
        rig.until(lambda step: not step.stimulus)
        stays = corner_loads(60.0, 0.0, 72.0)
        rig.loads, since_ns = lambda _: stays, rig.t_ns
        rig.until_phase(Phase.MEASURE)
        assert (rig.t_ns - since_ns) / 1e9 == pytest.approx(10.0, abs=0.1)


class TestWithout:
    """Trials that do not count teach nothing."""

    def test_moved_early_is_repeated(self) -> None:
        rig = Rig(SCRIPTS["pace"])
        rig.until_phase(Phase.MEASURE)
        rig.patient.steer((0.6, 0.0))
        rig.until_phase(Phase.REST)
        assert rig.step.sentence == words.AGAIN["moved_early"]
        assert answers(rig) == 0
        rig.patient.steer(None)
        rig.until(lambda step: bool(step.stimulus))
        assert answers(rig) == 0
        rig.lead()
        assert [item.reason for item in rig.script.left_out] == ["moved_early"]
        assert answers(rig) == rig.values()["tries"]

    def test_sooner_than_anybody_reacts_is_early_too(self) -> None:
        rig = Rig(SCRIPTS["pace"])
        Scripted(rig, 0.05)
        rig.until_phase(Phase.REST)
        assert rig.step.sentence == words.AGAIN["moved_early"]
        assert answers(rig) == 0

    def test_a_board_that_goes_away_pauses(self) -> None:
        rig = Rig(SCRIPTS["pace"])
        Scripted(rig, 1.3)
        for _ in range(2):
            rig.until(lambda step: bool(step.stimulus))
            rig.board = False
            rig.until_phase(Phase.PAUSED)
            assert answers(rig) == 0
            rig.board = True
        rig.lead()
        assert rig.report.complete
        assert rig.script.left_out == []
        assert measured(rig)[0] == pytest.approx(1.3, rel=0.25)

    def test_a_board_that_goes_away_again_and_again_is_left_out(self) -> None:
        rig = Rig(SCRIPTS["pace"])
        Scripted(rig, 1.3)
        for _ in range(4):
            rig.until(lambda step: bool(step.stimulus))
            rig.board = False
            rig.until_phase(Phase.PAUSED)
            rig.board = True
        rig.lead()
        assert [item.reason for item in rig.script.left_out] == ["away"]
        assert answers(rig) == rig.values()["tries"]
        assert rig.marks[0].data["condition"] != rig.script.left_out[0].condition

    def test_who_steps_off_does_it_again_and_finds_a_new_middle(self) -> None:
        rig = Rig(SCRIPTS["pace"])
        person = Scripted(rig, 1.3)
        rig.until(lambda step: bool(step.stimulus))
        rig.loads = lambda _: EMPTY
        rig.until_phase(Phase.REST)
        assert rig.step.sentence == words.AGAIN["stepped_off"]
        rig.until(lambda step: step.spoken == "step_on")
        rig.loads = person.load_kg
        rig.until(lambda step: step.spoken == "settle")
        rig.lead()
        assert [item.reason for item in rig.script.left_out] == ["stepped_off"]
        assert measured(rig)[0] == pytest.approx(1.3, rel=0.25)

    def test_all_left_out_by_hand_ends_without_results(self) -> None:
        rig = Rig(SCRIPTS["pace"])
        Scripted(rig, 1.3)
        for _ in range(MOST_TRIALS):
            rig.until(lambda step: bool(step.stimulus))
            rig.tick(Act.SKIP)
        rig.lead()
        assert (rig.step.phase, rig.step.sentence) == (Phase.ENDED, words.END_NOTHING)
        check(rig.steps)

    def test_a_stop_after_few_shifts_tells_no_time(self) -> None:
        rig = Rig(SCRIPTS["pace"])
        Scripted(rig, 1.3)
        rig.until(lambda _: answers(rig) == LEAST - 1)
        rig.tick(Act.STOP)
        assert not rig.report.complete
        assert rig.values() == {"pace_s": None, "pace_low_s": None, "pace_high_s": None, "tries": LEAST - 1,
                                "reached": pytest.approx(0.5, abs=0.3)}
        assert rig.report.noted == ""


def test_the_report_names_the_method_and_the_mark() -> None:
    rig = led(1.3)
    lines = rig.report.preprocessing
    assert any("QUEST+ (Watson 2017): 41 times from 4 to 0.5 s" in line for line in lines)
    assert any("a mark 40 mm left, 40 mm right" in line for line in lines)
    assert [value.key for value in rig.report.values if value.main] == ["pace_s"]
    (plot,) = rig.report.plots
    heights = [line[0][1] for line in plot.lines]
    assert heights == sorted(heights)


def test_the_same_seed_is_the_same_assessment() -> None:
    reports = []
    for _ in range(2):
        rig = Rig(SCRIPTS["pace"], seed=4)
        rig.lead()
        reports.append(rig.report)
    assert reports[0] == reports[1]
