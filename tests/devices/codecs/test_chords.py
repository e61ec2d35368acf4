from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from devices.codecs import chords as codec
from devices.codecs.chords import Decoder

FAST = settings(max_examples=60, deadline=None)


def frames(n: int, channels: int, first: int = 0) -> bytes:
    counts = (np.arange(n * channels).reshape(n, channels) * 7 + 100) % 1024
    return codec.encode_frames(first, counts)


def feed_all(decoder: Decoder, chunks: list[bytes]) -> tuple[list[int], list[list[int]]]:
    counters: list[int] = []
    counts: list[list[int]] = []
    for chunk in chunks:
        found = decoder.feed(chunk)
        if found is not None:
            counters += found.counters
            counts += found.counts.tolist()
    return counters, counts


@pytest.mark.parametrize(("first", "n"), [(0, 3), (254, 5), (1000, 256), (255, 600)])
def test_counters_of_a_byte_begin_again(first: int, n: int) -> None:
    assert list(codec.counters(first, n)) == [number % 256 for number in range(first, first + n)]


def test_one_frame_byte_by_byte() -> None:
    data = codec.encode_frames(5, np.array([[1, 0x0203, 0xFFFF]]))
    assert data == bytes.fromhex("C77C 05 0001 0203 FFFF 01")
    assert codec.frame_length(6) == 16
    assert feed_all(Decoder(3), [data]) == ([5], [[1, 0x0203, 0xFFFF]])


@pytest.mark.parametrize(("name", "uv"), [
    ("UNO-R3", 5e6 / 1024 / 2420), ("UNO-R4", 5e6 / 16384 / 2420), ("NPG-LITE", 3.3e6 / 4096 / 2420)])
def test_microvolt_per_count(name: str, uv: float) -> None:
    assert codec.BOARDS[name].uv_per_count() == pytest.approx(uv)
    assert codec.BOARDS[name].uv_per_count(gain=1210) == pytest.approx(2 * uv)


def test_the_zero_of_an_uno_is_mid_range() -> None:
    assert codec.BOARDS["UNO-R3"].zero_count == 512


@pytest.mark.parametrize(("heard", "name"), [
    (b"UNO-R3\r\n", "UNO-R3"),
    (b"\x00\x01junkNPG-LITE-3CH\n", "NPG-LITE-3CH"),
    (b"NPG-LITE\r\n", "NPG-LITE"),
    (b"UNO-R3\r\nGIGA-R1\r\n", "GIGA-R1"),
    (b"UNO-R3", None),
    (b"UNO-R9\r\n", None),
    (b"", None),
])
def test_names(heard: bytes, name: str | None) -> None:
    assert codec.decode_name(heard) == name


@pytest.mark.parametrize("channels", range(1, 17))
def test_the_distance_of_headers_tells_the_channels(channels: int) -> None:
    assert codec.detect_channels(b"\x01\xc7" + frames(4, channels)) == channels
    assert codec.detect_channels(frames(2, channels)) is None


def test_commands() -> None:
    assert [codec.encode_command(word) for word in codec.Command] == [b"WHORU\n", b"START\n", b"STOP\n"]


@pytest.mark.parametrize(("damage", "kept", "skipped"), [
    (lambda f: f[:32] + f[48:], [0, 1, 3, 4, 5], 0),
    (lambda f: f[:32] + b"abc" + f[32:], [0, 1, 2, 3, 4, 5], 3),
    (lambda f: f[:32] + f[32:40] + f[48:], [0, 1, 3, 4, 5], 8),
    (lambda f: f[:47] + b"\x00" + f[48:], [0, 1, 3, 4, 5], 16),
    (lambda f: f[:32] + f[16:32] + f[32:], [0, 1, 1, 2, 3, 4, 5], 0),
    (lambda f: f[5:], [1, 2, 3, 4, 5], 11),
    (lambda f: b"\xc7\x7c\xc7\x7c\xc7" + f, [0, 1, 2, 3, 4, 5], 5),
], ids=["drop", "stray", "truncate", "bad end", "duplicate", "half first", "false headers"])
def test_damage_costs_only_the_damaged_frame(damage: object, kept: list[int], skipped: int) -> None:
    assert callable(damage)
    decoder = Decoder(6)
    counters, _ = feed_all(decoder, [damage(frames(6, 6))])
    assert (counters, decoder.skipped) == (kept, skipped)


@pytest.mark.parametrize("cut", range(2, 16))
@pytest.mark.parametrize("chunk", [1, 7, 16, 1000])
def test_a_cut_frame_is_never_glued_to_the_next(cut: int, chunk: int) -> None:
    """Counts of 256 to 511 have the high byte 01, the same as the end of a frame."""
    data = codec.encode_frames(0, np.full((6, 6), 0x0140))
    data = data[:32 + cut] + data[48:]
    counters, counts = feed_all(Decoder(6), [data[at:at + chunk] for at in range(0, len(data), chunk)])
    assert counters == [0, 1, 3, 4, 5]
    assert {value for row in counts for value in row} == {0x0140}


def test_a_header_inside_the_payload_does_no_harm() -> None:
    counts = np.full((9, 6), 0xC77C)
    decoder = Decoder(6)
    counters, _ = feed_all(decoder, [b"\x7c\x01" + codec.encode_frames(0, counts)])
    assert counters == list(range(8))  # the ninth waits for what follows it
    assert decoder.skipped == 2


@FAST
@given(st.integers(1, 8), st.integers(0, 40), st.lists(st.integers(1, 60), max_size=30))
def test_any_chunks_give_the_same_frames(channels: int, n: int, cuts: list[int]) -> None:
    data = frames(n, channels)
    chunks = []
    for size in cuts:
        chunks.append(data[:size])
        data = data[size:]
    counters, counts = feed_all(Decoder(channels), [*chunks, data])
    assert counters == list(range(n))
    assert np.array_equal(np.array(counts).reshape(n, channels),
                          (np.arange(n * channels).reshape(n, channels) * 7 + 100) % 1024)


@FAST
@given(st.lists(st.binary(max_size=80), max_size=20))
def test_any_bytes_are_frames_or_counted(chunks: list[bytes]) -> None:
    decoder = Decoder(2)
    total = sum(map(len, chunks))
    counters, _ = feed_all(decoder, chunks)
    assert len(counters) * codec.frame_length(2) + decoder.skipped + len(decoder._buffer) == total


@FAST
@given(st.binary(max_size=200))
def test_after_any_garbage_frames_are_found_again(garbage: bytes) -> None:
    """At most the one frame that a stray header pairs up with is lost."""
    counters, _ = feed_all(Decoder(6), [garbage + frames(10, 6)])
    assert counters[-8:] == list(range(2, 10))


def test_hostile_headers_only_are_digested_at_once() -> None:
    decoder = Decoder(6)
    decoder.feed(codec.HEADER * 20_000)
    assert decoder.skipped > 39_000
    assert len(decoder._buffer) < 16


def as_int(values: NDArray[np.uint16]) -> list[int]:
    return [int(value) for value in values.ravel()]


def test_counts_are_unsigned_sixteen_bit() -> None:
    found = Decoder(1).feed(codec.encode_frames(255, np.array([[65535]])))
    assert found is not None
    assert as_int(found.counts) == [65535]
    assert (found.counts.dtype.kind, found.counts.dtype.itemsize) == ("u", 2)
