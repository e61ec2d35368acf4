"""The palette holds for weak and for colour-blind eyes."""

from __future__ import annotations

import pytest

from game.screen.theme import HIGH_CONTRAST, LIGHT, THEMES, Colour, Theme, contrast, luminance, mix

TEXTS = (("ink", "ground"), ("ink", "panel"), ("ink_soft", "ground"), ("ink_soft", "panel"),
         ("accent_ink", "accent"), ("stop_ink", "stop"))
THINGS = (("line", "ground"), ("line", "panel"), ("accent", "ground"), ("accent", "panel"), ("focus", "ground"),
          ("focus", "panel"), ("good", "ground"), ("good", "panel"), ("stop", "ground"), ("stop", "panel"))


def named(theme: Theme, name: str) -> Colour:
    colour: Colour = getattr(theme, name)
    return colour


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
@pytest.mark.parametrize(("front", "back"), TEXTS)
def test_text_has_seven_to_one(theme: Theme, front: str, back: str) -> None:
    assert contrast(named(theme, front), named(theme, back)) >= 7.0


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
@pytest.mark.parametrize(("front", "back"), THINGS)
def test_things_have_three_to_one(theme: Theme, front: str, back: str) -> None:
    assert contrast(named(theme, front), named(theme, back)) >= 3.0


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_nothing_is_a_saturated_red(theme: Theme) -> None:
    for name in ("ground", "panel", "accent", "focus", "good", "stop", "line"):
        colour = named(theme, name)
        assert colour[0] / max(1, sum(colour)) < 0.8, name


@pytest.mark.parametrize(("one", "other", "ratio"), [
    ((0, 0, 0), (255, 255, 255), 21.0), ((255, 255, 255), (0, 0, 0), 21.0), ((90, 90, 90), (90, 90, 90), 1.0),
    ((118, 118, 118), (255, 255, 255), 4.54),
])
def test_contrast_is_that_of_the_standard(one: Colour, other: Colour, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)


def test_luminance_goes_from_black_to_white() -> None:
    assert luminance((0, 0, 0)) == 0.0
    assert luminance((255, 255, 255)) == pytest.approx(1.0)


def test_mix_goes_from_one_colour_to_the_other() -> None:
    assert [mix((0, 0, 0), (200, 100, 50), share) for share in (0.0, 0.5, 1.0)] == [
        (0, 0, 0), (100, 50, 25), (200, 100, 50)]


def test_only_the_high_contrast_theme_is_stark() -> None:
    assert not LIGHT.stark
    assert HIGH_CONTRAST.stark
