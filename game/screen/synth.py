"""Tones from numpy: the sounds of the game as arrays, made once at the start.

The grammar (see `game.sounds`): left and right by ear and by tremble, front and back by pitch.  All notes are
of one pentatonic scale, so whatever sounds together sounds well.  Equal input gives equal arrays.
Not here: loudspeakers (`game.screen.sound`), or when something sounds (`game.soundscape`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from game.sounds import SoundKind

RATE_HZ = 48_000
PITCHES = 13
PANS = 9
PEAK = 0.5
"""No single sound is louder than half of full scale, so that two at once do not clip."""
LOWEST_HZ = 261.63
"""Middle C; the highest of the bank is 1319 Hz: well inside what ageing ears keep, and small speakers give."""
TREMBLE_HZ = 7.0
TREMBLE_DEPTH = 0.85
BEAT_S = 0.30

_PENTATONIC = (0, 2, 4, 7, 9)
_PARTIALS = ((1.0, 1.0, 1.0), (2.0, 0.32, 0.55), (3.0, 0.12, 0.35), (4.0, 0.05, 0.25))
"""Multiple of the pitch, strength, and how long it lasts against the first: a wooden bar, softly struck."""
_ATTACK_S, _RELEASE_S = 0.012, 0.045

Mono = NDArray[np.float32]
Pcm = NDArray[np.int16]
"""Shape (samples, 2), left first, full scale 32767."""


def pitch_hz(step: int) -> float:
    """Return the frequency of a step of the pentatonic scale; 0 is the lowest of the bank."""
    octave, note = divmod(step, len(_PENTATONIC))
    return float(LOWEST_HZ * 2.0 ** (octave + _PENTATONIC[note] / 12))


def pitch_index(pitch: float) -> int:
    """Return which of the 13 pitches -1 (heels) .. 1 (toes) is."""
    return _index(pitch, PITCHES)


def pan_index(pan: float) -> int:
    """Return which of the 9 places -1 (left ear) .. 1 (right ear) is."""
    return _index(pan, PANS)


def _index(value: float, count: int) -> int:
    inside = max(-1.0, min(1.0, value))
    return round((inside + 1) / 2 * (count - 1))


def note(frequency_hz: float, seconds: float, lasting_s: float = 0.11) -> Mono:
    """Return one softly struck note, peak at most 1, that begins and ends with 0.

    lasting_s: time constant of its decay.  Partials above 8 kHz are left out.
    """
    count = round(seconds * RATE_HZ)
    t = np.arange(count, dtype=np.float32) / np.float32(RATE_HZ)
    wave = np.zeros(count, dtype=np.float32)
    for multiple, strength, lasting in _PARTIALS:
        if frequency_hz * multiple < 8000:
            decay = np.exp(-t / np.float32(lasting_s * lasting))
            wave += np.float32(strength) * decay * np.sin(np.float32(2 * np.pi * frequency_hz * multiple) * t)
    wave *= _envelope(count)
    return wave / np.float32(max(1e-6, float(np.abs(wave).max())))


def _envelope(count: int) -> Mono:
    """Rise and fall like a half cosine, so that nothing clicks."""
    envelope = np.ones(count, dtype=np.float32)
    rise, fall = min(round(_ATTACK_S * RATE_HZ), count // 2), min(round(_RELEASE_S * RATE_HZ), count // 2)
    envelope[:rise] = 0.5 - 0.5 * np.cos(np.linspace(0, np.pi, rise, dtype=np.float32))
    envelope[count - fall:] = 0.5 + 0.5 * np.cos(np.linspace(0, np.pi, fall, dtype=np.float32))
    envelope[-1:] = 0.0
    return envelope


def beat_bank(mono: bool = False) -> NDArray[np.int16]:
    """Return every beat of the guidance, shape (13 pitches, 9 pans, samples, 2).

    The left side trembles and the pan keeps the power equal; with `mono` both ears hear the same, and the
    tremble still tells left from right.
    """
    tones = np.stack([note(pitch_hz(step), BEAT_S) * _evened(pitch_hz(step)) for step in range(PITCHES)])
    places = np.linspace(-1.0, 1.0, PANS)
    gains = np.stack([pan_gains(0.0 if mono else float(place)) for place in places])
    shapes = (tremble(places, tones.shape[1])[:, :, None] * gains[:, None, :]).astype(np.float32)
    shapes *= np.float32(PEAK * 32767)
    bank = np.empty((PITCHES, *shapes.shape), dtype=np.int16)
    for pitch in range(PITCHES):
        bank[pitch] = tones[pitch][None, :, None] * shapes
    return bank


def pan_gains(pan: float) -> NDArray[np.float64]:
    """Return the gains of left and right ear; their squares add up to 1."""
    angle = (pan + 1) * np.pi / 4
    return np.array([np.cos(angle), np.sin(angle)]).clip(0.0, 1.0)


def tremble(places: NDArray[np.float64], count: int) -> Mono:
    """Return how loudness moves, shape (places, count), within 0..1: deeper the further left, steady else."""
    t = np.arange(count) / RATE_HZ
    dip = 0.5 - 0.5 * np.cos(2 * np.pi * TREMBLE_HZ * t)
    depth = TREMBLE_DEPTH * np.clip(-places, 0.0, 1.0)
    shape: Mono = (1.0 - depth[:, None] * dip[None, :]).astype(np.float32)
    return shape


def _evened(frequency_hz: float) -> np.float32:
    """High notes sound louder than low ones of the same size; even that out a little."""
    return np.float32((LOWEST_HZ / frequency_hz) ** 0.25)


@dataclass(frozen=True, slots=True)
class _Tune:
    """Notes as (scale step, when, how long, loudness), how long they ring and how loud the whole is, 0..1."""

    notes: Sequence[tuple[int, float, float, float]]
    lasting_s: float = 0.16
    loud: float = 0.8


_TUNES: Mapping[SoundKind, _Tune] = MappingProxyType({
    SoundKind.ON_TARGET: _Tune(((0, 0.0, 0.5, 1.0), (2, 0.0, 0.5, 0.8), (3, 0.0, 0.5, 0.8)), 0.2, 0.6),
    SoundKind.GRASP: _Tune(((2, 0.0, 0.5, 0.8), (3, 0.05, 0.5, 0.8), (5, 0.1, 0.55, 1.0)), 0.2, 0.8),
    SoundKind.PLACED: _Tune(((3, 0.0, 0.3, 0.8), (5, 0.13, 0.3, 0.9), (7, 0.26, 0.6, 1.0)), 0.2, 0.85),
    SoundKind.COUNT: _Tune(((3, 0.0, 0.22, 1.0),), 0.1, 0.6),
    SoundKind.GO: _Tune(((5, 0.0, 0.45, 1.0), (7, 0.0, 0.45, 0.8)), 0.18, 0.7),
    SoundKind.CHOOSE: _Tune(((3, 0.0, 0.2, 0.9), (5, 0.08, 0.3, 1.0)), 0.1, 0.6),
    SoundKind.PAUSE: _Tune(((4, 0.0, 0.4, 1.0), (2, 0.2, 0.6, 0.9)), 0.22, 0.7),
    SoundKind.RESUME: _Tune(((2, 0.0, 0.4, 0.9), (4, 0.2, 0.6, 1.0)), 0.22, 0.7),
    SoundKind.STOP: _Tune(((4, 0.0, 0.5, 1.0), (2, 0.25, 0.5, 0.95), (0, 0.5, 0.9, 0.9)), 0.3, 0.9),
    SoundKind.DONE: _Tune(((0, 0.0, 0.4, 0.8), (2, 0.18, 0.4, 0.85), (3, 0.36, 0.4, 0.9),
                           (5, 0.54, 1.1, 1.0), (2, 0.54, 1.1, 0.6)), 0.32, 0.9),
    SoundKind.ASK: _Tune(((2, 0.0, 0.5, 0.9), (3, 0.22, 0.8, 1.0)), 0.26, 0.55),
    SoundKind.BEGIN: _Tune(((3, 0.0, 0.9, 1.0),), 0.34, 0.75),
    SoundKind.END: _Tune(((5, 0.0, 0.5, 0.9), (3, 0.28, 1.2, 1.0)), 0.4, 0.85),
})


def tune(kind: SoundKind) -> Pcm:
    """Return a sound that says what happened (those that say where come from the bank), equally loud in both ears.

    A chord on the target and at the grasp, rising when something is home, calmly falling at pause and stop.
    """
    plan = _TUNES[kind]
    seconds = max(start + length for _, start, length, _ in plan.notes)
    mixed = np.zeros(round(seconds * RATE_HZ) + 1, dtype=np.float32)
    for step, start, length, loud in plan.notes:
        wave = note(pitch_hz(step), length, plan.lasting_s) * np.float32(loud)
        first = round(start * RATE_HZ)
        mixed[first:first + len(wave)] += wave
    mixed *= np.float32(plan.loud * PEAK * 32767 / max(1e-6, float(np.abs(mixed).max())))
    return np.repeat(mixed.astype(np.int16)[:, None], 2, axis=1)
