"""Chunks: samples that a library hands out, as bytes, so that links, drivers and fault tests stay the same.

    description  ``SFD1`` | u32 length | JSON of a `Description`
    chunk        ``SFC1`` | u32 samples | u16 channels | u8 timed | u8 0 | i64 times if timed | f32 values

Little-endian, values sample by sample; times in nanoseconds of the host's monotonic clock.  A packet holds whole
records; what cannot be read is skipped to the next beginning.  Not here: the libraries (`devices.transports`).
"""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

_DESCRIPTION, _CHUNK = b"SFD1", b"SFC1"
_LENGTH, _HEAD = struct.Struct("<4sI"), struct.Struct("<4sIHBx")
_MAX_DESCRIPTION = 65536
_MAX_SAMPLES = 1 << 20


@dataclass(frozen=True, slots=True)
class Description:
    """What a library tells of a stream.

    source: the library, for people.  kind: the type that its sender gave it.  rate_hz: nominal, 0 for irregular.
    numeric: whether it carries numbers.  unit: of all channels, "" where nobody told.  labels: of the channels, ()
    where nobody told.
    """

    source: str
    name: str
    kind: str
    rate_hz: float
    channels: int
    numeric: bool = True
    unit: str = ""
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chunk:
    """Samples in one go: values float32 [n, channels], t_ns int64 [n] or None when they carry no times."""

    values: NDArray[np.float32]
    t_ns: NDArray[np.int64] | None = None


Record = Description | Chunk


def encode_description(description: Description) -> bytes:
    """Bytes of a description."""
    text = json.dumps(asdict(description)).encode()
    return _LENGTH.pack(_DESCRIPTION, len(text)) + text


def encode_chunk(chunk: Chunk) -> bytes:
    """Bytes of a chunk."""
    n, channels = chunk.values.shape
    times = b"" if chunk.t_ns is None else chunk.t_ns.astype("<i8").tobytes()
    return _HEAD.pack(_CHUNK, n, channels, chunk.t_ns is not None) + times + chunk.values.astype("<f4").tobytes()


def decode(packet: bytes) -> tuple[list[Record], int]:
    """Return the records in `packet`, and how many bytes of it made no sense."""
    records: list[Record] = []
    at = skipped = 0
    while at < len(packet):
        found = _description(packet, at) or _chunk(packet, at)
        if found is None:
            end = _next(packet, at + 1)
            skipped += end - at
        else:
            record, end = found
            records.append(record)
        at = end
    return records, skipped


def _next(packet: bytes, at: int) -> int:
    found = [place for place in (packet.find(_DESCRIPTION, at), packet.find(_CHUNK, at)) if place >= 0]
    return min(found, default=len(packet))


def _description(packet: bytes, at: int) -> tuple[Description, int] | None:
    if not packet.startswith(_DESCRIPTION, at) or len(packet) < at + _LENGTH.size:
        return None
    _, length = _LENGTH.unpack_from(packet, at)
    begin = at + _LENGTH.size
    if length > _MAX_DESCRIPTION or len(packet) < begin + length:
        return None
    try:
        fields = json.loads(packet[begin:begin + length])
        description = Description(
            str(fields["source"]), str(fields["name"]), str(fields["kind"]), float(fields["rate_hz"]),
            int(fields["channels"]), bool(fields["numeric"]), str(fields["unit"]),
            tuple(str(label) for label in fields["labels"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return description, begin + length


def _chunk(packet: bytes, at: int) -> tuple[Chunk, int] | None:
    if not packet.startswith(_CHUNK, at) or len(packet) < at + _HEAD.size:
        return None
    _, n, channels, timed = _HEAD.unpack_from(packet, at)
    begin = at + _HEAD.size
    values_at = begin + (8 * n if timed else 0)
    end = values_at + 4 * n * channels
    if not (0 < n <= _MAX_SAMPLES and channels) or timed > 1 or len(packet) < end:
        return None
    times = np.frombuffer(packet, "<i8", n, begin).astype(np.int64) if timed else None
    values = np.frombuffer(packet, "<f4", n * channels, values_at).reshape(n, channels).astype(np.float32)
    return Chunk(values, times), end
