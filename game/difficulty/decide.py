"""The rules of difficulty: from a state and what is given to a decision with its reasons.

Weighted up/down (Kaernbach 1991, Percept Psychophys 49:227): a success makes one axis harder by a small step, a
failure easier by a longer one, in the ratio (1 - target) : target, so that it comes to rest where the target share
of tries succeeds.  Help is a part of the same ladder and stands before difficulty: a failure first brings help, a
success first takes it away.  One axis at a time, taking turns by blocks; frozen while something hurts.
Not here: keeping and replaying (`game.difficulty.engine`), what a level is worth (`game.difficulty.grades`).
"""

from __future__ import annotations

from dataclasses import replace

from game.difficulty.axes import ORDER, DifficultyAxis, Levels
from game.difficulty.settings import HELP_WORTH, Settings
from game.difficulty.state import Adjust, Decision, Feels, Given, Place, Return, State, Symptom, Try, Why

RESET_DAYS = 14
"""After more days than this, the person begins anew."""
DIGITS = 6
"""Levels are rounded to this, so that logs stay readable; far below anything a person can feel."""

_SYMPTOMS = {Symptom.PAIN: Why.PAIN, Symptom.FATIGUE: Why.FATIGUE, Symptom.INSTABILITY: Why.INSTABILITY}
_Told = tuple[State, tuple[Why, ...]]


def begin(settings: Settings, first: Levels) -> State:
    """Return the state before the first try, inside every lock."""
    return _new_block(State(settings, settings.clamp(first)), _first_axis(settings))


def decide(state: State, given: Given) -> Decision:
    """Answer what is given; the same state and the same given always lead to the same decision."""
    match given:
        case Try(success):
            after, why = _tried(state, success)
        case Feels(symptoms):
            after, why = replace(state, symptoms=symptoms), _felt(symptoms) or (Why.WELL_AGAIN,)
        case Place(axis, level):
            after, why = _placed(state, axis, level)
        case Adjust(settings):
            after, why = _adjusted(state, settings)
        case Return(days, first):
            after, why = _returned(state, days, first)
    return Decision(given, state, after, why)


# Tries.

def _tried(state: State, success: bool | None) -> _Told:
    if success is None:
        return state, (Why.VOID,)
    helped = state.helped_trials + 1 if state.assist > 0 else 0
    state = replace(state, block_trials=state.block_trials + 1, helped_trials=helped)
    after, why = _succeeded(state) if success else _missed(state)
    after, turned = _turn(after)
    return after, (Why.SUCCESS if success else Why.MISS, *why, *turned)


def _succeeded(state: State) -> _Told:
    """Take help away first; only without any may it get harder."""
    if state.symptoms:
        return state, _felt(state.symptoms)
    if state.assist > 0:
        return _assisted(state, -state.settings.harder / HELP_WORTH), (Why.HELP_FADES,)
    return _move(state, state.settings.harder)


def _missed(state: State) -> _Told:
    """Bring help first; when it is all there, or a block long did not suffice, make it easier."""
    if state.symptoms:
        return _more_help(state), _felt(state.symptoms)
    if state.assist < 1 and state.helped_trials < state.settings.block_trials:
        return _more_help(state), (Why.HELP_FIRST,)
    after, why = _move(state, -state.settings.easier)
    if after.levels == state.levels and state.assist < 1:
        return _more_help(after), (*why, Why.HELP_FIRST)
    return after, (Why.HELP_NOT_ENOUGH, *why)


def _more_help(state: State) -> State:
    return _assisted(state, state.settings.easier / HELP_WORTH)


def _assisted(state: State, change: float) -> State:
    assist = min(max(round(state.assist + change, DIGITS), 0.0), 1.0)
    return replace(state, assist=assist, helped_trials=state.helped_trials if assist > 0 else 0)


# One axis at a time.

def _move(state: State, change: float) -> _Told:
    """Move the axis whose turn it is; where its lock ends, the next one with room takes over."""
    axis = _with_room(state, change)
    if axis is None:
        if not state.settings.movable:
            return state, (Why.NOTHING_MOVES,)
        return state, (Why.HARDEST if change > 0 else Why.EASIEST,)
    why: tuple[Why, ...] = ()
    if axis is not state.focus:
        state, why = replace(_new_block(state, axis), block_trials=1), (Why.AT_LOCK, Why.NEXT_AXIS)
    was = state.levels.of(axis)
    most = state.settings.most_per_block
    wanted = min(max(was + change, state.block_from - most), state.block_from + most)
    level = state.settings.lock(axis).clamp(round(wanted, DIGITS))
    if level == was:
        return state, (*why, Why.BLOCK_LIMIT)
    return replace(state, levels=state.levels.put(axis, level)), why


def _with_room(state: State, change: float) -> DifficultyAxis | None:
    """Return the first axis, beginning with the one whose turn it is, that can go this way at all."""
    return next((axis for axis in _from(state.focus, state.settings) if _room(state, axis, change)), None)


def _room(state: State, axis: DifficultyAxis, change: float) -> bool:
    lock, level = state.settings.lock(axis), state.levels.of(axis)
    return level < lock.high if change > 0 else level > lock.low


def _turn(state: State) -> _Told:
    """At the end of a block give the turn to the next axis."""
    if state.focus is None or state.block_trials < state.settings.block_trials:
        return state, ()
    axis = _from(state.focus, state.settings, after=True)[0]
    return _new_block(state, axis), () if axis is state.focus else (Why.NEXT_AXIS,)


def _from(focus: DifficultyAxis | None, settings: Settings, after: bool = False) -> list[DifficultyAxis]:
    """List the axes that may move, round and round, beginning with (or after) `focus`."""
    start = 0 if focus is None else ORDER.index(focus) + after
    movable = settings.movable
    return [axis for axis in (*ORDER[start:], *ORDER[:start]) if axis in movable]


def _first_axis(settings: Settings) -> DifficultyAxis | None:
    return next(iter(settings.movable), None)


def _new_block(state: State, axis: DifficultyAxis | None) -> State:
    return replace(state, focus=axis, block_from=0.0 if axis is None else state.levels.of(axis), block_trials=0)


# What people say and set.

def _felt(symptoms: frozenset[Symptom]) -> tuple[Why, ...]:
    return tuple(why for symptom, why in _SYMPTOMS.items() if symptom in symptoms)


def _placed(state: State, axis: DifficultyAxis, level: float) -> _Told:
    levels = state.levels.put(axis, level)
    inside = state.settings.clamp(levels)
    after = _new_block(replace(state, levels=inside), state.focus)
    return after, (Why.BY_THERAPIST, Why.INSIDE_LOCKS) if inside != levels else (Why.BY_THERAPIST,)


def _adjusted(state: State, settings: Settings) -> _Told:
    inside = settings.clamp(state.levels)
    focus = state.focus if state.focus in settings.movable else _first_axis(settings)
    after = _new_block(replace(state, settings=settings, levels=inside), focus)
    return after, (Why.BY_THERAPIST, Why.INSIDE_LOCKS) if inside != state.levels else (Why.BY_THERAPIST,)


def _returned(state: State, days: int, first: Levels) -> _Told:
    """Begin a session: after a long break anew, but never harder than it was."""
    if days <= RESET_DAYS:
        return _new_block(state, state.focus), (Why.BACK_SOON,)
    levels = state.levels
    for axis in ORDER:
        levels = levels.put(axis, min(levels.of(axis), first.of(axis)))
    anew = replace(begin(state.settings, levels), symptoms=state.symptoms)
    return anew, (Why.LONG_AWAY,)
