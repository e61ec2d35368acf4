"""The Wii Balance Board, played report by report.

Differs from the real one: no encryption beyond "unlocked or not", no EEPROM, and every status report drops
the data mode (a real board keeps it after some).  Not here: how reports travel (`loop`, `uhid`).
"""

from __future__ import annotations

import random

from core.errors import LinkLost
from devices.codecs.wii_board import (
    DATA_REPORTS,
    IDENTITY_ADDRESS,
    REFRESH_NS,
    REPORT_NS,
    UNLOCK,
    Ack,
    ButtonsOnly,
    Cells,
    Command,
    ReadRegister,
    ReadReply,
    ReportId,
    RequestStatus,
    SetLed,
    SetMode,
    Status,
    WriteRegister,
    decode_command,
    encode_report,
    wants_ack,
)
from devices.codecs.wii_calibration import (
    POINTS_ADDRESS,
    REFERENCE_ADDRESS,
    Calibration,
    Corners,
    encode_calibration,
    to_counts,
)
from devices.emulators.wii_faults import WiiFaults
from devices.simulated import Body

PUBLISHED_CALIBRATION = Calibration(
    zero=(1987, 15608, 1164, 10603), at_17_kg=(3794, 17284, 2874, 12393), at_34_kg=(5609, 18960, 4591, 14190),
    head=b"\x10\x69\x00\x00", reference=b"\x1a\x01", crc=0x5E40E9B6)
"""Of a real board, from a public dump; its checksum fits."""

NOISE_COUNTS = 3.5
"""Standard deviation on each sensor, about 0.03 kg."""

MAX_COUNTS = 0xFFFF
_BACKLOG = 64
"""Reports that a host which did not read still finds; Linux keeps as many."""

_CHUNK = 16
_NO_SUCH_PLACE = 8
_PADDED = 22


