from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.codecs import cyton as codec
from devices.codecs.cyton import Decoder, Footer, Frames, Pairs, Radio

FAST = settings(max_examples=60, deadline=None)
NOTHING_BESIDE = np.zeros(6, np.uint8)


def packets(n: int, first: int = 0, value: int | None = None) -> bytes:
    counts = np.full((n, 8), value) if value is not None else np.arange(n * 8).reshape(n, 8) * 1000 - 4000
    return codec.encode_packets(np.arange(first, first + n), counts, [Footer.ACCELERATION] * n,
                                np.zeros((n, 6), np.uint8))


def feed_all(decoder: Decoder, chunks: list[bytes]) -> tuple[list[int], list[list[int]]]:
    counters: list[int] = []
    counts: list[list[int]] = []
    for chunk in chunks:
        found = decoder.feed(chunk)
        if found is not None:
            counters += found.counters
            counts += found.counts.tolist()
    return counters, counts


def test_one_packet_byte_by_byte() -> None:
    counts = np.array([[1, -1, 1_000_000, 0x7FFFFF, -0x800000, 0, 256, -256]])
    beside = np.array([[0x0F, 0xA0, 0, 0, 0xFF, 0xFF]], np.uint8)
    data = codec.encode_packets(np.array([300]), counts, [Footer.ACCELERATION], beside)
    assert data == bytes.fromhex("A0 2C 000001 FFFFFF 0F4240 7FFFFF 800000 000000 000100 FFFF00 0FA00000FFFF C0")
    frames = Decoder().feed(data)
    assert frames is not None
    assert (frames.counters, frames.counts.tolist(), frames.footers) == (b"\x2c", counts.tolist(), b"\xc0")
    assert frames.counts.dtype == np.int32
    assert codec.decode_acceleration(frames).tolist() == [pytest.approx([0.5, 0.0, -0.000125])]


@pytest.mark.parametrize(("count", "gain", "uv"), [
    (1, 24, 0.02235174), (-1, 24, -0.02235174), (0x0F4240, 24, 22351.744), (0x7FFFFF, 24, 187500.0),
    (-0x800000, 24, -187500.02), (0x7FFFFF, 1, 4.5e6), (100, 12, 4.470349)])
def test_microvolt_per_count(count: int, gain: int, uv: float) -> None:
    assert count * codec.uv_per_count(gain) == pytest.approx(uv, rel=1e-6)


@pytest.mark.parametrize(("command", "data"), [
    (codec.encode_channel(1), b"x1060100X"), (codec.encode_channel(8, 1, bias=False), b"x8000000X"),
    (codec.encode_channel(9, 12), b"xQ050100X"), (codec.encode_channel(16, 24, srb2=True), b"xI060110X"),
    (codec.encode_radio(Radio.STATUS), b"\xf0\x07"),
    (codec.encode_radio(Radio.SET_HOST_CHANNEL, 25), b"\xf0\x02\x19")])
def test_commands(command: bytes, data: bytes) -> None:
    assert command == data


@pytest.mark.parametrize("gain", [0, 3, 2420])
def test_a_gain_that_the_converter_has_not_cannot_be_asked_for(gain: int) -> None:
    with pytest.raises(ValueError, match="tuple"):
        codec.encode_channel(1, gain)


@pytest.mark.parametrize(("heard", "daisy", "firmware"), [
    (codec.encode_banner(False), False, "v3.1.2"),
    (codec.encode_banner(True, "v3.1.4"), True, "v3.1.4"),
    (packets(3)[:-7] + codec.encode_banner(True) + b"$$$", True, "v3.1.2"),
    (codec.encode_banner(True) + codec.encode_banner(False), False, "v3.1.2"),
    (b"OpenBCI V3 16 channel\nOn Board ADS1299 Device ID: 0x3E\nLIS3DH Device ID: 0x33\n$$$", False, ""),
])
def test_banners(heard: bytes, daisy: bool, firmware: str) -> None:
    banner = codec.decode_banner(heard)
    assert banner is not None
    assert (banner.daisy, banner.firmware) == (daisy, firmware)
    assert ("Daisy" in banner.name) == daisy


