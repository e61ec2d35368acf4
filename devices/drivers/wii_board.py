"""The Wii Balance Board's driver: opening, stream, and the watch over its data mode.

The board drops its data mode at every status report, and Linux's hid-wiimote sets modes of its own whenever
somebody reads the battery or opens its event node.  So the mode is set again at each such sign and whenever
data stay away.  Not here: the opening's questions (`wii_opening`) and the bytes (`codecs.wii_board`).
"""

from __future__ import annotations

import math
import struct

import numpy as np
from numpy.typing import NDArray

from core.clock import NS_PER_MS, NS_PER_S
from core.samples import BOARD_COLUMNS, SampleBlock, Stream
from devices.codecs.wii_board import (
    KNOWN_REPORTS,
    REPORT_HZ,
    REPORT_NS,
    Ack,
    ButtonsOnly,
    Cells,
    ReadReply,
    ReportId,
    RequestStatus,
    SetLed,
    SetMode,
    Status,
    battery_share,
    decode_report,
    encode_command,
)
from devices.codecs.wii_calibration import temperature_factor
from devices.drivers import NOTHING, LinkNote, NoteKind, Output
from devices.drivers.wii_opening import Opening

GAP_NS = 50 * NS_PER_MS
QUIET_NS = 300 * NS_PER_MS
SILENT_NS = NS_PER_S
GIVE_UP_NS = 3 * NS_PER_S
LATE_LOOK_NS = 50 * NS_PER_MS
"""After a longer time between two looks, the reader was held up; what came meanwhile lies in the queue."""

QUEUE_NS = 63 * REPORT_NS
"""What Linux keeps for a reader that is held up, before it drops in silence."""

CALM_NS = NS_PER_S
"""Remarks of one kind are told again only after as long without their cause."""

_MODE = encode_command(SetMode(ReportId.EXTENSION_19, continuous=True))
_MODE_AGAIN_NS = 50 * NS_PER_MS
_SLOW_PER_S = 80
"""Fewer reports in a second than this: somebody has set "on change only", about 63 a second."""

_ROW, _ROW_SHAPE = struct.Struct(f"={len(BOARD_COLUMNS)}f"), (1, len(BOARD_COLUMNS))

_COUNTS_PER_KG = 100.0
"""Of a typical board; without a calibration it makes counts look like kilograms."""

_UNCALIBRATED = ("The board's stored calibration is damaged: leaning works, kilograms are not to be trusted. "
                 "Take another board for weighing.")
_SILENT = "The board sends nothing. Press its front button; change its batteries if that does not help."
_BATTERY = "The board's batteries are nearly empty; change them after this session."


