from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from devices.codecs import bitalino as codec
from devices.codecs.bitalino import Decoder, Firmware

FAST = settings(max_examples=60, deadline=None)


def values(n: int, channels: int, seed: int = 3) -> NDArray[np.int64]:
    rng = np.random.default_rng(seed)
    return rng.integers(0, 1 << codec.bits(channels), (n, channels))


def frames(n: int, channels: int, first: int = 0) -> bytes:
    return codec.encode_frames(np.arange(first, first + n), values(n, channels), 0b1010)


def feed_all(decoder: Decoder, chunks: list[bytes]) -> tuple[list[int], list[list[int]]]:
    counters: list[int] = []
    counts: list[list[int]] = []
    for chunk in chunks:
        found = decoder.feed(chunk)
        if found is not None:
            counters += found.counters
            counts += found.counts.tolist()
    return counters, counts


@pytest.mark.parametrize(("seq", "digital", "counts", "data"), [
    (5, 0b1010, [512, 513], "01 02 A8 53"),
    (15, 0b0001, [1023, 0, 512, 1], "10 00 80 00 FC 1F F5"),
    (7, 0b1100, [1, 2, 3, 1000, 33, 63], "7F 88 FE 00 02 04 C0 75"),
])
def test_known_frames_both_ways(seq: int, digital: int, counts: list[int], data: str) -> None:
    raw = bytes.fromhex(data)
    assert codec.encode_frames(np.array([seq]), np.array([counts]), digital) == raw
    assert codec.crc4(raw) == 0
    found = codec.decode_frames(raw, len(counts))
    assert (list(found.counters), found.digital.tolist(), found.counts.tolist()) == ([seq], [digital], [counts])


def test_the_checksum_is_the_rest_by_x4_x_1() -> None:
    assert [codec.crc4(bytes([byte])) for byte in (0x00, 0x01, 0x10, 0x13, 0x20)] == [0, 1, 3, 0, 6]
    assert codec.crc4(bytes.fromhex("0102A850")) == 0x3


@pytest.mark.parametrize(("channels", "length"), [(1, 3), (2, 4), (3, 6), (4, 7), (5, 8), (6, 8)])
def test_frame_lengths_hold_a_counter_four_ports_and_the_channels(channels: int, length: int) -> None:
    assert codec.frame_length(channels) == length
    assert len(frames(1, channels)) == length
    assert 8 * length >= 12 + codec.bits(channels).sum() > 8 * (length - 2)


@FAST
@given(st.integers(1, 6), st.integers(0, 15), st.integers(0, 15), st.integers(0, 2**32))
def test_what_is_encoded_is_decoded(channels: int, seq: int, digital: int, seed: int) -> None:
    counts = values(5, channels, seed)
    data = codec.encode_frames(np.arange(seq, seq + 5), counts, digital)
    found = codec.decode_frames(data, channels)
    assert list(found.counters) == [(seq + i) % 16 for i in range(5)]
    assert (found.digital == digital).all()
    assert (found.counts == counts).all()


def test_commands() -> None:
    assert [codec.encode_rate(rate) for rate in (1, 10, 100, 1000)] == [b"\x03", b"\x43", b"\x83", b"\xc3"]
    assert [codec.encode_start(n) for n in (1, 2, 6)] == [b"\x05", b"\x0d", b"\xfd"]
    assert [codec.encode_stop(version) for version in ((3, 0), (4, 1), (4, 2), (5, 1))] == [
        b"\x00", b"\x00", b"\xff", b"\xff"]


@pytest.mark.parametrize(("heard", "firmware"), [
    (b"BITalino_v5.1\n", Firmware("BITalino_v5.1", (5, 1))),
    (b"\x53\x00junk\x01BITalino_v4.2\n", Firmware("BITalino_v4.2", (4, 2))),
    (b"BITalino V3.0\r\n", Firmware("BITalino V3.0", (3, 0))),
    (b"BITalino_v4.1\nBITalino_v5.2\n", Firmware("BITalino_v5.2", (5, 2))),
    (b"BITalino_v5.1", None), (b"BITalino\n", None), (b"BITali\no_v5.1\n", None), (b"", None),
    (b"BITalino" + b"x" * 500 + b"_v5.1\n", None),
])
def test_versions(heard: bytes, firmware: Firmware | None) -> None:
    assert codec.decode_version(heard) == firmware


def test_microvolt_per_count() -> None:
    uv = codec.uv_per_count(6)
    assert uv[:4] == pytest.approx(3.3e6 / 1024 / 1000)
    assert uv[4:] == pytest.approx(3.3e6 / 64 / 1000)
    assert codec.uv_per_count(2, gain=500.0) == pytest.approx(2 * uv[:2])
    assert codec.zero_counts(6).tolist() == [512, 512, 512, 512, 32, 32]
    at_rails = (np.array([0, 1024]) - codec.zero_counts(1)) * uv[0]
    assert at_rails == pytest.approx([-1650.0, 1650.0])


