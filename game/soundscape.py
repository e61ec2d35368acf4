"""When which sound is heard: beats that lead to where the body should be, and a word for what happened.

The grammar of guidance: left and right by ear, front and back by pitch, distance by beat rate.  The sounds say
where the target lies as seen from the person, so that they lead with closed eyes.
In a try without feedback nothing is heard of how it goes, neither near nor done.
Not here: how a sound is made or played (`game.screen.sound`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import hypot

from core.clock import NS_PER_S
from core.cues import Cue, CueKind
from core.events import Event
from game.coaching import Aside, AsideKind
from game.phases import Phase, RoundView
from game.sounds import Sound, SoundKind

FAR_HZ, NEAR_HZ = 1.2, 5.0
"""Beats per second at a full reach away and close by: never a buzz, never a flutter."""
SPREAD = 2.0
"""Half a reach off is heard wholly at one side, or at the end of the pitch."""
QUIET_RADIUS = 0.1
"""This near to where one should be, silence is the answer."""
BEAT_GAIN = 0.6

_OF_EVENT = {
    "prompted": SoundKind.COUNT, "triggered": SoundKind.GRASP, "lamp_lit": SoundKind.PLACED,
    "target_entered": SoundKind.ON_TARGET, "item_grasped": SoundKind.GRASP, "item_home": SoundKind.PLACED,
    "play_started": SoundKind.GO, "paused": SoundKind.PAUSE, "resumed": SoundKind.RESUME,
    "stopped": SoundKind.STOP,
}
_OF_HOW_IT_GOES = frozenset({"triggered", "lamp_lit", "target_entered", "item_grasped", "item_home"})
_ENDINGS = {"completed": SoundKind.DONE, "safe_end": SoundKind.STOP}
_LED = frozenset({Phase.ALIGN, Phase.PLAY})
_LEANING = (CueKind.LEAN, CueKind.CENTRE)
_PLAY = Phase.PLAY


class Soundscape:
    """Turns what a round shows into sounds.  Life: `step` once per tick; silent when a level wants no sound."""

    __slots__ = ("_aside", "_count", "_last_beat_ns", "_on", "_on_target")

    def __init__(self, sound_on: bool) -> None:
        self._on = sound_on
        self._last_beat_ns: int | None = None
        self._on_target = False
        self._count = 0
        self._aside: Aside | None = None

    def step(self, view: RoundView, cue: Cue, lean: tuple[float, float], t_ns: int,
             events: Sequence[Event]) -> tuple[Sound, ...]:
        """Advance 10 ms: what is to be heard from now on."""
        if not self._on:
            return ()
        sounds = self._told(events, _told_of(view)) if events else []
        if view.aside is not self._aside:
            sounds += self._between(view.aside)
        if view.count != self._count:
            self._count = view.count
            if view.count and view.phase is Phase.COUNTDOWN:
                sounds.append(Sound(SoundKind.COUNT))
        off = None if self._on_target else _off(view, cue, lean)
        if off is None:
            self._last_beat_ns = None
        else:
            self._lead(*off, t_ns, sounds)
        return tuple(sounds)

    def _between(self, aside: Aside | None) -> list[Sound]:
        """Say once what stands between two tries: a question, or good news; a second go is no news."""
        self._aside = aside
        if aside is None:
            return []
        if aside.choices:
            return [Sound(SoundKind.ASK)]
        good = aside.kind is AsideKind.RESULT and all(mark.success for mark in aside.marks)
        return [Sound(SoundKind.PLACED)] if good else []

    def _told(self, events: Iterable[Event], feedback: bool) -> list[Sound]:
        """Say what happened; on the target the beats rest.  feedback: whether it may be heard how it goes."""
        sounds: list[Sound] = []
        for event in events:
            if event.kind == "target_entered":
                self._on_target = True
            elif event.kind in {"target_left", "item_grasped", "item_shown", "item_skipped", "paused"}:
                self._on_target = False
            kind = _OF_EVENT.get(event.kind)
            if event.kind == "ended":
                kind = _ENDINGS.get(str(event.data.get("ending")))
            if kind is not None and (feedback or event.kind not in _OF_HOW_IT_GOES):
                sounds.append(Sound(kind))
        return sounds

    def _lead(self, right: float, front: float, t_ns: int, sounds: list[Sound]) -> None:
        """Beat towards the target, faster the nearer it is."""
        away = hypot(right, front)
        if not away > QUIET_RADIUS:
            return
        rate_hz = NEAR_HZ - (NEAR_HZ - FAR_HZ) * min(1.0, away)
        if self._last_beat_ns is None or t_ns - self._last_beat_ns >= NS_PER_S / rate_hz:
            self._last_beat_ns = t_ns
            sounds.append(Sound(SoundKind.BEAT, _within(SPREAD * right), _within(SPREAD * front), BEAT_GAIN))


def _off(view: RoundView, cue: Cue, lean: tuple[float, float]) -> tuple[float, float] | None:
    """Say how far right and front the target lies, None when nothing leads.

    In play that is seen from the hand, whatever steers it, or heard as high (more effort) and low (less); at the
    gate from the body.  Without feedback nothing leads in play.
    """
    world = view.view if view.phase is _PLAY else None
    if world is not None:
        if not world.feedback:
            return None
        if world.pull is not None:
            return 0.0, world.pull
        if world.target is not None:
            to, hand = world.target, world.hand()
            return None if hand is None else (to[0] - hand.x, to[1] - hand.y)
    if view.phase in _LED and cue.kind in _LEANING:
        return cue.lean[0] - lean[0], cue.lean[1] - lean[1]
    return None


def _told_of(view: RoundView) -> bool:
    """Whether the person is told how it goes."""
    return view.view is None or view.view.feedback


def _within(value: float) -> float:
    return max(-1.0, min(1.0, value))
