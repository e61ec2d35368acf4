"""The results of an assessment, page by page: first for the patient, then for the therapist.

Nothing is cut off: what does not fit goes to one more page.  Not here: what was found, any judgement.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil
from textwrap import wrap
from typing import TypeVar

from game.assessing import Plot, ResultsPage, Row
from game.intents import IntentKind
from game.picture import Align, Chart, Figure, Label, Panel, Part, Picture, Rect, TextRole, Tone
from game.scenes.assess.asking import Taken
from game.scenes.assess.figures import card_figure
from game.scenes.layout import SLOTS, Slot, title
from game.scenes.menu import Choice, Menu, menu_for
from game.scenes.scene import Moment
from game.scenes.words import word
from game.services import Services

PLAIN = Rect(110, 164, 1700, 140)
LARGE = (Rect(70, 318, 860, 288), Rect(70, 622, 860, 288))
FIRST_PLOT_TITLE = Rect(970, 318, 880, 62)
FIRST_PLOT = Rect(970, 384, 880, 526)
FIRST_FIGURE = Rect(1010, 340, 800, 540)
HEAD_Y, ROW_Y, ROW_H, ROWS = 160.0, 226.0, 98.0, 7
LABEL_W = 560.0
LEFT, WIDTH_ALL = 70.0, 1780.0
FACT_Y, FACT_H, FACTS = 166.0, 94.0, 8
FACT_LETTERS = 160
"""More than two lines of a fact go on in one more place."""
PLOT_TITLES = (Rect(70, 162, 880, 60), Rect(970, 162, 880, 60))
PLOTS = (Rect(70, 224, 880, 686), Rect(970, 224, 880, 686))
ONE_PLOT_TITLE, ONE_PLOT = Rect(360, 162, 1200, 60), Rect(360, 224, 1200, 686)
DONE = Rect(735, 934, 450, 122)
PAGE = Rect(485, 960, 230, 70)

Parts = tuple[Part, ...]
Item = TypeVar("Item")
_COLUMNS: tuple[tuple[str, Callable[[Row], str]], ...] = (
    ("value", lambda row: row.value), ("spread", lambda row: row.spread), ("change", lambda row: row.change),
    ("before", lambda row: row.before))


class ResultsControls:
    """Turns the pages; `done` leaves, `again` measures once more."""

    def __init__(self, services: Services, page: ResultsPage, assessment: str) -> None:
        self._services, self._title = services, page.title
        self._plain = page.plain
        self._pages = pages_of(page, assessment)
        self._at = 0
        self._menu = self._make()

    def step(self, moment: Moment) -> Taken:
        """Turn a page, or leave."""
        step = self._menu.step(moment)
        turns = {"next": 1, "previous": -1}.get(step.chosen or "", 0)
        if turns:
            self._at += turns
            self._menu = self._make()
        return Taken(chosen="" if turns else step.chosen or "", sounds=step.sounds)

    def parts(self) -> Parts:
        """Show the choices, and which page it is."""
        count = len(self._pages)
        where = (Label(PAGE, word("levels.page", page=self._at + 1, pages=count), TextRole.NOTE, soft=True),)
        return (*(where if count > 1 else ()), *self._menu.parts())

    def reset(self) -> None:
        """Forget half-done presses."""
        self._menu.reset()

    def picture(self, spoken: str) -> Picture:
        """Make the picture of the page that is up."""
        heading, parts = self._pages[self._at]
        speech = f"{heading} {self._plain}" if self._at == 0 else heading
        return Picture(f"assess_results_{self._at + 1}", (title(heading), *parts, *self.parts()), speech, spoken)

    def _make(self) -> Menu:
        left = (Choice("previous", word("back"), "back", Slot.LEFT, rect=SLOTS[Slot.CORNER_LEFT]) if self._at else
                Choice("again", word("again"), "again", Slot.LEFT, rect=SLOTS[Slot.CORNER_LEFT]))
        done = Choice("done", word("done"), "check", Slot.RIGHT, Tone.MAIN, rect=SLOTS[Slot.CORNER_RIGHT])
        if self._at < len(self._pages) - 1:
            onward = Choice("next", word("assess.next"), "play", Slot.RIGHT, Tone.MAIN,
                            rect=SLOTS[Slot.CORNER_RIGHT])
            leave = Choice("done", word("done"), "check", Slot.BOTTOM, rect=DONE)
            return menu_for(self._services, onward, leave, left, keys={IntentKind.BACK: "done"}, dial=None)
        return menu_for(self._services, done, left, keys={IntentKind.BACK: "done"}, dial=None)


def pages_of(page: ResultsPage, assessment: str) -> tuple[tuple[str, Parts], ...]:
    """Lay results out as pages: heading and parts of each."""
    large, plots = _large_rows(page.rows), page.plots
    below = card_figure(assessment) if plots else ""
    first: Parts = (Label(PLAIN, page.plain, TextRole.BODY), *_large(large, below),
                    *_first_picture(plots, assessment))
    pages = [(page.title, first)]
    pages += [(word("assess.figures"), _table(page.rows, chunk)) for chunk in _chunks(page.rows, ROWS)]
    pages += [(page.title, _plots(chunk)) for chunk in _chunks(plots[1:], 2)]
    pages += [(word("assess.facts"), _facts(chunk)) for chunk in _chunks(_lines(page.facts), FACTS)]
    return tuple(pages)


def _large_rows(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Choose what the patient sees large: at most two."""
    return (tuple(row for row in rows if row.main) or tuple(rows))[:len(LARGE)]


