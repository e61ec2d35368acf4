"""Difficulty that fits the person, feedback that fades, and advice on stages: pure, without screen or clock.

The engine (`engine`, `decide`) moves four axes and the game's own help, inside what the therapist locked.
Beside it: the first level of a new patient (`start`), levels as values of a grade (`grades`), what each try shows
(`schedule`, `telling`, `fading`, `dual`) and the stages of learning (`stages`).
Not here: play itself (`game.plays`), and anything that only a therapist changes: vision, surface, posture, load,
stimulation.  The words for those do not exist here.
"""
