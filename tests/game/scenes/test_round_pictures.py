"""The pictures of a round are named at once, and made of what they show when somebody looks."""

from __future__ import annotations

import pytest

from core.cues import Cue, CueKind
from core.faults import Fault
from game.phases import Phase, RoundView
from game.scenes.round_pictures import Shown, draw_round
from tests.game.scenes.making import make_cards


class Maker:
    """Counts how often something is put together to be shown."""

    def __init__(self, view: RoundView) -> None:
        self.view, self.made = view, 0

    def __call__(self) -> Shown:
        """Put it together."""
        self.made += 1
        return Shown(make_cards()[0], self.view, Cue(0, CueKind.NONE), ())


@pytest.mark.parametrize("phase", [Phase.INSTRUCTION, Phase.COUNTDOWN, Phase.PLAY])
def test_nothing_is_put_together_until_somebody_looks_and_then_once(phase: Phase) -> None:
    make = Maker(RoundView(1, phase, count=2))
    picture = draw_round(phase, make)
    assert (picture.key, make.made) == (f"round_{phase}", 0)
    assert picture.parts is picture.parts
    assert make.made == 1


def test_a_name_that_tells_why_it_is_paused_is_that_of_what_is_shown() -> None:
    make = Maker(RoundView(1, Phase.PAUSED, fault=Fault.OFF_BOARD))
    picture = draw_round(Phase.PAUSED, make)
    assert picture.key == "round_paused_off_board"
    assert picture.parts
    assert make.made == 1
