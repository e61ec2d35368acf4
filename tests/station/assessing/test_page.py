"""What a page of results says, from a report and what was before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clinic.people import KeptResult
from game.assessing import PlotKind
from game.scenes.assess.figures import ASKED_FOR
from signals.assessments import results, words
from signals.assessments.results import LeftOut, Report, Value
from station.assessing.page import Device, like_of, page_of

BOARD = Device("Wii Balance Board 00:1f", "00:1f")
SPEED = Value("velocity_mm_s", "Sway speed", "mm/s", 14.24, (13.1, 15.64, 14.0), main=True)
REPORT = Report("quiet_stance", "This is how much you moved.", (SPEED,),
                conditions={"rail": "ready", "help": "touch", "shoes": "socks", "height": "170"},
                preprocessing=("low-pass 10 Hz", "mean removed"))


def before(*speeds: float) -> list[KeptResult]:
    """Make a history."""
    return [KeptResult("quiet_stance", "", f"s{at}", {}, {"velocity_mm_s": speed})
            for at, speed in enumerate(speeds)]


class TestRows:
    """Values in words with their unit."""

    def test_the_first_time(self) -> None:
        (row,) = page_of(REPORT, "Standing still", BOARD, []).rows
        assert (row.label, row.value, row.spread, row.before, row.change, row.main) == (
            "Sway speed", "14.2 mm/s", "13.1 to 15.6", "", "", True)

    def test_the_last_time_is_beside_it(self) -> None:
        (row,) = page_of(REPORT, "", BOARD, before(20.0, 12.34)).rows
        assert (row.before, row.change) == ("12.3 mm/s", "")

    def test_what_a_change_must_exceed_from_the_fourth_session_on(self) -> None:
        (row,) = page_of(REPORT, "", BOARD, before(10.0, 12.0, 10.0)).rows
        real = results.mdc95([10.0, 12.0, 10.0, 14.24])
        assert real is not None
        assert row.change == f"at least {real:.1f} mm/s"

    @pytest.mark.parametrize(("value", "told"), [
        (replace(SPEED, value=None, trials=()), "not measured"), (replace(SPEED, value=-0.04), "0.0 mm/s"),
        (replace(SPEED, value=7.0, unit="", digits=0), "7"),
        (replace(SPEED, value=12.345, digits=3), "12.345 mm/s")])
    def test_numbers(self, value: Value, told: str) -> None:
        (row,) = page_of(replace(REPORT, values=(value,)), "", BOARD, []).rows
        assert row.value == told

    def test_one_trial_has_no_spread(self) -> None:
        (row,) = page_of(replace(REPORT, values=(replace(SPEED, trials=(14.2,)),)), "", BOARD, []).rows
        assert row.spread == ""


class TestFacts:
    """What it was measured with."""

    def test_device_surface_help_feet_and_filters(self) -> None:
        assert page_of(REPORT, "", BOARD, []).facts == (
            "Measured with: Wii Balance Board 00:1f.", "Board on firm ground.", "Help: A light touch.",
            "On the feet: Socks.", "Body height: 170 cm.", "Computed: low-pass 10 Hz; mean removed.")

    def test_what_does_not_count_and_why(self) -> None:
        left = LeftOut("open", 2, "stepped_off", 4.25, "Eyes open")
        facts = page_of(replace(REPORT, left_out=(left,)), "", BOARD, []).facts
        assert "Not counted: Eyes open, trial 2: the weight came off the board, after 4.2 s." in facts

    def test_a_stop_is_said_first(self) -> None:
        facts = page_of(replace(REPORT, complete=False), "", BOARD, []).facts
        assert facts[0].startswith("Stopped before its end")

    def test_how_a_change_is_judged(self) -> None:
        assert any("4 sessions" in fact for fact in page_of(REPORT, "", BOARD, before(1.0, 2.0, 3.0)).facts)
        assert not any("Change" in fact for fact in page_of(REPORT, "", BOARD, before(1.0, 2.0)).facts)


def test_sessions_that_were_all_alike_tell_no_least_change() -> None:
    value = REPORT.values[0]
    assert value.value is not None
    alike, apart = (page_of(REPORT, "", BOARD, before(*values)).rows[0].change for values in (
        (value.value,) * 3, (value.value - 5, value.value + 5, value.value - 5)))
    assert alike == ""
    assert apart.startswith("at least ")


def test_only_the_same_conditions_are_compared() -> None:
    assert like_of(REPORT, BOARD) == {"device": "00:1f", "help": "touch", "shoes": "socks", "height": "170"}


def test_shifts_to_another_mark_are_not_compared() -> None:
    usual, own = (replace(REPORT, conditions={"mark": mark}) for mark in ("40_mm", "own_reach"))
    assert like_of(usual, BOARD) != like_of(own, BOARD)
    assert "Mark: 40 mm." in page_of(usual, "", BOARD, []).facts
    assert "Mark: own reach." in page_of(own, "", BOARD, []).facts


def test_plots_go_across_as_they_are() -> None:
    plot = results.Plot(results.PlotKind.SWAY, "Eyes open", (((0.0, 1.0), (2.0, 3.0)),), ("Eyes open",),
                        outline=((0.0, 0.0),))
    (shown,) = page_of(replace(REPORT, plots=(plot,)), "", BOARD, []).plots
    assert (shown.kind, shown.lines, shown.outline) == (PlotKind.SWAY, plot.lines, plot.outline)


def test_every_kind_of_plot_has_its_like() -> None:
    assert {kind.value for kind in results.PlotKind} == {kind.value for kind in PlotKind}


def test_every_picture_that_is_asked_for_is_known_to_the_screen() -> None:
    unknown = words.FIGURES - ASKED_FOR
    assert unknown <= {"side_left", "side_right"}  # these are shown as what lights up
