"""What is heard between one tick of an assessment and the next; pure.

Begin and end of a trial, the sign to go, the side or colour that lights up.  Not here: how it sounds, voices.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from core.assessing import Phase
from core.cues import CueKind
from game.assessing import AssessmentView
from game.sounds import Sound, SoundKind

_STIMULI: Mapping[str, Sound] = MappingProxyType({
    "go": Sound(SoundKind.GO),
    "left": Sound(SoundKind.SIDE, pan=-1.0), "right": Sound(SoundKind.SIDE, pan=1.0),
    "red": Sound(SoundKind.COLOUR, pitch=1.0), "yellow": Sound(SoundKind.COLOUR, pitch=0.3),
    "green": Sound(SoundKind.COLOUR, pitch=-0.3), "blue": Sound(SoundKind.COLOUR, pitch=-1.0),
})
_ENTERED: Mapping[Phase, SoundKind] = MappingProxyType({
    Phase.PAUSED: SoundKind.PAUSE, Phase.ENDED: SoundKind.STOP, Phase.RESULTS: SoundKind.DONE,
    Phase.MEASURE: SoundKind.BEGIN,
})
_GOING = frozenset({CueKind.EFFORT, CueKind.LEAN})


def heard(before: AssessmentView | None, now: AssessmentView) -> tuple[Sound, ...]:
    """Say what the change from `before` to `now` sounds like; the first view is silent."""
    if before is None:
        return ()
    if now.stimulus != before.stimulus and now.stimulus in _STIMULI:
        return (_STIMULI[now.stimulus],)
    kind = _turned(before.phase, now.phase) if now.phase is not before.phase else _within(before, now)
    return () if kind is None else (Sound(kind),)


def _turned(before: Phase, now: Phase) -> SoundKind | None:
    """Return the sound of going from one phase to the next."""
    if now in _ENTERED:
        return _ENTERED[now]
    if before is Phase.PAUSED:
        return SoundKind.RESUME
    return SoundKind.END if before is Phase.MEASURE else None


def _within(before: AssessmentView, now: AssessmentView) -> SoundKind | None:
    """Return the sound of what changes while it is measured."""
    if now.phase is not Phase.MEASURE:
        return None
    if now.trial != before.trial or now.condition != before.condition:
        return SoundKind.BEGIN
    if now.target is not None and before.target is None:
        return SoundKind.GO
    if now.cue.kind is not before.cue.kind and now.cue.kind in _GOING:
        return SoundKind.GO
    let_go = before.cue.kind is CueKind.EFFORT and now.cue.kind is CueKind.RELAX
    return SoundKind.END if let_go else None
