"""A microcontroller that sends generic serial lines: load cells, a tilt sensor, or EMG; or a foreign sketch.

Not here: the body on it (`devices.simulated`).
"""

from __future__ import annotations

import random
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from core.samples import Stream
from devices.codecs import generic_lines as codec
from devices.codecs.generic_lines import Command, Record, RecordKind
from devices.emulators.faults import NO_FAULTS, FaultKind, Faults
from devices.emulators.stream import Converter, StreamEmulator
from devices.simulated import Body

_RATES = {Stream.BOARD: 80.0, Stream.TILT: 100.0, Stream.EMG: 500.0}
_RECORDS = {Stream.BOARD: RecordKind.BOARD, Stream.TILT: RecordKind.TILT, Stream.EMG: RecordKind.EMG}
_KINDS = {Stream.BOARD: "board4", Stream.TILT: "tilt", Stream.EMG: "emg"}
_RAIL_G = 8_388_607.0 / 100
EMG_BITS = 10
EMG_UV_PER_COUNT = 5e6 / 1024 / 2420
FULL_TILT_DEG = 12.0
"""Roll of the tilt board when the whole weight stands on one edge."""


class Dialect(StrEnum):
    """How lines look: our records, or those of foreign sketches that answer nothing."""

    RECORDS = "records"
    COMMA = "comma"
    LABELS = "labels"


class GenericLinesEmulator(StreamEmulator):
    """A board under (or electrodes on) `body` that sends lines of kind `stream`.

    channels: of EMG.  streaming: whether it streams without being asked (foreign sketches always do).
    """

    def __init__(self, body: Body, rng: random.Random, stream: Stream = Stream.BOARD, rate_hz: float | None = None,
                 channels: int = 2, faults: Faults = NO_FAULTS, boot_ms: int = 1500, streaming: bool = False,
                 dialect: Dialect = Dialect.RECORDS, name: str = "") -> None:
        super().__init__(rate_hz or _RATES[stream], rng, faults, boot_ms,
                         streaming or dialect is not Dialect.RECORDS)
        self.stream = stream
        self.name = name or f"emulated {_KINDS[stream]}"
        self._body = body
        self._dialect = dialect
        self._converter = Converter(rng, channels, EMG_BITS, EMG_UV_PER_COUNT)
        self._tare_g = np.zeros(4)
        self._heard = b""
        self._offset_us = rng.randrange(codec.TIME_MODULUS_US)

    @property
    def identity(self) -> dict[str, str]:
        """Fields of its ``#ID`` line."""
        fields = {"kind": _KINDS[self.stream], "name": self.name, "fw": "1.0", "rate": f"{self.rate_hz:g}"}
        if self.stream is Stream.BOARD:
            fields |= {"unit": "g", "order": ",".join(codec.CORNERS), "w": "433", "d": "238"}
        if self.stream is Stream.EMG:
            fields |= {"ch": str(self._converter.channels), "bits": str(EMG_BITS), "uv": f"{EMG_UV_PER_COUNT:.6f}"}
        return fields

    def hear(self, data: bytes, t_ns: int) -> list[bytes]:
        """Take commands, line by line."""
        if self._dialect is not Dialect.RECORDS:
            return []
        *lines, self._heard = (self._heard + data).split(b"\n")
        return [answer for line in lines if (answer := self._obey(line.strip(), t_ns))]

    def _obey(self, line: bytes, t_ns: int) -> bytes:
        if line == Command.IDENTIFY.encode():
            return codec.encode_identity(self.identity)
        if line == Command.START.encode():
            self.start_stream(t_ns)
        elif line == Command.STOP.encode():
            self.streaming = False
        elif line == Command.TARE.encode():
            self._tare_g = np.array(self._body.load_kg(t_ns)) * 1000.0
        return b""

    def mutter(self, t_ns: int) -> list[bytes]:
        """Say nothing beside answers and samples."""
        return []

    def encode(self, number: int, n: int, last_ns: int) -> bytes:
        """Return `n` lines."""
        rows = self._rows(number, n, last_ns)
        if self._dialect is Dialect.COMMA:
            return b"".join((",".join(f"{value:g}" for value in row) + "\r\n").encode() for row in rows)
        if self._dialect is Dialect.LABELS:
            return b"".join(self._labelled(row) for row in rows)
        kind, us = _RECORDS[self.stream], 1e6 / self.rate_hz
        return b"".join(
            codec.encode_record(Record(kind, number + i, self._offset_us + round((number + i) * us), tuple(row)))
            for i, row in enumerate(rows))

    def split(self, chunk: bytes) -> list[bytes]:
        """Cut a chunk into lines."""
        return chunk.splitlines(keepends=True)

    def spoil(self, frame: bytes) -> bytes:
        """Return `frame` with a digit changed, so that its checksum is wrong."""
        return frame[:5] + bytes([frame[5] ^ 0x01]) + frame[6:]

    def _labelled(self, row: list[float]) -> bytes:
        if self.stream is Stream.TILT:
            return f"roll:{row[0] / 100:.2f},pitch:{row[1] / 100:.2f}\n".encode()
        names = codec.CORNERS if self.stream is Stream.BOARD else [f"ch{i + 1}" for i in range(len(row))]
        return ("\t".join(f"{name}: {value:g}" for name, value in zip(names, row, strict=True)) + "\n").encode()

    def _rows(self, number: int, n: int, last_ns: int) -> list[list[float]]:
        if self.stream is Stream.EMG:
            return [[float(count) for count in row] for row in self._emg(number, n, last_ns).tolist()]
        period_ns = 1e9 / self.rate_hz
        loads = [self._loads_g(last_ns - round((n - 1 - i) * period_ns)) for i in range(n)]
        if self.stream is Stream.BOARD:
            return [np.rint(load - self._tare_g).tolist() for load in loads]
        return [_tilt_cdeg(load) for load in loads]

    def _loads_g(self, t_ns: int) -> NDArray[np.float64]:
        if self.faults.holds(FaultKind.SATURATED, t_ns):
            return np.full(4, _RAIL_G)
        if self.faults.holds(FaultKind.FLAT, t_ns):
            return np.zeros(4)
        return np.array(self._body.load_kg(t_ns)) * 1000.0

    def _emg(self, number: int, n: int, last_ns: int) -> NDArray[np.uint16]:
        if self.faults.holds(FaultKind.SATURATED, last_ns):
            return self._converter.rail(n)
        if self.faults.holds(FaultKind.FLAT, last_ns):
            return self._converter.flat(n)
        return self._converter.counts(self._body.emg_uv(last_ns, n, self.rate_hz), number)


def _tilt_cdeg(load_g: NDArray[np.float64]) -> list[float]:
    """Roll (right side down +) and pitch (toes down +) of a board that gives way in proportion to the load."""
    tl, tr, bl, br = load_g
    total = float(load_g.sum()) or 1.0
    roll, pitch = ((tr + br) - (tl + bl)) / total, ((tl + tr) - (bl + br)) / total
    return [round(FULL_TILT_DEG * 100 * float(roll)), round(FULL_TILT_DEG * 100 * float(pitch))]
