"""Text stays in its box, in whatever language, and every letter finds a font."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pygame
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.faults import FAULTS
from game.picture import Align, Button, Label, Picture, Rect, TextRole
from game.scenes.layout import BAND_TOAST, CORNER_TOAST, TOAST
from game.screen.display import Display
from game.screen.text import CHAINS, ELLIPSIS, FONTS, Typesetter
from game.screen.widgets import label_rect
from tests.game.scenes.aside_making import aside_pictures
from tests.game.scenes.assess.tour import assessment_pictures
from tests.game.scenes.stim_tour import stimulation_pictures
from tests.game.scenes.tour import every_picture

BOX = Rect(100, 100, 800, 300)
INK = (0, 0, 0)


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    return Typesetter(Display())


def pseudo(text: str) -> str:
    """Make a text 40 % longer, as a translation may be, with letters that English lacks."""
    words, owed = [], 0.0
    for word in text.split():
        owed += 0.4 * (len(word) + 1)
        words.append(word + ("ěßäñż" * 20)[:int(owed)])
        owed -= int(owed)
    return " ".join(words)


def labels(picture: Picture) -> Iterator[tuple[str, TextRole, Rect]]:
    """Give every text of a picture with the box it must stay in."""
    for part in picture.parts:
        if isinstance(part, Label):
            yield part.text, part.role, part.rect
        elif isinstance(part, Button):
            yield part.label, TextRole.TITLE, label_rect(part)


PICTURES = cache(lambda: every_picture() | stimulation_pictures() | assessment_pictures() | aside_pictures())
DISPLAYS = [Display(), Display(43, 3.5), Display(24, 0.6, 1280, 720), Display(43, 2.5, 1280, 720),
            Display(15, 2.0, 1024, 768)]


@pytest.mark.parametrize("display", DISPLAYS, ids=str)
@pytest.mark.parametrize("language", [str, pseudo])
def test_no_text_of_any_screen_leaves_its_box_or_is_cut(display: Display, language: type[str]) -> None:
    typesetter = Typesetter(display)
    for key, picture in PICTURES().items():
        for text, role, rect in labels(picture):
            shown = language(text)
            fitted, box = typesetter.fit(shown, role, rect), typesetter.pixels(rect)
            assert fitted.whole, (key, shown)
            assert fitted.width_px <= box.w, (key, shown)
            assert fitted.height_px <= box.h, (key, shown)
            assert fitted.size_px >= round(typesetter.sizes(role).floor * typesetter.scale), (key, shown)


@pytest.mark.parametrize("display", DISPLAYS, ids=str)
@pytest.mark.parametrize("rect", [TOAST, BAND_TOAST, CORNER_TOAST])
def test_our_own_notes_are_shown_whole_and_in_whole_words(display: Display, rect: Rect) -> None:
    typesetter = Typesetter(display)
    for entry in FAULTS.values():
        fitted = typesetter.fit(entry.therapist, TextRole.NOTE, rect)
        assert (fitted.whole, " ".join(fitted.lines)) == (True, entry.therapist)


def test_what_is_too_long_ends_after_a_word(typesetter: Typesetter) -> None:
    text = "The muscle sensor has sent nothing for a while. " * 8
    fitted = typesetter.fit(text, TextRole.NOTE, TOAST)
    assert not fitted.whole
    shown = " ".join(fitted.lines)
    assert set(shown.removesuffix(ELLIPSIS).split()) <= set(text.split())


@pytest.mark.parametrize("text", ["Lean to the left.", "Привет Ελλάδα Čeština", "…→★", "a" * 30])
@pytest.mark.parametrize("align", Align)
def test_ink_stays_inside_the_box(typesetter: Typesetter, text: str, align: Align) -> None:
    surface = pygame.Surface((1920, 1080), pygame.SRCALPHA)
    typesetter.draw(surface, Label(BOX, text, TextRole.BODY, align), (0, 0), INK)
    drawn = surface.get_bounding_rect()
    assert drawn.w > 0
    assert typesetter.pixels(BOX).contains(drawn)


@pytest.mark.parametrize(("text", "chain"), [
    ("Lean", [0]), ("Größe", [0]), ("Čas", [1, 0]), ("Да", [2]), ("a→b", [0, 2, 0]), ("", []),
])
@pytest.mark.parametrize("bold", [False, True])
def test_runs_follow_what_each_font_has(typesetter: Typesetter, text: str, chain: list[int], bold: bool) -> None:
    runs = list(typesetter.runs(text, bold))
    assert [index for index, _ in runs] == chain
    assert "".join(run for _, run in runs) == text


@pytest.mark.parametrize("text", ["A\x00B", "one\ntwo\tthree", "\ud800", "🙂", "\u202eabc", "x" * 5000, "  ", ""])
def test_hostile_text_is_drawn_or_left_out_but_never_breaks(typesetter: Typesetter, text: str) -> None:
    surface = pygame.Surface((1920, 1080), pygame.SRCALPHA)
    typesetter.draw(surface, Label(BOX, text, TextRole.SMALL), (0, 0), INK)
    drawn = surface.get_bounding_rect()
    assert not drawn.w or typesetter.pixels(BOX).contains(drawn)


def test_what_is_too_long_even_for_the_floor_ends_in_an_ellipsis(typesetter: Typesetter) -> None:
    fitted = typesetter.fit("word " * 200, TextRole.BODY, Rect(0, 0, 400, 120))
    assert not fitted.whole
    assert fitted.lines[-1].endswith("…")
    assert fitted.height_px <= 120
    assert fitted.width_px <= 400


def test_a_path_is_broken_where_it_must_be(typesetter: Typesetter) -> None:
    path = "Kept in /home/clinic/surefoot/sessions/2026-01-01T10-00-00-first-shelf-of-the-day/recording"
    fitted = typesetter.fit(path, TextRole.SMALL, Rect(0, 0, 700, 300))
    assert fitted.whole
    assert "".join(fitted.lines).replace(" ", "") == path.replace(" ", "")


def test_a_short_text_is_as_big_as_its_role_and_a_long_one_shrinks(typesetter: Typesetter) -> None:
    short, long = (typesetter.fit(text, TextRole.TITLE, Rect(0, 0, 900, 130)) for text in ("Play", "Play " * 6))
    assert short.size_px == round(typesetter.sizes(TextRole.TITLE).usual)
    assert round(typesetter.sizes(TextRole.TITLE).floor) <= long.size_px < short.size_px


def test_lines_are_about_equally_long(typesetter: Typesetter) -> None:
    fitted = typesetter.fit("Moving your weight from side to side is the first step.", TextRole.SMALL,
                            Rect(0, 0, 700, 100))
    assert len(fitted.lines) == 2
    first, second = (typesetter.width(line, False, fitted.size_px) for line in fitted.lines)
    assert min(first, second) > 0.7 * max(first, second)


def test_a_line_is_rendered_once(typesetter: Typesetter) -> None:
    first = typesetter.line("Play", True, 40, INK)
    assert typesetter.line("Play", True, 40, INK) is first
    assert typesetter.line("Play", True, 40, (1, 1, 1)) is not first


@settings(max_examples=40)
@given(st.text(max_size=120), st.sampled_from(list(TextRole)), st.floats(80, 1900), st.floats(60, 500))
def test_any_text_in_any_box_stays_inside_it(text: str, role: TextRole, width: float, height: float) -> None:
    typesetter = _SHARED.setdefault("one", Typesetter(Display()))
    fitted, box = typesetter.fit(text, role, Rect(0, 0, width, height)), Rect(0, 0, width, height)
    assert fitted.height_px <= box.h + 1 or len(fitted.lines) == 1
    assert fitted.width_px <= box.w + 1 or all(len(line) <= 1 for line in fitted.lines)


_SHARED: dict[str, Typesetter] = {}


def test_every_font_is_there_with_its_licence() -> None:
    for chain in CHAINS.values():
        assert all((FONTS / name).is_file() for name in chain)
    for licence in ("AtkinsonHyperlegible-OFL.txt", "NotoSans-OFL.txt"):
        assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / licence).read_text(encoding="utf-8")