def _large(rows: Sequence[Row], beside: str) -> Parts:
    """Show values large; where there is only one, `beside` is the picture below it."""
    parts: list[Part] = [Figure(LARGE[1], beside)] if len(rows) == 1 and beside else []
    for row, rect in zip(rows, LARGE, strict=False):
        parts += [Panel(rect), Label(Rect(rect.x + 30, rect.y + 16, rect.w - 60, 140), row.value, TextRole.TITLE),
                  Label(Rect(rect.x + 30, rect.y + 160, rect.w - 60, 116), row.label, TextRole.BODY)]
    return tuple(parts)


def _first_picture(plots: Sequence[Plot], assessment: str) -> Parts:
    if not plots:
        return (Figure(FIRST_FIGURE, card_figure(assessment)),)
    return Label(FIRST_PLOT_TITLE, plots[0].title, TextRole.BODY), Chart(FIRST_PLOT, plots[0])


def _table(rows: Sequence[Row], chunk: Sequence[Row]) -> Parts:
    """Make one page of the table; a column that is empty on every page is left out."""
    columns = [(name, read) for name, read in _COLUMNS if name == "value" or any(read(row) for row in rows)]
    wide = (WIDTH_ALL - LABEL_W) / len(columns)
    parts: list[Part] = [_cell(LEFT, HEAD_Y, LABEL_W, word("assess.column.label"), Align.LEFT, soft=True)]
    for at, (name, _) in enumerate(columns):
        head = word(f"assess.column.{name}")
        parts.append(_cell(LEFT + LABEL_W + at * wide, HEAD_Y, wide, head, Align.CENTRE, soft=True))
    for number, row in enumerate(chunk):
        y = ROW_Y + number * ROW_H
        parts.append(Panel(Rect(LEFT - 20, y + 4, WIDTH_ALL + 40, ROW_H - 8)))
        parts.append(_cell(LEFT, y, LABEL_W, row.label, Align.LEFT))
        parts += [_cell(LEFT + LABEL_W + at * wide, y, wide, read(row), Align.CENTRE)
                  for at, (_, read) in enumerate(columns) if read(row)]
    return tuple(parts)


def _cell(x: float, y: float, w: float, text: str, align: Align, soft: bool = False) -> Label:
    high = ROW_Y - HEAD_Y if soft else ROW_H
    return Label(Rect(x + 8, y + 6, w - 16, high - 12), text, TextRole.NOTE, align, soft)


def _plots(chunk: Sequence[Plot]) -> Parts:
    if len(chunk) == 1:
        return Label(ONE_PLOT_TITLE, chunk[0].title, TextRole.BODY), Chart(ONE_PLOT, chunk[0])
    return tuple(part for plot, above, rect in zip(chunk, PLOT_TITLES, PLOTS, strict=False)
                 for part in (Label(above, plot.title, TextRole.BODY), Chart(rect, plot)))


def _facts(chunk: Sequence[str]) -> Parts:
    return tuple(Label(Rect(110, FACT_Y + number * FACT_H, 1700, FACT_H - 6), fact, TextRole.NOTE, Align.LEFT)
                 for number, fact in enumerate(chunk))


def _lines(facts: Sequence[str]) -> list[str]:
    """Cut long facts between words, so that nothing of them is lost."""
    return [line for fact in facts for line in wrap(fact, FACT_LETTERS)]


def _chunks(items: Sequence[Item], most: int) -> list[Sequence[Item]]:
    """Cut into as few pages as `most` on each allow, about equally full."""
    pages = ceil(len(items) / most)
    size = ceil(len(items) / pages) if pages else most
    return [items[at:at + size] for at in range(0, len(items), size)]
