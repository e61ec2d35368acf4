"""A SpikerBox, byte by byte: a shield on a serial line, and a Pro box in HID reports.

A shield greets with ``StartUp!``, streams one channel at once and divides its 10 kHz among those that are asked
for; a Pro box streams when told to.  Messages stand between frames.  No scale is known for any of them: one count
is taken as `UV_PER_COUNT` microvolt.  Not here: the muscle under its electrodes (`devices.simulated`).
"""

from __future__ import annotations

import random
from collections import deque

import numpy as np
from numpy.typing import NDArray

from devices.codecs import byb as codec
from devices.codecs.byb import Command
from devices.emulators.faults import NO_FAULTS, FaultKind, Faults
from devices.emulators.stream import Converter, StreamEmulator
from devices.simulated import Body

UV_PER_COUNT = 2.0
HID_TYPES = frozenset({"MUSCLESB", "NEURONSB"})
"""How Pro boxes call themselves in answer to ``?:;``."""
EXTENSION_CHANNELS = 4


class BybEmulator(StreamEmulator):
    """A SpikerBox on `body`, on a serial line.

    kind: one of `codecs.byb.BOXES`.  channels: that it sends before anybody asks.
    """

    def __init__(self, body: Body, rng: random.Random, kind: str = "MUSCLESS", channels: int | None = None,
                 faults: Faults = NO_FAULTS, boot_ms: int = 1500, lump_ms: int = 0,
                 streaming: bool = True) -> None:
        self.kind = kind
        self.box = codec.BOXES[kind]
        at_boot = channels or self.box.channels
        super().__init__(self.box.rate_with(at_boot), rng, faults, boot_ms, streaming, lump_ms)
        self._body = body
        self._at_boot = at_boot
        self._set_channels(at_boot)
        self._heard = b""
        self._to_say: deque[bytes] = deque()
        self._booted = False
        self.board = "0"

    def opened(self, t_ns: int) -> None:
        """Reset: one channel again, and a greeting."""
        self._set_channels(self._at_boot)
        self._heard = b""
        self._to_say.clear()
        self._booted = False
        super().opened(t_ns)

    def hear(self, data: bytes, t_ns: int) -> list[bytes]:
        """Take commands, each ended by a line end or a zero; the answers stand in the stream."""
        self._heard = (self._heard + data.replace(b"\x00", b""))[-256:]
        *lines, self._heard = self._heard.split(b"\n")
        for line in lines:
            self.obey(line.decode("latin-1").strip(), t_ns)
        return []

    def obey(self, line: str, t_ns: int) -> None:
        """Do what one command line says."""
        if line == Command.IDENTIFY:
            self.say(f"HWT:{self.kind};")
        elif line == Command.BOARD and not self.box.shares_rate:
            self.say(f"BRD:{self.board};")
        elif line.startswith("conf ") and self.box.shares_rate:
            fields = dict(part.split(":", 1) for part in line[5:].split(";") if ":" in part)
            wanted = fields.get("c", "")
            if wanted.isdecimal() and 1 <= int(wanted) <= codec.MAX_CHANNELS:
                self._set_channels(int(wanted))

    def say(self, text: str) -> None:
        """Put a message into the stream."""
        self._to_say.append(codec.encode_message(text))

    def mutter(self, t_ns: int) -> list[bytes]:
        """Say what is due between the frames."""
        if self.faults.holds(FaultKind.SILENT, t_ns):
            return []
        if not self._booted and t_ns >= self._deaf_until_ns:
            self._booted = True
            if self.box.shares_rate:
                self._to_say.appendleft(b"StartUp!\r\n")
        said = list(self._to_say)
        self._to_say.clear()
        return said

    def encode(self, number: int, n: int, last_ns: int) -> bytes:
        """Return `n` frames of the muscles under the electrodes."""
        return codec.encode_frames(self._counts(number, n, last_ns))

    def split(self, chunk: bytes) -> list[bytes]:
        """Cut a chunk into frames."""
        length = 2 * self._converter.channels
        return [chunk[at:at + length] for at in range(0, len(chunk), length)]

    def spoil(self, frame: bytes) -> bytes:
        """Return `frame` without the bit that begins it: it has no checksum to break."""
        return bytes((frame[0] & 0x7F,)) + frame[1:]

    def _counts(self, number: int, n: int, last_ns: int) -> NDArray[np.uint16]:
        if self.faults.holds(FaultKind.SATURATED, last_ns):
            return self._converter.rail(n)
        if self.faults.holds(FaultKind.FLAT, last_ns):
            return self._converter.flat(n)
        return self._converter.counts(self._body.emg_uv(last_ns, n, self.rate_hz), number)

    def _set_channels(self, channels: int) -> None:
        self.rate_hz = self.box.rate_with(channels)
        self._converter = Converter(self.rng, channels, self.box.bits, UV_PER_COUNT)


