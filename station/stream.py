"""`surefoot stream`: samples of one device as JSON lines, for people and programs.

One flushed line per sample; trouble as {"warning": ...} or {"error": ...} lines.  Not here: decoding.
"""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

import numpy as np
from numpy.typing import NDArray

from core.clock import NS_PER_S, Deadline, SystemClock
from core.errors import DeviceMissing, ExitCode, PermissionMissing
from core.samples import BOARD_COLUMNS, SampleBlock, Stream
from devices.drivers import LinkNote, NoteKind
from devices.link import LinkEntry
from signals.board import stance_of_corners
from signals.calibration import Tare
from signals.filters import rate_remark
from signals.settings import SignalSettings
from station.memory import Memory
from station.places import data_folder
from station.plugging import Plugs, Wired, plug
from station.session import signal_settings
from station.settings import load_settings

OPEN_S = 40
"""How long a device may take to answer: an Arduino resets for 2 s, and there are five speeds to try."""
PATIENCE_S = 4
"""After so long without a word a person wants to know that we still wait; an Arduino's reset takes 2 s."""
SILENT_S = 2.0
TARE_S = 2.0
WAIT_S = 0.01
"""Simulated devices wake nobody; real ones do at once."""
_FATAL = frozenset({NoteKind.MISSING, NoteKind.NO_PERMISSION, NoteKind.WRONG_DEVICE})
_BUTTON, _BATTERY = BOARD_COLUMNS.index("button"), BOARD_COLUMNS.index("battery")


class BoardLines:
    """Turns board blocks into plain lines; with `tare`, the first two seconds set the zero."""

    def __init__(self, settings: SignalSettings, tare: bool) -> None:
        self._settings = settings
        self._tare = Tare()
        self._zero: list[list[float]] | None = [] if tare else None
        self._zero_until_ns: int | None = None

    def lines(self, block: SampleBlock, t0_ns: int) -> Iterator[dict[str, Any]]:
        """Yield one line per sample of `block`."""
        gap = block.lost
        for index, row in enumerate(block.data):
            t_ns = block.t_ns(index)
            kg = [float(value) for value in row[:4]]
            if self._zero is not None and self._taring(kg, t_ns):
                continue
            yield self._line((t_ns - t0_ns) / NS_PER_S, kg, row, gap)
            gap = 0

    def _taring(self, kg: list[float], t_ns: int) -> bool:
        if self._zero_until_ns is None:
            self._zero_until_ns = t_ns + round(TARE_S * NS_PER_S)
        if self._zero is not None and t_ns < self._zero_until_ns:
            self._zero.append(kg)
            return True
        if self._zero:
            means = [sum(column) / len(self._zero) for column in zip(*self._zero, strict=True)]
            self._tare = Tare(*means)
        self._zero = None
        return False

    def _line(self, t_s: float, kg: list[float], row: NDArray[np.float32], gap: int) -> dict[str, Any]:
        stance = stance_of_corners((kg[0], kg[1], kg[2], kg[3]), self._tare, self._settings)
        tl, tr, bl, br = (round(value, 3) for value in stance.sensors_kg or kg)
        x, y = (None, None) if stance.cop_mm is None else (round(value, 2) for value in stance.cop_mm)
        battery = float(row[_BATTERY])
        return {
            "t": round(t_s, 4), "tl": tl, "tr": tr, "bl": bl, "br": br, "total": round(stance.total_kg or 0.0, 3),
            "cop_x": x, "cop_y": y,
            "battery": None if math.isnan(battery) else round(battery, 3),
            "button": bool(row[_BUTTON] > 0.5), "gap": gap,
        }


class EmgLines:
    """Turns EMG blocks into plain lines."""

    def lines(self, block: SampleBlock, t0_ns: int) -> Iterator[dict[str, Any]]:
        """Yield one line per sample of `block`."""
        lost = block.lost
        for index, row in enumerate(block.data):
            yield {"t": round((block.t_ns(index) - t0_ns) / NS_PER_S, 5),
                   "uv": [round(float(value), 3) for value in row], "lost": lost}
            lost = 0


