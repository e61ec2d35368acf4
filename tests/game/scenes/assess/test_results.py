"""Results as pages: everything is on one of them, whatever was found."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.assessing import ResultsPage, Row
from game.picture import Chart, Figure, Label, Part
from game.scenes.assess.results import pages_of
from tests.game.scenes.assess.making import BARS, FACTS, LINE, PAGE, REACH, ROWS, SWAY

EMPTY = ResultsPage("Reaction", "Thank you.", ())


def texts(parts: tuple[Part, ...]) -> list[str]:
    return [part.text for part in parts if isinstance(part, Label)]


def everything(page: ResultsPage) -> list[str]:
    return [text for heading, parts in pages_of(page, "limits") for text in (heading, *texts(parts))]


def test_the_patient_sees_a_sentence_two_large_values_and_a_picture() -> None:
    heading, parts = pages_of(PAGE, "limits")[0]
    assert heading == PAGE.title
    assert texts(parts) == [PAGE.plain, "58.1 mm", "Farthest lean, all sides", "21.9 mm/s",
                            "Sway speed, eyes closed", REACH.title]
    assert [part.plot for part in parts if isinstance(part, Chart)] == [REACH]


def test_without_main_values_the_first_are_large_and_without_plots_the_card_is_shown() -> None:
    rows = tuple(replace(row, main=False) for row in ROWS)
    _, parts = pages_of(replace(PAGE, rows=rows, plots=()), "limits")[0]
    assert texts(parts)[1:] == ["58.1 mm", "Farthest lean, all sides", "21.9 mm/s", "Sway speed, eyes closed"]
    assert [part.name for part in parts if isinstance(part, Figure)] == ["lean_front"]


def test_a_single_value_has_the_picture_of_its_card_below() -> None:
    _, parts = pages_of(replace(PAGE, rows=ROWS[:1]), "limits")[0]
    assert [part.name for part in parts if isinstance(part, Figure)] == ["lean_front"]
    assert any(isinstance(part, Chart) for part in parts)


def test_the_therapist_sees_every_value_plot_and_fact() -> None:
    shown = everything(PAGE)
    for row in ROWS:
        assert {row.label, row.value, row.spread, row.change, row.before} - {""} <= set(shown)
    assert set(FACTS) <= set(shown)
    plots = [part.plot for _, parts in pages_of(PAGE, "limits") for part in parts if isinstance(part, Chart)]
    assert plots == [REACH, SWAY, BARS, LINE]


@pytest.mark.parametrize(("rows", "columns"), [
    ((Row("Time", "410 ms"),), ["What", "Today"]),
    ((Row("Time", "410 ms"), Row("Errors", "1", before="2")), ["What", "Today", "Last time"]),
    (ROWS, ["What", "Today", "Trials", "A real change", "Last time"]),
])
def test_a_column_without_anything_is_left_out(rows: tuple[Row, ...], columns: list[str]) -> None:
    _, parts = pages_of(replace(EMPTY, rows=rows), "reaction")[1]
    assert [part.text for part in parts if isinstance(part, Label) and part.soft] == columns


def test_nothing_found_is_still_a_page() -> None:
    pages = pages_of(EMPTY, "not known yet")
    assert len(pages) == 1
    assert texts(pages[0][1]) == ["Thank you."]


def test_a_long_fact_is_shown_whole() -> None:
    fact = " ".join(f"word{number}" for number in range(120))
    shown = [part.text for _, parts in pages_of(replace(EMPTY, facts=(fact,)), "reaction")
             for part in parts if isinstance(part, Label)]
    assert " ".join(shown).endswith(fact)
    assert all(len(text) <= 160 for text in shown)


@pytest.mark.parametrize(("rows", "pages"), [(7, [7]), (8, [4, 4]), (13, [7, 6]), (15, [5, 5, 5])])
def test_pages_of_a_table_are_about_equally_full(rows: int, pages: list[int]) -> None:
    page = replace(EMPTY, rows=tuple(Row(f"label {n}", "1 s") for n in range(rows)))
    tables = [texts(parts) for heading, parts in pages_of(page, "reaction") if heading == "In figures"]
    assert [sum(text.startswith("label") for text in table) for table in tables] == pages


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 30), st.integers(0, 9), st.integers(0, 30))
def test_whatever_the_number_nothing_is_left_out_and_nothing_lies_on_anything(rows: int, plots: int,
                                                                            facts: int) -> None:
    page = ResultsPage("Title", "Plain.",
                       tuple(Row(f"label {n}", f"value {n}", f"spread {n}") for n in range(rows)),
                       tuple(replace(SWAY, title=f"plot {n}") for n in range(plots)),
                       tuple(f"fact {n}" for n in range(facts)))
    shown = set(everything(page))
    assert {f"label {n}" for n in range(rows)} | {f"fact {n}" for n in range(facts)} <= shown
    assert {f"plot {n}" for n in range(plots)} <= shown
    for _, parts in pages_of(page, "limits"):
        boxes = [part.rect for part in parts if isinstance(part, Label | Chart)]
        assert all(box.x >= 0 and box.x + box.w <= 1920 for box in boxes)
        assert all(box.y >= 150 and box.y + box.h <= 930 for box in boxes)
        for index, one in enumerate(boxes):
            for other in boxes[index + 1:]:
                beside = one.x + one.w <= other.x or other.x + other.w <= one.x
                assert beside or one.y + one.h <= other.y or other.y + other.h <= one.y
