"""Lab Streaming Layer streams through pylsl: each pulled chunk comes as one packed record.

Time stamps are put on the host's monotonic clock: the library corrects them to its own local clock, whose offset
to ours is measured at every read.  Not here: what a stream must be (`devices.drivers.chunks`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.clock import NS_PER_S, Clock
from core.errors import DeviceMissing, LinkLost
from devices.codecs.chunks import Chunk, Description, encode_chunk, encode_description
from devices.transports import packages
from devices.transports.failures import link_lost

FIND_S = 1.0
OPEN_S = 2.0
EMG_TYPE = "EMG"
MAX_PULL = 4096
_KEEP_S = 30
_STRING = 3
"""`cf_string` of liblsl's channel formats."""


class LslInfo(Protocol):
    """pylsl's `StreamInfo`, as far as it is used here."""

    def name(self) -> str:
        """Return what the sender calls the stream."""
        ...

    def type(self) -> str:
        """Return what kind of stream it is."""
        ...

    def channel_count(self) -> int:
        """Return how many channels it has."""
        ...

    def nominal_srate(self) -> float:
        """Return samples a second, 0 for irregular."""
        ...

    def channel_format(self) -> int:
        """Return the number of its format."""
        ...

    def source_id(self) -> str:
        """Return by which it is known again, "" for never."""
        ...

    def get_channel_labels(self) -> Sequence[str | None] | None:
        """Return the names of the channels."""
        ...

    def get_channel_units(self) -> Sequence[str | None] | None:
        """Return the units of the channels."""
        ...


class LslInlet(Protocol):
    """pylsl's `StreamInlet`, as far as it is used here."""

    def open_stream(self, timeout: float) -> None:
        """Begin to receive."""
        ...

    def info(self, timeout: float) -> LslInfo:
        """Return all that the sender tells."""
        ...

    def pull_chunk(self, timeout: float, max_samples: int, *, min_samples: int,
                   as_numpy: bool) -> tuple[ArrayLike, NDArray[np.float64]]:
        """Return values [n, channels] and times [n] in seconds of the local clock."""
        ...

    def close_stream(self) -> None:
        """Receive no more."""
        ...


class LslLibrary(Protocol):
    """The module, as far as it is used here."""

    proc_clocksync: int
    proc_dejitter: int
    proc_monotonize: int

    def resolve_byprop(self, prop: str, value: str, minimum: int, timeout: float) -> Sequence[LslInfo]:
        """Return the streams whose `prop` is `value`."""
        ...

    def resolve_streams(self, wait_time: float) -> Sequence[LslInfo]:
        """Return all streams."""
        ...

    def StreamInlet(self, info: LslInfo, max_buflen: int, *, recover: bool,  # noqa: N802 - the library's own name
                    processing_flags: int) -> LslInlet:
        """Return an inlet for a stream."""
        ...

    def local_clock(self) -> float:
        """Return seconds of the clock that time stamps are corrected to."""
        ...


def library() -> LslLibrary:
    """Return pylsl.  Raises DeviceMissing when it is not installed."""
    return cast("LslLibrary", packages.load("pylsl", "pylsl", "LSL streams need"))


def open_stream(name: str, source_id: str, clock: Clock, lsl: LslLibrary | None = None) -> LslTransport:
    """Open the stream called `name`, "" for the first of type EMG; source_id: the one it was, if known.

    Waits up to a second for it to show up.  Raises DeviceMissing.
    """
    lsl = lsl or library()
    prop, value = ("source_id", source_id) if source_id else ("name", name) if name else ("type", EMG_TYPE)
    try:
        first = _find(lsl, prop, value)
        if first is None:
            raise _absent(name)
        inlet = lsl.StreamInlet(first, _KEEP_S, recover=bool(first.source_id()),
                                processing_flags=lsl.proc_clocksync | lsl.proc_dejitter | lsl.proc_monotonize)
        info = inlet.info(OPEN_S)
        if info.channel_format() != _STRING:
            inlet.open_stream(OPEN_S)
    except (RuntimeError, OSError, ValueError) as error:
        raise DeviceMissing(f"The LSL stream {name or value} is announced but does not open ({error}): does a "
                            "firewall keep it away?") from error
    return LslTransport(lsl, inlet, info, clock)


class LslTransport:
    """One open inlet (a `devices.transports.Transport`); the first read returns its description."""

    def __init__(self, lsl: LslLibrary, inlet: LslInlet, info: LslInfo, clock: Clock) -> None:
        self.name = f"LSL stream {info.name()}"
        self.serial_number = info.source_id()
        self._lsl = lsl
        self._inlet = inlet
        self._clock = clock
        self._told = describe(info)
        self._described = False

    def read(self, timeout_ms: int) -> bytes:
        """Return the samples that come within `timeout_ms` as one record.  Raises LinkLost."""
        if not self._described:
            self._described = True
            return encode_description(self._told)
        if not self._told.numeric:
            return b""
        try:
            values, stamps = self._inlet.pull_chunk(timeout_ms / 1000, MAX_PULL, min_samples=1, as_numpy=True)
        except (RuntimeError, OSError, ValueError) as error:
            raise link_lost(self.name, error) from error
        if not len(stamps):
            return b""
        return encode_chunk(Chunk(np.asarray(values, np.float32), self._host_times(stamps)))

    def write(self, data: bytes) -> None:
        """Take nothing: a stream has no ear.  Raises LinkLost."""
        raise LinkLost(f"{self.name} takes no orders, {len(data)} bytes were meant for another device.")

    def close(self) -> None:
        """Let go of the stream."""
        try:
            self._inlet.close_stream()
        except (RuntimeError, OSError, ValueError):
            return  # it is gone, which is what was wanted

    def _host_times(self, stamps: NDArray[np.float64]) -> NDArray[np.int64]:
        offset_ns = self._clock.now_ns() - round(self._lsl.local_clock() * NS_PER_S)
        return np.rint(stamps * NS_PER_S).astype(np.int64) + offset_ns


def describe(info: LslInfo) -> Description:
    """Return what an LSL stream tells of itself; units count only when all channels have the same."""
    labels = tuple(label or "" for label in info.get_channel_labels() or ())
    units = {unit or "" for unit in info.get_channel_units() or ()}
    return Description("LSL", info.name(), info.type(), info.nominal_srate(), info.channel_count(),
                       info.channel_format() != _STRING, units.pop() if len(units) == 1 else "", labels)


def _find(lsl: LslLibrary, prop: str, value: str) -> LslInfo | None:
    """Return the stream whose `prop` is `value`, numbers before words, always the same of several."""
    if "'" in value:  # which ends a word of the query that the library makes
        found = [info for info in lsl.resolve_streams(FIND_S)
                 if value == {"name": info.name(), "source_id": info.source_id()}[prop]]
    else:
        found = list(lsl.resolve_byprop(prop, value, 1, FIND_S))
    found.sort(key=lambda info: (info.channel_format() == _STRING, info.source_id(), info.name()))
    return found[0] if found else None


def _absent(name: str) -> DeviceMissing:
    which = f"No LSL stream is called '{name}'" if name else f"No LSL stream has the type {EMG_TYPE}"
    return DeviceMissing(f"{which}: start its sender in the same network, and let the firewall pass it.")