class TiltLines:
    """Turns tilt blocks into plain lines."""

    def lines(self, block: SampleBlock, t0_ns: int) -> Iterator[dict[str, Any]]:
        """Yield one line per sample of `block`."""
        lost = block.lost
        for index, row in enumerate(block.data):
            yield {"t": round((block.t_ns(index) - t0_ns) / NS_PER_S, 4),
                   "roll": round(float(row[0]), 3), "pitch": round(float(row[1]), 3), "gap": lost}
            lost = 0


Lines = BoardLines | EmgLines | TiltLines


def stream_command(board: str | None, emg: str | None, seconds: float | None, tare: bool, settings: Path | None,
                   out: TextIO) -> int:
    """Stream what --board or --emg names.  Raises DeviceMissing when there is nothing."""
    loaded = load_settings(settings)
    wake = threading.Event()
    plugs = Plugs(board or "none", emg or "none", stand_in=False)
    wired = plug(plugs, loaded, SystemClock(), wake, seed=1, memory=Memory(data_folder(loaded)))
    if not wired.sensors:
        what = "board" if board else "muscle sensor"
        raise DeviceMissing(f"No {what} was found; `surefoot doctor` says what is plugged in.")
    lines: dict[Stream, Lines] = {
        Stream.BOARD: BoardLines(signal_settings(loaded), tare), Stream.EMG: EmgLines(), Stream.TILT: TiltLines()}
    return Streamer(wired, lines, wake, out).run(seconds)


class Streamer:
    """Prints what the sensors of `wired` send until the time is over."""

    def __init__(self, wired: Wired, lines: Mapping[Stream, Lines], wake: threading.Event, out: TextIO) -> None:
        self._sensors = wired.sensors
        self._chosen = "" if wired.patient is not None else wired.devices.line
        self._clock = wired.clock
        self._lines = lines
        self._wake = wake
        self._out = out
        self._first_ns: int | None = None
        self._rate_told = False

    def run(self, seconds: float | None) -> int:
        """Stream until `seconds` after the first sample, or for ever.

        Raises DeviceMissing when nothing came within OPEN_S.
        """
        opening = Deadline(self._clock, OPEN_S * NS_PER_S)
        patience: Deadline | None = Deadline(self._clock, PATIENCE_S * NS_PER_S)
        if self._chosen:
            self._print({"warning": self._chosen})
        for sensor in self._sensors:
            sensor.start()
        try:
            while not self._over(seconds):
                self._wake.wait(timeout=WAIT_S)
                self._wake.clear()
                if any(self._print_entry(entry, seconds)
                       for sensor in self._sensors for entry in sensor.entries()):
                    break
                if self._first_ns is None and patience is not None and patience.passed():
                    self._print({"warning": "Nothing came yet; still waiting for the device to answer."})
                    patience = None
                if self._first_ns is None and opening.passed():
                    raise DeviceMissing("The device does not answer. Is it switched on and plugged in?")
        except KeyboardInterrupt:
            pass  # the usual end of a stream without --seconds
        finally:
            for sensor in self._sensors:
                sensor.stop()
        return ExitCode.DONE

    def _over(self, seconds: float | None) -> bool:
        """Whether the time is over even if the device has fallen silent."""
        if seconds is None or self._first_ns is None:
            return False
        end_ns = self._first_ns + round((seconds + SILENT_S) * NS_PER_S)
        return self._clock.now_ns() > end_ns

    def _print_entry(self, entry: LinkEntry, seconds: float | None) -> bool:
        """Print one entry; True once a sample lies past the end."""
        if isinstance(entry, LinkNote):
            self._remark(entry)
            return False
        if self._first_ns is None:
            self._first_ns = entry.t0_ns
        if entry.stream is Stream.EMG and not self._rate_told:
            self._rate_told = True
            if remark := rate_remark(entry.rate_hz):
                self._print({"warning": remark})
        for line in self._lines[entry.stream].lines(entry, self._first_ns):
            if seconds is not None and line["t"] > seconds:
                return True
            self._print(line)
        return False

    def _remark(self, note: LinkNote) -> None:
        if note.kind in _FATAL and self._first_ns is None:
            kind = PermissionMissing if note.kind == NoteKind.NO_PERMISSION else DeviceMissing
            raise kind(note.text)
        if note.kind != NoteKind.READY:
            self._print({"warning": note.text})

    def _print(self, line: dict[str, Any]) -> None:
        self._out.write(json.dumps(line, separators=(",", ":"), allow_nan=False) + "\n")
        self._out.flush()