@pytest.mark.parametrize("heard", [
    b"", b"$$$", codec.encode_banner(False)[:-1], codec.COMMS_TIMEOUT, b"OpenBCI V3 Simulator\n$$$",
    b"OpenBCI Ganglion v2.0.1\nLIS2DH ID: 0x33\n$$$"])
def test_no_banner(heard: bytes) -> None:
    assert codec.decode_banner(heard) is None


@pytest.mark.parametrize("footer", list(Footer))
def test_every_footer_ends_a_packet(footer: Footer) -> None:
    counts = np.zeros((1, 8), int)
    frames = Decoder().feed(codec.encode_packets(np.array([7]), counts, [footer], NOTHING_BESIDE[None]))
    assert frames is not None
    assert frames.footers == bytes((footer,))


@pytest.mark.parametrize("byte", [0xBF, 0xC7, 0x00, 0xA0])
def test_nothing_else_ends_one(byte: int) -> None:
    decoder = Decoder()
    assert decoder.feed(packets(1)[:-1] + bytes((byte,)) + b"\x00") is None
    assert decoder.skipped >= 32


def test_times_beside_samples() -> None:
    beside = np.array([codec.encode_time(-8000, 0xFFFFFFFF + 5), NOTHING_BESIDE])
    data = codec.encode_packets(np.arange(2), np.zeros((2, 8), int),
                                [Footer.ACCELERATION_TIME_SET, Footer.ACCELERATION], beside)
    assert codec.decode_times_ms(codec.decode_packets(data)).tolist() == [4]
    assert beside[0, :2].tobytes() == bytes.fromhex("E0C0")


@pytest.mark.parametrize(("damage", "kept", "skipped"), [
    (lambda p: p[:66] + p[99:], [0, 1, 3, 4, 5], 0),
    (lambda p: p[:66] + b"abc" + p[66:], [0, 1, 2, 3, 4, 5], 3),
    (lambda p: p[:66] + b"\xa0\xa0\xc0" + p[66:], [0, 1, 2, 3, 4, 5], 3),
    (lambda p: p[:66] + p[66:80] + p[99:], [0, 1, 3, 4, 5], 14),
    (lambda p: p[:98] + b"\x00" + p[99:], [0, 1, 3, 4, 5], 33),
    (lambda p: p[:66] + p[33:66] + p[66:], [0, 1, 1, 2, 3, 4, 5], 0),
    (lambda p: p[5:], [1, 2, 3, 4, 5], 28),
    (lambda p: b"7" * 5000 + p, [0, 1, 2, 3, 4, 5], 5000),
], ids=["drop", "stray", "stray headers", "truncate", "bad end", "duplicate", "half first", "overlong"])
def test_damage_costs_only_the_damaged_packet(damage: Callable[[bytes], bytes], kept: list[int],
                                              skipped: int) -> None:
    decoder = Decoder()
    counters, _ = feed_all(decoder, [damage(packets(6))])
    assert (counters, decoder.skipped) == (kept, skipped)


@pytest.mark.parametrize("cut", range(1, 33))
@pytest.mark.parametrize("chunk", [1, 7, 33, 1000])
def test_a_cut_packet_is_never_glued_to_the_next(cut: int, chunk: int) -> None:
    """Bytes of voltages may look like the end of a packet: here nearly all of them do."""
    data = packets(6, value=0xC0C0C0 - (1 << 24))
    data = data[:66 + cut] + data[99:]
    counters, counts = feed_all(Decoder(), [data[at:at + chunk] for at in range(0, len(data), chunk)])
    kept = [number for number in counters if number != 2]
    assert kept == [0, 1, 3, 4, 5]
    assert {tuple(row) for number, row in zip(counters, counts, strict=True) if number != 2} == {
        (0xC0C0C0 - (1 << 24),) * 8}


def test_a_good_packet_is_handed_on_at_once_whatever_it_holds() -> None:
    decoder = Decoder()
    data = packets(3, value=0xA0C0A0 - (1 << 24))
    assert [feed_all(decoder, [data[at:at + 33]])[0] for at in (0, 33, 66)] == [[0], [1], [2]]


