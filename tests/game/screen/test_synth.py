"""The sounds say what they should, measured on the arrays themselves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from game.screen import synth
from game.sounds import SoundKind

LEADING = {SoundKind.BEAT, SoundKind.FOCUS, SoundKind.SIDE, SoundKind.COLOUR}
TUNES = [kind for kind in SoundKind if kind not in LEADING]
BANK = synth.beat_bank()
MONO = synth.beat_bank(mono=True)
LEFT, MIDDLE, RIGHT = 0, synth.PANS // 2, synth.PANS - 1


def rms(wave: NDArray[np.int16]) -> float:
    return float(np.sqrt(np.mean(wave.astype(np.float64) ** 2)))


def peak_hz(wave: NDArray[np.int16]) -> float:
    spectrum = np.abs(np.fft.rfft(wave.astype(np.float64) * np.hanning(len(wave)), n=1 << 17))
    return float(np.argmax(spectrum) * synth.RATE_HZ / (1 << 17))


def loudness(wave: NDArray[np.int16]) -> NDArray[np.float64]:
    """Give how loud each 10 ms are."""
    blocks = wave.astype(np.float64)[:len(wave) // 480 * 480].reshape(-1, 480)
    return np.asarray(np.sqrt(np.mean(blocks ** 2, axis=1)))


def trembles(wave: NDArray[np.int16]) -> bool:
    """Whether loudness, once it falls, rises again clearly."""
    levels = loudness(wave)[4:-6]
    return bool(np.any(np.diff(levels) > 0.02 * levels.max()))


def test_bank_has_every_pitch_at_every_place() -> None:
    assert BANK.shape == (13, 9, round(synth.BEAT_S * synth.RATE_HZ), 2)
    assert BANK.dtype == np.int16


@pytest.mark.parametrize("pitch", range(synth.PITCHES))
def test_spectral_peak_is_the_pitch(pitch: int) -> None:
    assert peak_hz(BANK[pitch, RIGHT, :, 1]) == pytest.approx(synth.pitch_hz(pitch), abs=3.0)


def test_pitches_rise_from_heels_to_toes() -> None:
    heights = [synth.pitch_hz(synth.pitch_index(pitch)) for pitch in (-1.0, -0.5, 0.0, 0.5, 1.0)]
    assert heights == sorted(set(heights))


@pytest.mark.parametrize("place", range(synth.PANS))
def test_pan_keeps_the_power_equal(place: int) -> None:
    left, right = synth.pan_gains(-1 + 2 * place / (synth.PANS - 1))
    assert left ** 2 + right ** 2 == pytest.approx(1.0)


def test_pan_goes_from_the_left_ear_to_the_right() -> None:
    shares = [rms(BANK[6, place, :, 1]) / (rms(BANK[6, place, :, 0]) + rms(BANK[6, place, :, 1]))
              for place in range(synth.PANS)]
    assert shares == sorted(shares)
    assert shares[LEFT] == 0.0
    assert shares[MIDDLE] == pytest.approx(0.5, abs=0.01)
    assert shares[RIGHT] > 0.999


@pytest.mark.parametrize(("place", "expected"), [
    (0, True), (1, True), (4, False), (5, False), (6, False), (7, False), (8, False),
])
def test_only_the_left_side_trembles(place: int, expected: bool) -> None:
    assert trembles(BANK[6, place, :, int(place >= MIDDLE)]) is expected


def test_tremble_is_at_its_rate_and_only_on_the_left() -> None:
    shape = synth.tremble(np.array([-1.0, -0.5, 0.0, 1.0]), synth.RATE_HZ)
    spectrum = np.abs(np.fft.rfft(shape[0] - shape[0].mean()))
    assert np.argmax(spectrum) == synth.TREMBLE_HZ
    assert np.ptp(shape[0]) > np.ptp(shape[1]) > 0.3
    assert np.all(shape[2:] == 1.0)


def test_mono_gives_both_ears_the_same_and_keeps_tremble_and_pitch() -> None:
    assert np.array_equal(MONO[..., 0], MONO[..., 1])
    assert trembles(MONO[6, LEFT, :, 0])
    assert not trembles(MONO[6, RIGHT, :, 0])
    assert peak_hz(MONO[12, RIGHT, :, 0]) > 2 * peak_hz(MONO[0, RIGHT, :, 0])


def all_sounds() -> list[tuple[str, synth.Pcm]]:
    corners = [(f"beat {pitch} {place}", BANK[pitch, place]) for pitch in (0, 6, 12) for place in (0, 4, 8)]
    return corners + [(str(kind), synth.tune(kind)) for kind in TUNES]


@pytest.mark.parametrize(("name", "wave"), all_sounds(), ids=[name for name, _ in all_sounds()])
def test_no_sound_clips_or_clicks(name: str, wave: synth.Pcm) -> None:
    del name
    steps = np.abs(np.diff(wave.astype(int), axis=0))
    assert np.abs(wave.astype(int)).max() <= synth.PEAK * 32767
    assert not wave[0].any()
    assert not wave[-1].any()
    assert steps[:96].max() < 0.03 * 32767, "begins softly"
    assert steps[-96:].max() < 0.01 * 32767, "ends softly"
    assert steps.max() < 0.15 * 32767, "no jump anywhere"


@pytest.mark.parametrize("kind", TUNES)
def test_every_kind_is_heard_in_both_ears_alike(kind: SoundKind) -> None:
    wave = synth.tune(kind)
    assert np.array_equal(wave[:, 0], wave[:, 1])
    assert 0.1 * synth.RATE_HZ <= len(wave) <= 2.5 * synth.RATE_HZ
    assert rms(wave[:, 0]) > 300


def halves(kind: SoundKind) -> tuple[float, float]:
    """Give the strongest pitch of the first moments, and of the time after the last note began."""
    wave = synth.tune(kind)[:, 0]
    last_note = {SoundKind.PLACED: 0.30, SoundKind.PAUSE: 0.24, SoundKind.STOP: 0.6, SoundKind.RESUME: 0.24}[kind]
    return peak_hz(wave[:round(0.12 * synth.RATE_HZ)]), peak_hz(wave[round(last_note * synth.RATE_HZ):])


def test_home_rises_and_going_on_rises() -> None:
    for kind in (SoundKind.PLACED, SoundKind.RESUME):
        first, last = halves(kind)
        assert last > 1.2 * first


def test_pause_and_stop_fall() -> None:
    for kind in (SoundKind.PAUSE, SoundKind.STOP):
        first, last = halves(kind)
        assert last < 0.9 * first


def test_on_target_is_a_chord() -> None:
    wave = synth.tune(SoundKind.ON_TARGET)[:, 0].astype(np.float64)
    spectrum = np.abs(np.fft.rfft(wave * np.hanning(len(wave)), n=1 << 17))
    hz = np.fft.rfftfreq(1 << 17, 1 / synth.RATE_HZ)
    for step in (0, 2, 3):
        near = np.abs(hz - synth.pitch_hz(step)) < 5
        assert spectrum[near].max() > 0.3 * spectrum.max()


def test_equal_input_gives_equal_arrays() -> None:
    assert np.array_equal(BANK, synth.beat_bank())
    assert np.array_equal(synth.tune(SoundKind.DONE), synth.tune(SoundKind.DONE))


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_any_number_finds_a_tone(value: float) -> None:
    assert 0 <= synth.pitch_index(value) < synth.PITCHES
    assert 0 <= synth.pan_index(value) < synth.PANS
