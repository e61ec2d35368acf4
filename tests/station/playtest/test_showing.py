"""What a body can see and hear of a level, as the round shows it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from devices.simulated.voluntary import Seen
from game.phases import Phase, RoundView
from game.plays import Body, BodyKind, Place, View
from levels.reader import find
from levels.words import Eyes
from station.levels import read_entry
from station.playtest.showing import seen_of

HAND = Body(0, BodyKind.HAND, 0.0, 0.0, 0.1)
SHELF = View(1, (HAND,), 0, 4, target=(0.5, 0.0))
LAMPS = View(1, (), 0, 4, place=Place.LANTERNS, effort=0.1, line=0.3, pull=0.5)
BLIND = Seen(False, False, True, False, leads=True)


def seen(name: str, view: View | None, phase: Phase = Phase.PLAY) -> Seen:
    level = read_entry(find(name))[0]
    return seen_of(level.eyes is Eyes.OPEN, level.feedback.sound, RoundView(1, phase, view=view))


@pytest.mark.parametrize(("level", "view", "expected"), [
    ("first_shelf", SHELF, Seen(leads=True)),
    ("first_shelf", replace(SHELF, guide=False), Seen(target=False, leads=True)),
    ("first_shelf", replace(SHELF, feedback=False, bodies=(), target=None), Seen(position=False)),
    ("first_shelf", replace(SHELF, bodies=()), Seen(position=False, leads=True)),
    ("eyes_closed", SHELF, BLIND),
    ("first_light", LAMPS, Seen(leads=True)),
    ("first_light", replace(LAMPS, effort=None, pull=None), Seen(position=False)),
    ("first_light", replace(LAMPS, line=None), Seen(target=False, leads=True)),
    ("listen_and_lift", LAMPS, BLIND),
])
def test_only_what_is_put_out_is_seen_and_heard(level: str, view: View, expected: Seen) -> None:
    assert seen(level, view) == expected


@pytest.mark.parametrize("phase", [Phase.ALIGN, Phase.PAUSED, Phase.ASIDE])
def test_outside_play_people_talk_to_each_other(phase: Phase) -> None:
    assert seen("first_shelf", replace(SHELF, feedback=False), phase) == Seen()
    assert seen("eyes_closed", None, phase) == replace(BLIND, leads=False)
    assert seen_of(eyes=True, sound=False, shown=None) == Seen()