class WiiBoardDriver:
    """One opened board (a `devices.drivers.Driver`): one block of one row for each data report.

    correct_temperature: also apply the temperature correction for absolute weight.
    """

    stream = Stream.BOARD
    channels = len(BOARD_COLUMNS)
    rate_hz = REPORT_HZ

    def __init__(self, correct_temperature: bool = False) -> None:
        self._correct_temperature = correct_temperature
        self._opening = Opening()
        self._streaming = False
        self._ready = False
        self._seq = 0
        self._last_data_ns = 0
        self._looked_ns = 0
        self._mode_at_ns = 0
        self._asked_status = False
        self._second_ns = 0
        self._in_second = 0
        self._battery = math.nan
        self._read: tuple[bytes, Cells, NDArray[np.float32]] | None = None
        self._garbage = 0
        self._told_ns: dict[NoteKind, int] = {}

    def start(self, t_ns: int) -> Output:
        """Ask for the status, the first question of the opening."""
        return Output(self._opening.start(t_ns))

    def receive(self, data: bytes, t_ns: int) -> Output:
        """Take one report that arrived at `t_ns`."""
        read = self._read
        if read is not None and read[0] == data:  # more than a third of all reports repeat the one before
            return self._sample(read[1], read[2], self._gap_ns(t_ns), t_ns)
        report = decode_report(data)
        if report is None:
            return self._skip(data, t_ns)
        if not self._streaming:
            return self._go_on(self._opening.take(report, t_ns), t_ns)
        return self._take_cells(report, data, t_ns) if isinstance(report, Cells) else self._hear(report, t_ns)

    def tick(self, t_ns: int) -> Output:
        """Let time pass: the opening's retries, then the watch over the stream."""
        if not self._streaming:
            return self._go_on(self._opening.tick(t_ns), t_ns)
        self._looked_ns = t_ns
        quiet_ns = t_ns - self._last_data_ns
        if quiet_ns >= GIVE_UP_NS:
            return Output(failed=True)
        if quiet_ns >= QUIET_NS:
            return self._rouse(quiet_ns, t_ns)
        return self._count_second(t_ns)

    def stop(self) -> tuple[bytes, ...]:
        """Stop the data and put the light out."""
        return (encode_command(SetMode(ReportId.BUTTONS, continuous=False)), encode_command(SetLed(on=False)))

    def _go_on(self, writes: tuple[bytes, ...], t_ns: int) -> Output:
        """End the opening when it is over: give up, or begin the stream."""
        opening = self._opening
        if opening.failure is not None:
            kind, text = opening.failure
            return Output(notes=(LinkNote(self.stream, t_ns, kind, text),), failed=True)
        if not opening.done:
            return Output(writes)
        self._streaming = True
        self._last_data_ns = self._looked_ns = self._second_ns = t_ns
        return Output((encode_command(SetLed(on=True)), self._set_mode(t_ns)))

    # --- samples ---------------------------------------------------------------------------------------

    def _take_cells(self, cells: Cells, data: bytes, t_ns: int) -> Output:
        if cells.battery is not None:
            self._battery = battery_share(cells.battery)
        row = self._row(cells)
        self._read = data, cells, row
        return self._sample(cells, row, self._gap_ns(t_ns), t_ns)

    def _sample(self, cells: Cells, row: NDArray[np.float32], gap_ns: int, t_ns: int) -> Output:
        notes: list[LinkNote] = []
        if not self._ready:
            self._welcome(notes, t_ns)
        lost = 0
        if gap_ns > GAP_NS and self._seq:
            lost = round(gap_ns / REPORT_NS) - 1
            self._tell(notes, NoteKind.GAP, t_ns, f"The board sent nothing for {gap_ns // NS_PER_MS} ms; "
                       "the gap is marked in the recording.")
        self._last_data_ns = self._looked_ns = t_ns
        self._in_second += 1
        self._asked_status = False
        if self._battery == 0.0 and cells.battery is not None:
            self._tell(notes, NoteKind.BATTERY, t_ns, _BATTERY)
        block = SampleBlock(self.stream, self._seq + lost, t_ns, self.rate_hz, row, lost)
        self._seq += lost + 1
        return Output((), (block,), tuple(notes))

    def _gap_ns(self, t_ns: int) -> int:
        """How long the board itself was silent before a report that was read at `t_ns`."""
        away_ns = t_ns - self._looked_ns
        if away_ns <= LATE_LOOK_NS:
            return t_ns - self._last_data_ns
        return self._looked_ns - self._last_data_ns + max(0, away_ns - QUEUE_NS)

    def _row(self, cells: Cells) -> NDArray[np.float32]:
        tl, tr, bl, br = self._kilograms(cells)
        temperature = math.nan if cells.temperature_c is None else cells.temperature_c
        packed = _ROW.pack(tl, tr, bl, br, self._battery, cells.button, temperature)
        return np.ndarray(_ROW_SHAPE, np.float32, packed)

    def _kilograms(self, cells: Cells) -> tuple[float, float, float, float]:
        calibration = self._opening.calibration
        if calibration is None or not self._opening.usable:
            tr, br, tl, bl = (count / _COUNTS_PER_KG for count in cells.counts)
            return tl, tr, bl, br
        tl, tr, bl, br = calibration.kilograms(cells.counts)
        if self._correct_temperature and cells.temperature_c is not None:
            factor = temperature_factor(cells.temperature_c, calibration.reference_c)
            return tl * factor, tr * factor, bl * factor, br * factor
        return tl, tr, bl, br

    def _welcome(self, notes: list[LinkNote], t_ns: int) -> None:
        """Say that samples come, at the beginning and after each silence."""
        self._ready = True
        notes.append(LinkNote(self.stream, t_ns, NoteKind.READY, "The balance board is ready."))
        if not (self._opening.usable or self._seq):
            notes.append(LinkNote(self.stream, t_ns, NoteKind.UNCALIBRATED, _UNCALIBRATED))

    # --- the watch over the mode -----------------------------------------------------------------------

    def _hear(self, report: Status | ButtonsOnly | Ack | ReadReply, t_ns: int) -> Output:
        """Take what was said beside samples."""
        match report:
            case Status():
                return self._take_status(report, t_ns)
            case ButtonsOnly():
                return self._mode_lost(t_ns)
            case Ack() | ReadReply():
                return NOTHING  # to questions of the kernel's driver

    def _take_status(self, status: Status, t_ns: int) -> Output:
        notes: list[LinkNote] = []
        if status.battery_empty:
            self._tell(notes, NoteKind.BATTERY, t_ns, _BATTERY)
        if math.isnan(self._battery) and status.battery:
            self._battery, self._read = status.battery / 255, None
        self._tell_mode_reset(notes, t_ns)
        return Output((self._set_mode(t_ns),), notes=tuple(notes))

    def _mode_lost(self, t_ns: int) -> Output:
        if t_ns - self._mode_at_ns < _MODE_AGAIN_NS:
            return NOTHING  # sent before the last order arrived; if not, the watch on silence sees to it
        notes: list[LinkNote] = []
        self._tell_mode_reset(notes, t_ns)
        return Output((self._set_mode(t_ns),), notes=tuple(notes))

    def _rouse(self, quiet_ns: int, t_ns: int) -> Output:
        """Set the mode every 0.3 s of silence; at 1 s say so, and ask for the status."""
        notes: list[LinkNote] = []
        writes: list[bytes] = []
        if quiet_ns >= SILENT_NS and not self._asked_status:
            self._asked_status = True
            writes.append(encode_command(RequestStatus()))
            notes.append(LinkNote(self.stream, t_ns, NoteKind.SILENT, _SILENT))
            self._ready = False
        if t_ns - self._mode_at_ns >= QUIET_NS:
            if self._ready:
                self._tell_mode_reset(notes, t_ns)
            writes.append(self._set_mode(t_ns))
        return Output(tuple(writes), notes=tuple(notes))

    def _count_second(self, t_ns: int) -> Output:
        """Once a second, set the mode again when too few reports came for a continuous stream."""
        if t_ns - self._second_ns < NS_PER_S:
            return NOTHING
        few = self._in_second < _SLOW_PER_S
        self._second_ns, self._in_second = t_ns, 0
        return Output((self._set_mode(t_ns),)) if few else NOTHING

    def _set_mode(self, t_ns: int) -> bytes:
        self._mode_at_ns = t_ns
        return _MODE

    # --- remarks ---------------------------------------------------------------------------------------

    def _skip(self, data: bytes, t_ns: int) -> Output:
        if data[:1] and data[0] in KNOWN_REPORTS and len(data) >= 22:
            return NOTHING  # whole, but nothing that a board has to say
        self._garbage += 1
        notes: list[LinkNote] = []
        if self._tell(notes, NoteKind.GARBAGE, t_ns, f"What came is no report of the board; it was skipped "
                      f"({self._garbage} times). Is another radio device close by?"):
            self._garbage = 0
        return Output(notes=tuple(notes))

    def _tell_mode_reset(self, notes: list[LinkNote], t_ns: int) -> None:
        self._tell(notes, NoteKind.MODE_RESET, t_ns, "The board had stopped its data; it was told to go on.")

    def _tell(self, notes: list[LinkNote], kind: NoteKind, t_ns: int, text: str) -> bool:
        """Remark on `kind` unless its cause came up less than CALM_NS ago; return whether it was told."""
        last_ns = self._told_ns.get(kind)
        self._told_ns[kind] = t_ns
        if last_ns is not None and t_ns - last_ns < CALM_NS:
            return False
        notes.append(LinkNote(self.stream, t_ns, kind, text))
        return True
