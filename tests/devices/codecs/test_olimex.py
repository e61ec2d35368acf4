from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from devices.codecs import olimex as codec
from devices.codecs.olimex import Decoder

FAST = settings(max_examples=60, deadline=None)
REAL = bytes.fromhex("a55a0239 01cf 0214 01ff 01fc 0223 0204 01")


def values(n: int) -> NDArray[np.int64]:
    return (np.arange(n * 6).reshape(n, 6) * 7 + 100) % 1024


def frames(n: int, first: int = 0) -> bytes:
    return codec.encode_frames(np.arange(first, first + n), values(n), 1)


def feed_all(decoder: Decoder, chunks: list[bytes]) -> tuple[list[int], list[list[int]]]:
    counters: list[int] = []
    counts: list[list[int]] = []
    for chunk in chunks:
        found = decoder.feed(chunk)
        if found is not None:
            counters += found.counters
            counts += found.counts.tolist()
    return counters, counts


def test_a_real_frame_both_ways() -> None:
    row = [463, 532, 511, 508, 547, 516]
    assert feed_all(Decoder(), [REAL]) == ([57], [row])
    assert codec.encode_frames(np.array([57]), np.array([row]), 1) == REAL


def test_microvolt_per_count() -> None:
    assert codec.uv_per_count() == pytest.approx(5e6 / 1024 / 2848)
    assert codec.uv_per_count(gain=1424.0) == pytest.approx(2 * codec.uv_per_count())


@pytest.mark.parametrize(("heard", "known"), [
    (frames(3), True), (b"\x5a\x02" + frames(3), True), (frames(2) + b"\xa5\x5a\x02", False),
    (frames(2) + b"x" + frames(2), False), (b"", False), (codec.HEADER * 40, False)])
def test_three_whole_frames_are_known(heard: bytes, known: bool) -> None:
    assert codec.detect(heard) == known


@pytest.mark.parametrize(("damage", "kept", "skipped"), [
    (lambda f: f[:34] + f[51:], [0, 1, 3, 4, 5], 0),
    (lambda f: f[:34] + b"abc" + f[34:], [0, 1, 2, 3, 4, 5], 3),
    (lambda f: f[:34] + f[34:42] + f[51:], [0, 1, 3, 4, 5], 8),
    (lambda f: f[:50] + b"\xff" + f[51:], [0, 1, 3, 4, 5], 17),
    (lambda f: f[:36] + b"\x01" + f[37:], [0, 1, 3, 4, 5], 17),
    (lambda f: f[:38] + b"\x04" + f[39:], [0, 1, 3, 4, 5], 17),
    (lambda f: f[:34] + f[17:34] + f[34:], [0, 1, 1, 2, 3, 4, 5], 0),
    (lambda f: f[5:], [1, 2, 3, 4, 5], 12),
    (lambda f: b"\xa5\x5a\x02\xa5\x5a\xa5" + f, [0, 1, 2, 3, 4, 5], 6),
    (lambda f: f[:34] + b"7" * 5000 + f[34:], [0, 1, 2, 3, 4, 5], 5000),
], ids=["drop", "stray", "truncate", "bad end", "other version", "eleven bits", "duplicate", "half first",
        "false headers", "overlong"])
def test_damage_costs_only_the_damaged_frame(damage: Callable[[bytes], bytes], kept: list[int],
                                             skipped: int) -> None:
    decoder = Decoder()
    counters, _ = feed_all(decoder, [damage(frames(6))])
    assert (counters, decoder.skipped) == (kept, skipped)


@pytest.mark.parametrize("cut", range(1, 17))
@pytest.mark.parametrize("chunk", [1, 7, 17, 1000])
def test_a_cut_frame_is_never_glued_to_the_next(cut: int, chunk: int) -> None:
    data = frames(6)
    data = data[:34 + cut] + data[51:]
    counters, counts = feed_all(Decoder(), [data[at:at + chunk] for at in range(0, len(data), chunk)])
    assert counters == [0, 1, 3, 4, 5]
    assert counts == np.delete(values(6), 2, axis=0).tolist()


@FAST
@given(st.integers(0, 40), st.lists(st.integers(1, 60), max_size=30))
def test_any_chunks_give_the_same_frames(n: int, cuts: list[int]) -> None:
    data = frames(n)
    chunks = []
    for size in cuts:
        chunks.append(data[:size])
        data = data[size:]
    counters, counts = feed_all(Decoder(), [*chunks, data])
    assert counters == list(range(n))
    assert counts == values(n).tolist()


@FAST
@given(st.lists(st.one_of(st.binary(max_size=80), st.just(REAL), st.just(codec.HEADER)), max_size=20))
def test_any_bytes_are_frames_or_counted(chunks: list[bytes]) -> None:
    decoder = Decoder()
    counters, _ = feed_all(decoder, chunks)
    assert len(counters) * codec.LENGTH + decoder.skipped + len(decoder._buffer) == sum(map(len, chunks))
    assert len(decoder._buffer) < codec.LENGTH


@FAST
@given(st.binary(max_size=200))
def test_after_any_garbage_frames_are_found_again(garbage: bytes) -> None:
    counters, _ = feed_all(Decoder(), [garbage + frames(10)])
    assert counters[-9:] == list(range(1, 10))
