"""Sounds as words: what is to be heard, not how it is made.

The grammar: left and right by ear and by tremble (the left side trembles, so that one ear is enough),
front and back by pitch, distance by beat rate, on target by a chord.  Who decides when: `game.soundscape`
and the scenes.  Who makes it audible: `game.screen.sound`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SoundKind(StrEnum):
    """What a sound says.

    BEAT: one beat of the guidance towards a target.  ON_TARGET: the chord while the dwell runs (said once, at
    entry).  GRASP: it is in the hand.  PLACED: it is home.  COUNT / GO: the countdown.  FOCUS / CHOOSE: menus.
    PAUSE, RESUME, STOP: safe end of movement.  DONE: the round is over.  BEGIN / END: a trial of an assessment.
    ASK: something is asked; it waits for an answer.  SIDE: go to the side it comes from.
    COLOUR: a colour is shown; its pitch says which.
    """

    BEAT = "beat"
    ON_TARGET = "on_target"
    GRASP = "grasp"
    PLACED = "placed"
    COUNT = "count"
    GO = "go"
    FOCUS = "focus"
    CHOOSE = "choose"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    DONE = "done"
    BEGIN = "begin"
    END = "end"
    ASK = "ask"
    SIDE = "side"
    COLOUR = "colour"


@dataclass(frozen=True, slots=True)
class Sound:
    """One sound.  pan: -1 left ear .. 1 right ear.  pitch: -1 low (heels) .. 1 high (toes).  gain: 0..1."""

    kind: SoundKind
    pan: float = 0.0
    pitch: float = 0.0
    gain: float = 1.0
