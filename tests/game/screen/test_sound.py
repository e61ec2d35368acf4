"""The speaker plays, or stays silent with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pygame
import pytest

from game.screen.sound import GUIDANCE_CHANNELS, RESERVED, STOP_CHANNEL, Speaker
from game.sounds import Sound, SoundKind


@pytest.fixture
def speaker() -> Iterator[Speaker]:
    opened = Speaker()
    assert opened.open() is None
    yield opened
    opened.close()


def busy() -> set[int]:
    return {number for number in range(pygame.mixer.get_num_channels()) if pygame.mixer.Channel(number).get_busy()}


def test_opens_as_asked(speaker: Speaker) -> None:
    del speaker
    assert pygame.mixer.get_init() == (48000, -16, 2)


def test_takes_a_mixer_that_somebody_left_open() -> None:
    pygame.mixer.init(22050, -16, 1)
    speaker = Speaker()
    assert speaker.open() is None
    assert pygame.mixer.get_init() == (48000, -16, 2)
    speaker.close()


@pytest.mark.parametrize("kind", SoundKind)
def test_every_kind_sounds(speaker: Speaker, kind: SoundKind) -> None:
    speaker.play([Sound(kind, pan=-0.4, pitch=0.7, gain=0.5)])
    assert len(busy()) == 1


def test_stop_has_its_own_channel_and_hushes_what_leads(speaker: Speaker) -> None:
    speaker.play([Sound(SoundKind.BEAT), Sound(SoundKind.BEAT)])
    assert busy() == set(GUIDANCE_CHANNELS)
    speaker.play([Sound(SoundKind.STOP)])
    assert STOP_CHANNEL in busy()
    for _ in range(400):
        if not busy() & set(GUIDANCE_CHANNELS):
            break
        pygame.time.wait(2)
    assert busy() == {STOP_CHANNEL}


def test_effects_leave_the_reserved_channels_free(speaker: Speaker) -> None:
    speaker.play([Sound(SoundKind.PLACED)] * 40)
    assert min(busy()) >= RESERVED


def test_volume_and_gain_multiply_and_stay_in_range() -> None:
    speaker = Speaker(volume=0.5)
    speaker.open()
    speaker.play([Sound(SoundKind.STOP, gain=0.5)])
    assert pygame.mixer.Channel(STOP_CHANNEL).get_volume() == pytest.approx(0.25, abs=0.01)
    speaker.play([Sound(SoundKind.STOP, gain=7.0)])
    assert pygame.mixer.Channel(STOP_CHANNEL).get_volume() == pytest.approx(0.5, abs=0.01)
    speaker.close()


@pytest.mark.parametrize("buffer", [0, 1, 300, 512, 1000, 10**9])
def test_any_buffer_opens(buffer: int) -> None:
    speaker = Speaker(buffer=buffer)
    assert speaker.open() is None
    speaker.close()


def test_without_a_device_it_says_so_and_stays_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "no_such_driver")
    speaker = Speaker()
    sentence = speaker.open()
    assert sentence is not None
    assert sentence.startswith("There is no sound.")
    assert "Connect a loudspeaker" in sentence
    speaker.play([Sound(kind) for kind in SoundKind])
    speaker.close()


def test_plays_nothing_before_open_and_after_close() -> None:
    speaker = Speaker()
    speaker.play([Sound(SoundKind.BEAT)])
    speaker.close()
    assert speaker.open() is None
    speaker.close()
    speaker.close()
    speaker.play([Sound(SoundKind.BEAT)])
    assert pygame.mixer.get_init() is None


@pytest.mark.parametrize(("pan", "mono"), [(-1.0, False), (1.0, False), (1.0, True)])
def test_what_reaches_the_device_lies_at_its_side(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, pan: float,
                                                  mono: bool) -> None:
    """SDL's disk driver writes what would be heard to a file."""
    heard = tmp_path / "heard.raw"
    monkeypatch.setenv("SDL_AUDIODRIVER", "disk")
    monkeypatch.setenv("SDL_DISKAUDIOFILE", str(heard))
    monkeypatch.setenv("SDL_DISKAUDIODELAY", "0")
    speaker = Speaker(volume=1.0, mono=mono)
    assert speaker.open() is None
    speaker.play([Sound(SoundKind.BEAT, pan=pan)])
    for _ in range(2000):
        if not busy():
            break
        pygame.time.wait(2)
    speaker.close()
    samples = np.fromfile(heard, dtype=np.int16).reshape(-1, 2).astype(np.float64)
    left, right = np.sqrt(np.mean(samples ** 2, axis=0))
    if mono:
        assert left == pytest.approx(right)
        assert left > 0
    else:
        near, far = (left, right) if pan < 0 else (right, left)
        assert near > 20 * max(far, 0.1)
