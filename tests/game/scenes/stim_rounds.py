"""Pictures of rounds with stimulation, made in one line."""

from __future__ import annotations

from core.cues import Cue, CueKind
from core.stim import StimView
from game.phases import Phase, RoundView
from game.picture import Picture
from game.plays import Body, BodyKind, BodyState, Place, Stage, View
from game.scenes.round_pictures import Shown, draw_round
from game.scenes.stim_stop import StimStop
from game.services import LevelCard
from levels.words import Posture
from tests.game.scenes.making import FakeServices
from tests.game.scenes.stim_making import FakeDesk

CARD = LevelCard("lanterns/first_light", "First light", "Draw your toes up, and the lamp will light.",
                 "A small effort that comes when it is asked for is the beginning of every step.", Posture.SEATED,
                 play="lanterns")


def evening(stage: Stage = Stage.TRY) -> View:
    """The world of Lanterns with three lamps."""
    states = (BodyState.DONE, BodyState.FILLING, BodyState.IDLE)
    fills = (1.0, 0.4, 0.0)
    bodies = tuple(Body(number, BodyKind.LAMP, 0.5 * number - 0.5, 0.0, 0.13, state, fills[number], "lamp")
                   for number, state in enumerate(states))
    return View(100, bodies, 1, 3, place=Place.LANTERNS, stage=stage, effort=0.2, line=0.4)


def round_picture(view: View, stim: StimView, phase: Phase = Phase.PLAY, rest_share: float = 0.5) -> Picture:
    """One screen of a round, with the stop over it."""
    shown = Shown(CARD, RoundView(1, phase, view=view, stim=stim, count=2), Cue(0, CueKind.NONE), (),
                  rest_share=rest_share)
    return StimStop(FakeServices(stim_desk=FakeDesk())).shown(draw_round(phase, lambda: shown), stim.phase)
