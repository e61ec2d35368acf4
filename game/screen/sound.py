"""The loudspeaker: sounds as words become heard.

Without a sound device it stays silent and says why; nothing here ever raises at a player, and no sound is the
only carrier of a message.  Not here: how a sound is made (`game.screen.synth`), or when (`game.soundscape`).
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from math import log2
from pathlib import Path

import numpy as np
import pygame

from game.screen import synth
from game.sounds import Sound, SoundKind

CHANNELS = 12
STOP_CHANNEL, SPEECH_CHANNEL = 0, 1
GUIDANCE_CHANNELS = (2, 3)
"""Two in turn, so that a beat never cuts the one before and clicks."""
RESERVED = 4
"""Effects use the channels from this one on."""
SMALLEST_BUFFER, LARGEST_BUFFER = 128, 8192

_LEADING = frozenset({SoundKind.BEAT, SoundKind.FOCUS, SoundKind.SIDE, SoundKind.COLOUR})
"""These say where or which: they use the bank of pitches and places."""
_HALTING = frozenset({SoundKind.STOP, SoundKind.PAUSE})
"""These end all guidance: what leads to a target falls silent."""
_HUSH_MS = 60
_NO_MIXER = (pygame.error, NotImplementedError)
"""No device, or a pygame that was built without its mixer."""


NO_SOUND = ("There is no sound. Connect a loudspeaker or headphones and start again; the game can be played "
            "without.")
_SOCKETS = ("pulse/native", "pipewire-0")
_log = logging.getLogger(__name__)


class Speaker:
    """Plays sounds.

    volume: 0..1.  mono: both ears hear the same (tremble and pitch keep the meaning).  buffer: samples that the
    device takes at once at 48 kHz (512 = 10.7 ms; smaller pops on some systems, larger is late); rounded to
    a power of two.  Life: `open` once, `play` at any time (silent before `open` and after `close`), `close`.
    """

    def __init__(self, volume: float = 0.7, mono: bool = False, buffer: int = 512) -> None:
        self._volume = min(1.0, max(0.0, volume))
        self._mono = mono
        self._buffer = _power_of_two(buffer)
        self._beats: list[list[pygame.mixer.Sound]] = []
        self._tunes: dict[SoundKind, pygame.mixer.Sound] = {}
        self._turn = 0

    def open(self) -> str | None:
        """Take the sound device; return None, or a sentence why there is no sound."""
        if not _may_have_sound():
            return NO_SOUND
        try:
            pygame.mixer.quit()  # else a mixer that pygame.init() opened would keep its own rate
            pygame.mixer.init(synth.RATE_HZ, -16, 2, self._buffer, allowedchanges=0)
            pygame.mixer.set_num_channels(CHANNELS)
            self._make()
        except _NO_MIXER as problem:
            self.close()
            _log.info("no sound: %s", problem)
            return NO_SOUND
        return None

    def _make(self) -> None:
        bank = synth.beat_bank(self._mono)
        self._beats = [[_sound(tone) for tone in pitch] for pitch in bank]
        self._tunes = {kind: _sound(synth.tune(kind)) for kind in SoundKind if kind not in _LEADING}

    def play(self, sounds: Sequence[Sound]) -> None:
        """Begin these sounds now, each over what already sounds."""
        for sound in sounds:
            if self._tunes:
                self._begin(sound)

    def _begin(self, sound: Sound) -> None:
        channel = self._channel(sound.kind)
        if channel is None:
            return
        if sound.kind in _LEADING:
            tone = self._beats[synth.pitch_index(sound.pitch)][synth.pan_index(sound.pan)]
        else:
            tone = self._tunes[sound.kind]
        channel.play(tone)
        # Every play() sets the channel's volume back to full.
        channel.set_volume(self._volume * min(1.0, max(0.0, sound.gain)))

    def _channel(self, kind: SoundKind) -> pygame.mixer.Channel | None:
        """Give a channel; effects are left out rather than cut each other when all are busy."""
        if kind in _HALTING:
            for guiding in GUIDANCE_CHANNELS:
                pygame.mixer.Channel(guiding).fadeout(_HUSH_MS)
            return pygame.mixer.Channel(STOP_CHANNEL)
        if kind in _LEADING:
            self._turn = (self._turn + 1) % len(GUIDANCE_CHANNELS)
            return pygame.mixer.Channel(GUIDANCE_CHANNELS[self._turn])
        # pygame.mixer.find_channel() would also give the reserved ones.
        free = (pygame.mixer.Channel(number) for number in range(RESERVED, CHANNELS))
        return next((channel for channel in free if not channel.get_busy()), None)

    def close(self) -> None:
        """Fall silent and give the device back; may be called twice."""
        self._beats, self._tunes = [], {}
        with suppress(*_NO_MIXER):
            pygame.mixer.quit()


def _may_have_sound() -> bool:
    """Whether asking for a device makes sense; on Linux without any, the libraries below only complain."""
    if not sys.platform.startswith("linux") or os.environ.get("SDL_AUDIODRIVER") or os.environ.get("PULSE_SERVER"):
        return True
    run_time = Path(os.environ.get("XDG_RUNTIME_DIR", "/nonexistent"))
    places = (Path("/dev/snd"), Path("/dev/dsp"), *(run_time / name for name in _SOCKETS))
    return any(place.exists() for place in places)


def _sound(pcm: synth.Pcm) -> pygame.mixer.Sound:
    return pygame.mixer.Sound(buffer=np.ascontiguousarray(pcm).tobytes())


def _power_of_two(buffer: int) -> int:
    inside = min(LARGEST_BUFFER, max(SMALLEST_BUFFER, buffer))
    return 1 << round(log2(inside))