@FAST
@given(st.integers(0, 40), st.integers(0, 255), st.lists(st.integers(1, 60), max_size=40))
def test_any_chunks_give_the_same_packets(n: int, first: int, cuts: list[int]) -> None:
    data = packets(n, first)
    chunks = []
    for size in cuts:
        chunks.append(data[:size])
        data = data[size:]
    counters, counts = feed_all(Decoder(), [*chunks, data])
    assert counters == [(first + i) % 256 for i in range(n)]
    assert np.array_equal(np.array(counts).reshape(n, 8), np.arange(n * 8).reshape(n, 8) * 1000 - 4000)


@FAST
@given(st.lists(st.binary(max_size=80), max_size=20))
def test_any_bytes_are_packets_or_counted(chunks: list[bytes]) -> None:
    decoder = Decoder()
    counters, _ = feed_all(decoder, chunks)
    assert len(counters) * codec.LENGTH + decoder.skipped + len(decoder._buffer) == sum(map(len, chunks))


@FAST
@given(st.binary(max_size=200))
def test_after_any_garbage_packets_are_found_again(garbage: bytes) -> None:
    """At most the one packet that a stray header pairs up with is lost."""
    counters, _ = feed_all(Decoder(), [garbage + packets(10, value=12)])
    assert counters[-9:] == list(range(1, 10))


def test_hostile_headers_only_are_digested_at_once() -> None:
    decoder = Decoder()
    decoder.feed(b"\xa0" * 40_000)
    assert decoder.skipped > 39_000
    assert len(decoder._buffer) < codec.LENGTH


@FAST
@given(st.lists(st.integers(-0x800000, 0x7FFFFF), min_size=8, max_size=8), st.integers(0, 255))
def test_counts_come_back(values: list[int], number: int) -> None:
    data = codec.encode_packets(np.array([number]), np.array([values]), [Footer.USER], NOTHING_BESIDE[None])
    frames = codec.decode_packets(data)
    assert frames.counts.tolist() == [values]
    assert frames.counters == bytes((number,))


def pairs_of(*numbers: int) -> list[tuple[int, int, int]]:
    """Feed packets one by one and return (number, first board channel, first daisy channel) of each pair."""
    joiner, told = Pairs(), []
    for number in numbers:
        found = joiner.feed(codec.decode_packets(packets(1, number, value=number)))
        if found is not None:
            told += [(n, int(row[0]), int(row[8])) for n, row in zip(found.counters, found.counts, strict=True)]
    return told


@pytest.mark.parametrize(("numbers", "told"), [
    ((0, 1, 2, 3), [(0, 1, 0), (1, 3, 2)]),
    ((1, 2, 3), [(1, 3, 2)]),
    ((254, 255, 0, 1), [(127, 255, 254), (0, 1, 0)]),
    ((0, 2, 3), [(1, 3, 2)]),
    ((0, 3, 4, 5), [(2, 5, 4)]),
    ((0, 0, 1, 1, 2, 3), [(0, 1, 0), (1, 3, 2)]),
    ((255, 0), []),
], ids=["two pairs", "half first", "wrap", "lost odd", "lost between", "repeated", "not over the wrap"])
def test_an_even_packet_and_the_odd_one_after_it_are_one_sample(numbers: tuple[int, ...],
                                                                told: list[tuple[int, int, int]]) -> None:
    assert pairs_of(*numbers) == told


@FAST
@given(st.integers(0, 60), st.lists(st.integers(1, 7), max_size=30))
def test_pairs_do_not_depend_on_chunks(n: int, cuts: list[int]) -> None:
    joiner, rows, rest = Pairs(), 0, codec.decode_packets(packets(2 * n, value=5)) if n else None
    while rest is not None and len(rest.counters):
        size = cuts.pop() if cuts else len(rest.counters)
        part, rest = _cut(rest, 0, size), _cut(rest, size, None)
        found = joiner.feed(part)
        rows += len(found.counts) if found is not None else 0
    assert rows == n


def _cut(frames: Frames, first: int, end: int | None) -> Frames:
    return Frames(frames.counters[first:end], frames.counts[first:end], frames.footers[first:end],
                  frames.beside[first:end])
