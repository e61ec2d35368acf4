from __future__ import annotations

import random

import pytest

from core.clock import NS_PER_S
from core.errors import InputError
from devices.emulators.faults import LASTING, NO_FAULTS, FaultAt, FaultKind, FaultPlayer, Faults

CHUNK = b"aaaa|bbbb|cccc|"


def split(chunk: bytes) -> list[bytes]:
    return [part + b"|" for part in chunk.split(b"|")[:-1]]


def spoil(frame: bytes) -> bytes:
    return frame.upper()


def player(*faults: FaultAt, share: float = 0.0, seed: int = 1) -> FaultPlayer:
    made = FaultPlayer(Faults(faults, share), random.Random(seed))
    made.begin(10 * NS_PER_S)
    return made


def at(seconds: float) -> int:
    return round((10 + seconds) * NS_PER_S)


def test_without_faults_nothing_changes() -> None:
    assert FaultPlayer(NO_FAULTS, random.Random(1)).damage(CHUNK, split, spoil, 0) is CHUNK


@pytest.mark.parametrize(("kind", "length"), [
    (FaultKind.DROP, 10), (FaultKind.DUPLICATE, 20), (FaultKind.STRAY, 18), (FaultKind.BAD_CHECKSUM, 15),
    (FaultKind.OVERLONG, 5015)])
def test_one_frame_is_hit_once_and_in_time(kind: FaultKind, length: int) -> None:
    faults = player(FaultAt(kind, 2.0))
    assert faults.damage(CHUNK, split, spoil, at(1.9)) == CHUNK
    hit = faults.damage(CHUNK, split, spoil, at(2.0))
    assert len(hit) == length
    assert hit != CHUNK
    assert faults.damage(CHUNK, split, spoil, at(2.1)) == CHUNK


def test_a_truncated_frame_keeps_its_beginning() -> None:
    hit = player(FaultAt(FaultKind.TRUNCATE)).damage(b"abcdefgh|", split, spoil, at(0))
    assert 1 <= len(hit) < 9
    assert b"abcdefgh|".startswith(hit)


@pytest.mark.parametrize(("second", "held"), [(0.9, False), (1.0, True), (2.9, True), (3.0, False)])
def test_a_lasting_fault_has_a_beginning_and_an_end(second: float, held: bool) -> None:
    faults = player(FaultAt(FaultKind.FLAT, 1.0, 2.0))
    assert faults.holds(FaultKind.FLAT, at(second)) is held
    assert not faults.holds(FaultKind.SATURATED, at(second))


def test_by_hand_and_cleared() -> None:
    faults = player()
    faults.inject(FaultKind.SILENT, at(5))
    faults.inject(FaultKind.LUMPS, at(5), 1.0)
    assert faults.holds(FaultKind.SILENT, at(100))
    assert not faults.holds(FaultKind.LUMPS, at(6))
    faults.clear()
    assert not faults.holds(FaultKind.SILENT, at(100))


def test_calm_is_who_has_nothing_to_play() -> None:
    assert player().calm
    assert not player(share=0.1).calm
    coming, lasting = player(FaultAt(FaultKind.UNPLUG, 1.0)), player(FaultAt(FaultKind.FLAT, 1.0, 2.0))
    assert (coming.calm, lasting.calm) == (False, False)
    assert coming.take(FaultKind.UNPLUG, at(1))
    lasting.clear()
    assert (coming.calm, lasting.calm) == (True, True)


def test_taken_faults_wait_until_asked_for() -> None:
    faults = player(FaultAt(FaultKind.UNPLUG, 1.0))
    assert not faults.take(FaultKind.UNPLUG, at(0.5))
    assert not faults.take(FaultKind.COUNTER_JUMP, at(2))
    assert faults.take(FaultKind.UNPLUG, at(2))
    assert not faults.take(FaultKind.UNPLUG, at(2))


def test_damage_by_chance_hits_its_share_and_is_repeatable() -> None:
    def run(seed: int) -> bytes:
        return player(share=0.2, seed=seed).damage(CHUNK * 500, split, spoil, at(0))

    assert run(1) == run(1)
    assert run(1) != run(2)
    whole = sum(run(3).count(frame) for frame in (b"aaaa|", b"bbbb|", b"cccc|"))
    assert 0.75 < whole / 1500 < 0.95


def test_a_stream_cannot_forget_a_mode_it_does_not_have() -> None:
    with pytest.raises(InputError, match="mode_reset"):
        player(FaultAt(FaultKind.MODE_RESET))
    with pytest.raises(InputError, match="mode_reset"):
        player().inject(FaultKind.MODE_RESET, 0)


@pytest.mark.parametrize("kind", [kind for kind in FaultKind if kind is not FaultKind.MODE_RESET])
def test_every_other_fault_can_be_injected(kind: FaultKind) -> None:
    faults = player()
    faults.inject(kind, at(0))
    played = faults.holds(kind, at(0)) if kind in LASTING else (
        faults.take(kind, at(0)) or faults.damage(CHUNK, split, spoil, at(0)) != CHUNK)
    assert played