class WiiBoardEmulator:
    """A board under `body` (a `devices.emulators.Emulator`); `rng` makes the sensors' noise.

    button, battery (level byte of the data reports), temperature_c: may be changed at any time.
    led, report, continuous: what the host has set.  Raises LinkLost while a fault unplugs it.
    """

    def __init__(self, body: Body, rng: random.Random, faults: WiiFaults | None = None,
                 calibration: Calibration = PUBLISHED_CALIBRATION, battery: int = 0x85,
                 temperature_c: int = 25) -> None:
        self.faults = faults if faults is not None else WiiFaults()
        self.calibration = calibration
        self.battery = battery
        self.temperature_c = temperature_c
        self.button = False
        self.led = False
        self.report: int = ReportId.BUTTONS
        self.continuous = False
        self._body = body
        self._rng = rng
        self._unlocked: set[int] = set()
        self._running = False
        self._gone = False
        self._next_ns = 0.0
        self._refresh_ns = 0
        self._counts: Corners = (0, 0, 0, 0)
        self._sent: Cells | ButtonsOnly = ButtonsOnly()
        self._number = 0

    def opened(self, t_ns: int) -> None:
        """Take notice of a new host; the board goes on as it was.  Raises LinkLost while it is unplugged."""
        self._be_there(t_ns)

    def receive(self, data: bytes, t_ns: int) -> list[bytes]:
        """Take one output report and return the answers."""
        self._be_there(t_ns)
        command = decode_command(data)
        if self.faults.silent(t_ns):
            return []
        answers = [] if command is None else self._obey(command)
        if wants_ack(data):
            answers.append(encode_report(Ack(data[0], button=self.button)))
        return self._padded(answers)

    def advance(self, t_ns: int) -> list[bytes]:
        """Return the reports of the last 10 ms steps until `t_ns`; at most 64, as a host keeps no more."""
        self._be_there(t_ns)
        if t_ns < self._next_ns:
            return []
        period_ns = REPORT_NS / self.faults.clock_factor
        self._next_ns = max(self._next_ns, t_ns - _BACKLOG * period_ns)
        reports: list[bytes] = []
        while self._next_ns <= t_ns:
            at_ns = round(self._next_ns)
            self._next_ns += period_ns
            self._refresh(at_ns)
            if not self.faults.silent(at_ns):
                reports += self._speak(at_ns)
        return self._padded(reports)

    # --- power ---------------------------------------------------------------------------------------------

    def _be_there(self, t_ns: int) -> None:
        faults = self.faults
        if faults.unplug_at_ns is not None and t_ns >= faults.unplug_at_ns:
            self._running, faults.unplug_at_ns, self._gone = False, None, True
        if self._gone and faults.replug_at_ns is not None and t_ns >= faults.replug_at_ns:
            self._gone, faults.replug_at_ns = False, None
        if self._gone:
            raise LinkLost("The emulated board is off. Switch it on again.")
        if not self._running:
            self._switch_on(t_ns)

    def _switch_on(self, t_ns: int) -> None:
        self._running = True
        self._next_ns, self._refresh_ns = float(t_ns + REPORT_NS), t_ns
        stale = self.faults.stale_stream
        self.report, self.continuous = (ReportId.EXTENSION_19, True) if stale else (ReportId.BUTTONS, False)
        self._unlocked = {register for register, _ in UNLOCK} if stale else set()
        self.led = False
        self._sent = ButtonsOnly()

    # --- answers -------------------------------------------------------------------------------------------

    def _obey(self, command: Command) -> list[bytes]:
        match command:
            case SetLed(on):
                self.led = on
            case SetMode(report, continuous):
                self.report, self.continuous = report, continuous
            case RequestStatus():
                return [self._status()]
            case WriteRegister(address, data):
                if (address, data) in UNLOCK:
                    self._unlocked.add(address)
                return [encode_report(Ack(ReportId.WRITE, button=self.button))]
            case ReadRegister():
                return self._read(command)
        return []

    def _status(self) -> bytes:
        self.report, self.continuous = ReportId.BUTTONS, False
        return encode_report(Status(min(255, self.battery), self.faults.extension, self.battery < 0x6A, self.led,
                                    self.button))

    def _read(self, question: ReadRegister) -> list[bytes]:
        error = self.faults.take_read_error(question.address) if question.registers else _NO_SUCH_PLACE
        if error:
            return [encode_report(ReadReply(question.address, bytes(_CHUNK), error, self.button))]
        memory = self._memory()[question.address:question.address + question.size]
        return [encode_report(ReadReply(question.address + first, memory[first:first + _CHUNK], 0, self.button))
                for first in range(0, len(memory), _CHUNK)]

    def _memory(self) -> bytes:
        """Return the registers 0xA40000 to 0xA400FF; until it is unlocked, the identity is not to be seen."""
        points, reference = encode_calibration(self.calibration)
        memory = bytearray(256)
        memory[POINTS_ADDRESS:POINTS_ADDRESS + len(points)] = points
        memory[REFERENCE_ADDRESS:REFERENCE_ADDRESS + len(reference)] = reference
        memory[IDENTITY_ADDRESS:] = self.faults.identity if self._is_unlocked else b"\xff" * 6
        return bytes(memory)

    @property
    def _is_unlocked(self) -> bool:
        return len(self._unlocked) == len(UNLOCK)

    # --- the stream ----------------------------------------------------------------------------------------

    def _refresh(self, t_ns: int) -> None:
        """Read the sensors anew when their 15.8 ms have passed."""
        if t_ns < self._refresh_ns:
            return
        self._refresh_ns += REFRESH_NS * max(1, (t_ns - self._refresh_ns) // REFRESH_NS)
        tl, tr, bl, br = self._body.load_kg(t_ns)
        points, gauss = self.calibration, self._rng.gauss
        tr_n, br_n, tl_n, bl_n = [
            max(0, min(MAX_COUNTS, round(counts + gauss(0.0, NOISE_COUNTS))))
            for counts in map(to_counts, (tr, br, tl, bl), points.zero, points.at_17_kg, points.at_34_kg)]
        self._counts = (tr_n, br_n, tl_n, bl_n)

    def _speak(self, t_ns: int) -> list[bytes]:
        """Return what leaves at one 10 ms step."""
        if self.faults.take_status(t_ns):
            return [self._status()]
        if self.faults.take_buttons_only(t_ns):
            self.report, self.continuous = ReportId.BUTTONS, False
            return [encode_report(ButtonsOnly(self.button))]
        saying = self._saying(t_ns)
        if not self.continuous and saying == self._sent:
            return []
        self._sent = saying
        return self._damaged(encode_report(saying, self.report))

    def _saying(self, t_ns: int) -> Cells | ButtonsOnly:
        if self.report not in DATA_REPORTS:
            return ButtonsOnly(self.button)
        full = len(self._unlocked) < len(UNLOCK) or self.faults.saturated(t_ns)
        counts = (MAX_COUNTS,) * 4 if full else self._counts
        return Cells(counts, self.temperature_c, self.battery, self.button)

    def _damaged(self, report: bytes) -> list[bytes]:
        faults = self.faults
        self._number += 1
        if not (faults.drop_every or faults.truncate_every or faults.stray_every or faults.duplicate_every):
            return [report]
        if self._hits(faults.drop_every):
            return []
        if self._hits(faults.truncate_every):
            return [report[:self._rng.randrange(1, len(report))]]
        if self._hits(faults.stray_every):
            return [report, bytes((0x99, *self._rng.randbytes(21)))]
        return [report, report] if self._hits(faults.duplicate_every) else [report]

    def _hits(self, every: int) -> bool:
        return every > 0 and self._number % every == 0

    def _padded(self, reports: list[bytes]) -> list[bytes]:
        return [report.ljust(_PADDED, b"\0") for report in reports] if self.faults.padded else reports