@pytest.mark.parametrize("channels", range(1, 7))
def test_frames_tell_their_channels(channels: int) -> None:
    told = 6 if channels == 5 else channels
    assert codec.detect_channels(b"\x01\xc7" + frames(9, channels)) == told
    assert codec.detect_channels(frames(7, channels)) is None


@FAST
@given(st.binary(max_size=400))
def test_chance_is_no_bitalino(data: bytes) -> None:
    assert codec.detect_channels(data) is None


def lost_in(counters: list[int], first: int = 0) -> list[int]:
    """Which of the sample numbers from `first` on are missing, told by the 4-bit counters."""
    missing, number = [], first
    for counter in counters:
        while number % 16 != counter:
            missing.append(number)
            number += 1
        number += 1
    return missing


@pytest.mark.parametrize(("damage", "missing", "skipped"), [
    (lambda f, at, n: f[:at] + f[at + n:], [20], 0),
    (lambda f, at, n: f[:at] + b"abc" + f[at:], [], 3),
    (lambda f, at, n: f[:at + n // 2] + f[at + n:], [20], None),
    (lambda f, at, n: f[:at + n - 1] + bytes([f[at + n - 1] ^ 0x05]) + f[at + n:], [20], None),
    (lambda f, at, n: f[:at] + bytes(n) + f[at + n:], [20], None),
    (lambda f, at, n: f[n // 2:], [0], None),
    (lambda f, at, n: f[:at] + b"7" * 5000 + f[at:], [], 5000),
], ids=["drop", "stray", "truncate", "bad checksum", "zeros", "half first", "overlong"])
@pytest.mark.parametrize("channels", [1, 2, 3, 4, 6])
def test_damage_costs_only_the_damaged_frame(damage: Callable[[bytes, int, int], bytes], missing: list[int],
                                             skipped: int | None, channels: int) -> None:
    length = codec.frame_length(channels)
    decoder = Decoder(channels)
    counters, counts = feed_all(decoder, [damage(frames(40, channels), 20 * length, length)])
    assert lost_in(counters) == missing
    assert counts[-1] == values(40, channels)[-1].tolist()
    assert skipped is None or decoder.skipped == skipped


@pytest.mark.parametrize("after", [b"", b"x"], ids=["alone", "before damage"])
def test_a_repeated_frame_is_kept_for_who_counts(after: bytes) -> None:
    data = frames(40, 2)
    counters, _ = feed_all(Decoder(2), [data[:84] + data[80:88] + after + data[88:]])
    assert counters == [*(i % 16 for i in range(21)), *(i % 16 for i in range(20, 40))]


@pytest.mark.parametrize("chunk", [1, 3, 7, 64, 1000])
@pytest.mark.parametrize("cut", range(1, 7))
def test_a_cut_frame_costs_one_sample_in_any_chunks(cut: int, chunk: int) -> None:
    """At the end of a chunk nothing follows that could tell: a frame glued by chance passes once in 256."""
    wrong = 0
    for seed in range(40):
        counts = values(60, 4, seed)
        data = codec.encode_frames(np.arange(60), counts)
        data = data[:20 * 7 + cut] + data[21 * 7:]
        got = feed_all(Decoder(4), [data[at:at + chunk] for at in range(0, len(data), chunk)])
        wrong += got[1] != np.delete(counts, 20, axis=0).tolist()
    assert wrong <= 1


def test_two_bad_frames_apart_by_one_cost_two() -> None:
    """The good one between stands where it was promised, with the counter that was promised."""
    data = bytearray(frames(40, 2))
    for frame in (20, 22):
        data[4 * frame + 3] ^= 0x05
    assert lost_in(feed_all(Decoder(2), [bytes(data)])[0]) == [20, 22]


def test_the_first_frames_are_believed_when_three_agree() -> None:
    decoder = Decoder(2)
    data = frames(4, 2)
    assert [decoder.feed(data[at:at + 4]) is None for at in range(0, 12, 4)] == [True, True, False]


@FAST
@given(st.integers(1, 6), st.integers(3, 60), st.lists(st.integers(1, 60), max_size=30))
def test_any_chunks_give_the_same_frames(channels: int, n: int, cuts: list[int]) -> None:
    data = frames(n, channels)
    chunks = []
    for size in cuts:
        chunks.append(data[:size])
        data = data[size:]
    counters, counts = feed_all(Decoder(channels), [*chunks, data])
    assert counters == [i % 16 for i in range(n)]
    assert counts == values(n, channels).tolist()


@FAST
@given(st.integers(1, 6), st.lists(st.binary(max_size=80), max_size=20))
def test_any_bytes_are_frames_or_counted(channels: int, chunks: list[bytes]) -> None:
    decoder = Decoder(channels)
    counters, _ = feed_all(decoder, chunks)
    assert (len(counters) * codec.frame_length(channels) + decoder.skipped + len(decoder._buffer)
            == sum(map(len, chunks)))
    assert len(decoder._buffer) < 3 * codec.frame_length(channels)


def test_noise_is_rarely_taken_for_a_sample() -> None:
    decoder = Decoder(2)
    decoder.feed(frames(10, 2))
    found = decoder.feed(random.Random(5).randbytes(200_000))
    assert found is None or len(found.counters) < 10
