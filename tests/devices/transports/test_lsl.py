"""The LSL transport against a pylsl of ours: finding, opening, times on our clock, loss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray

from core.clock import NS_PER_S, ManualClock
from core.errors import DeviceMissing, LinkLost
from devices.codecs.chunks import Chunk, Description, decode
from devices.transports import lsl
from devices.transports.lsl import LslTransport


@dataclass
class Info:
    """What a stream tells."""

    called: str = "Arm"
    kind: str = "EMG"
    channels: int = 2
    rate_hz: float = 500.0
    number: int = 1
    source: str = "amp-7"
    labels: Sequence[str | None] | None = None
    units: Sequence[str | None] | None = ("uV", "uV")

    def name(self) -> str:
        return self.called

    def type(self) -> str:
        return self.kind

    def channel_count(self) -> int:
        return self.channels

    def nominal_srate(self) -> float:
        return self.rate_hz

    def channel_format(self) -> int:
        return self.number

    def source_id(self) -> str:
        return self.source

    def get_channel_labels(self) -> Sequence[str | None] | None:
        return self.labels

    def get_channel_units(self) -> Sequence[str | None] | None:
        return self.units


class Inlet:
    """One end of a stream: chunks or failures to be pulled."""

    def __init__(self, told: Info) -> None:
        self.told = told
        self.chunks: list[tuple[list[list[float]], list[float]] | Exception] = []
        self.opens: Exception | None = None
        self.closes: Exception | None = None
        self.waits: list[float] = []
        self.opened = False

    def open_stream(self, timeout: float) -> None:
        if self.opens is not None:
            raise self.opens
        self.opened = True

    def info(self, timeout: float) -> Info:
        return self.told

    def pull_chunk(self, timeout: float, max_samples: int, *, min_samples: int,
                   as_numpy: bool) -> tuple[ArrayLike, NDArray[np.float64]]:
        assert (min_samples, as_numpy) == (1, True)
        self.waits.append(timeout)
        chunk = self.chunks.pop(0) if self.chunks else ([], [])
        if isinstance(chunk, Exception):
            raise chunk
        values, stamps = chunk
        return np.array(values, np.float64), np.array(stamps, np.float64)

    def close_stream(self) -> None:
        if self.closes is not None:
            raise self.closes


@dataclass
class Lsl:
    """The library: streams, and a local clock of its own."""

    streams: list[Info] = field(default_factory=list)
    proc_clocksync: int = 1
    proc_dejitter: int = 2
    proc_monotonize: int = 4
    clock_s: float = 7.0
    asked: list[tuple[str, str]] = field(default_factory=list)
    inlets: list[Inlet] = field(default_factory=list)
    recovers: list[bool] = field(default_factory=list)
    flags: int = 0
    fails: Exception | None = None

    def resolve_byprop(self, prop: str, value: str, minimum: int, timeout: float) -> Sequence[Info]:
        self.asked.append((prop, value))
        if self.fails is not None:
            raise self.fails
        read = {"name": Info.name, "type": Info.type, "source_id": Info.source_id}[prop]
        return [info for info in self.streams if read(info) == value]

    def resolve_streams(self, wait_time: float) -> Sequence[Info]:
        self.asked.append(("all", ""))
        return self.streams

    def StreamInlet(self, info: lsl.LslInfo, max_buflen: int, *, recover: bool,  # noqa: N802 - the library's own
                    processing_flags: int) -> Inlet:
        assert isinstance(info, Info)
        self.recovers.append(recover)
        self.flags = processing_flags
        self.inlets.append(Inlet(info))
        return self.inlets[-1]

    def local_clock(self) -> float:
        return self.clock_s


def opened(*streams: Info, name: str = "Arm", source_id: str = "") -> tuple[LslTransport, Lsl]:
    library = Lsl(list(streams))
    return lsl.open_stream(name, source_id, ManualClock(100 * NS_PER_S), library), library


@pytest.mark.parametrize(("name", "source_id", "asked"), [
    ("Arm", "", ("name", "Arm")), ("", "", ("type", "EMG")), ("Arm", "amp-7", ("source_id", "amp-7"))])
def test_a_stream_is_found_by_identity_name_or_type(name: str, source_id: str, asked: tuple[str, str]) -> None:
    transport, library = opened(Info(), name=name, source_id=source_id)
    assert library.asked == [asked]
    assert library.flags == 7
    assert library.inlets[0].opened
    assert (transport.name, transport.serial_number) == ("LSL stream Arm", "amp-7")


def test_only_a_source_with_an_identity_is_recovered_by_the_library() -> None:
    assert opened(Info())[1].recovers == [True]
    assert opened(Info(source=""))[1].recovers == [False]


def test_of_streams_with_one_name_numbers_come_first_and_then_always_the_same() -> None:
    _, library = opened(Info(source="c"), Info(number=3, source="a"), Info(source="b"))
    assert library.inlets[0].told.source == "b"


def test_a_name_that_no_query_can_hold_is_looked_for_by_hand() -> None:
    _, library = opened(Info(called="Ann's arm"), Info(called="other"), name="Ann's arm")
    assert library.asked == [("all", "")]


@pytest.mark.parametrize(("name", "words"), [("Leg", "is called 'Leg'"), ("", "type EMG")])
def test_a_stream_that_is_not_there_is_named(name: str, words: str) -> None:
    with pytest.raises(DeviceMissing, match=words):
        lsl.open_stream(name, "", ManualClock(), Lsl())


def test_a_library_that_fails_ends_in_a_sentence() -> None:
    with pytest.raises(DeviceMissing, match="firewall"):
        lsl.open_stream("Arm", "", ManualClock(), Lsl(fails=RuntimeError("no socket")))


@pytest.mark.parametrize(("info", "told"), [
    (Info(labels=["a", None]), Description("LSL", "Arm", "EMG", 500.0, 2, unit="uV", labels=("a", ""))),
    (Info(units=["uV", "mV"]), Description("LSL", "Arm", "EMG", 500.0, 2)),
    (Info(units=None), Description("LSL", "Arm", "EMG", 500.0, 2)),
    (Info(number=3, units=None), Description("LSL", "Arm", "EMG", 500.0, 2, numeric=False))])
def test_the_first_packet_describes_the_stream(info: Info, told: Description) -> None:
    transport, _ = opened(info)
    assert decode(transport.read(20)) == ([told], 0)


def test_words_are_never_pulled() -> None:
    transport, library = opened(Info(number=3))
    transport.read(20)
    assert transport.read(20) == b""
    assert library.inlets[0].waits == []
    assert not library.inlets[0].opened


def test_stamps_are_put_on_our_clock() -> None:
    transport, library = opened(Info())
    library.inlets[0].chunks = [([[1.0, 2.0], [3.0, 4.0]], [6.9, 6.95])]
    transport.read(20)
    records, _ = decode(transport.read(20))
    chunk, = records
    assert isinstance(chunk, Chunk)
    assert chunk.values.tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert chunk.t_ns is not None
    assert (chunk.t_ns - 100 * NS_PER_S).tolist() == [-100_000_000, -50_000_000]
    assert transport.read(30) == b""
    assert library.inlets[0].waits == [0.02, 0.03]


def test_a_lost_source_is_a_lost_link() -> None:
    transport, library = opened(Info())
    library.inlets[0].chunks = [RuntimeError("lost")]
    transport.read(20)
    with pytest.raises(LinkLost, match="LSL stream Arm is gone"):
        transport.read(20)
    library.inlets[0].closes = RuntimeError("gone")
    transport.close()


def test_nothing_can_be_told_to_a_stream() -> None:
    with pytest.raises(LinkLost, match="no orders"):
        opened(Info())[0].write(b"WHORU\n")
