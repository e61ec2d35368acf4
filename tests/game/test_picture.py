"""Pictures that are made when somebody looks."""

from __future__ import annotations

from game.picture import Label, LatePicture, Panel, Picture, Rect

BOX = Rect(0, 0, 10, 10)
WHOLE = Picture("one", (Panel(BOX), Label(BOX, "Hello")), "Hello", "hello")


class Maker:
    """Makes a picture and counts how often."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> Picture:
        self.made += 1
        return WHOLE


def test_a_name_makes_no_picture() -> None:
    maker = Maker()
    assert LatePicture("one", maker).key == "one"
    assert maker.made == 0


def test_a_picture_is_made_once_however_often_it_is_seen() -> None:
    maker = Maker()
    picture = LatePicture("one", maker)
    assert (picture.parts, picture.speech, picture.spoken) == (WHOLE.parts, "Hello", "hello")
    assert maker.made == 1


def test_a_late_picture_equals_the_whole_one() -> None:
    late = LatePicture("one", Maker())
    assert late == WHOLE
    assert late == LatePicture("one", Maker())
    assert hash(late) == hash(LatePicture("one", Maker()))
    assert late != LatePicture("two", Maker())
    assert late != "one"


def test_parts_are_laid_over_when_somebody_looks() -> None:
    maker = Maker()
    laid = LatePicture("one", maker).laid(lambda parts: (*parts, Panel(BOX)))
    assert (laid.key, maker.made) == ("one", 0)
    assert laid == Picture("one", (*WHOLE.parts, Panel(BOX)), "Hello", "hello")