class BybHidEmulator(BybEmulator):
    """A Pro box as an HID device: packets are 64 byte reports, and the fault DROP loses a whole one."""

    def __init__(self, body: Body, rng: random.Random, kind: str = "MUSCLESB", faults: Faults = NO_FAULTS) -> None:
        super().__init__(body, rng, kind, faults=faults, boot_ms=0, streaming=False)
        self._stream = b""
        self._loses = False

    def opened(self, t_ns: int) -> None:
        """Go on as it was: opening an HID device resets nothing."""
        self._stream = b""
        super().opened(t_ns)
        self._fit_board()

    def plug_in_board(self, board: str) -> None:
        """Plug in an add-on board ("0": pull it out): more channels, and a message that says so."""
        self.board = board
        self._fit_board()
        self.say(f"BRD:{board};")

    def receive(self, data: bytes, t_ns: int) -> list[bytes]:
        """Take one output report."""
        payload = codec.decode_report(data)
        return [] if payload is None else [_padded(answer) for answer in super().receive(payload, t_ns)]

    def obey(self, line: str, t_ns: int) -> None:
        """Do what one command line says."""
        match line:
            case Command.CAPABILITIES:
                self.say(f"FWV:1.02;HWT:{self.kind};HWV:2.00;")
            case Command.RATINGS:
                self.say("MSF:10000;MNC:2;")
            case Command.BOARD:
                self.say(f"BRD:{self.board};")
            case Command.START:
                self.start_stream(t_ns)
            case Command.HALT:
                self.streaming = False

    def advance(self, t_ns: int) -> list[bytes]:
        """Return the reports that are full by `t_ns`; while nothing streams, messages fill one with zeros."""
        self._loses |= self.streaming and self.faults.take(FaultKind.DROP, t_ns)
        packets = super().advance(t_ns)
        if self.faults.holds(FaultKind.WRONG_DEVICE, t_ns):
            return [_padded(packet) for packet in packets]
        if not self.streaming and not self._gone:
            return [codec.encode_report(packet[:codec.PAYLOAD_SIZE], codec.PAYLOAD_SIZE) for packet in packets]
        self._stream += b"".join(packets)
        whole = len(self._stream) // codec.PAYLOAD_SIZE * codec.PAYLOAD_SIZE
        reports = [codec.encode_report(self._stream[at:at + codec.PAYLOAD_SIZE])
                   for at in range(0, whole, codec.PAYLOAD_SIZE)]
        self._stream = self._stream[whole:]
        if reports and self._loses:
            self._loses = False
            del reports[self.rng.randrange(len(reports))]
        return reports

    def _fit_board(self) -> None:
        self._set_channels(self.box.channels if self.board == "0" else EXTENSION_CHANNELS)


def _padded(answer: bytes) -> bytes:
    """Return what another device says, as long as its reports are."""
    return answer[:codec.REPORT_SIZE].ljust(codec.REPORT_SIZE, b"\x00")
