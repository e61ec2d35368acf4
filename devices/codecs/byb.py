"""Backyard Brains SpikerBoxes: frames of samples, messages between them, and both inside HID reports.

    frame       ``1hhhhhhh 0lllllll | 0hhhhhhh 0lllllll ..``   2 bytes a channel, value = h << 7 | l
    message     ``FF FF 01 01 80 FF`` ``TYPE:value;..`` ``FF FF 01 01 81 FF``
    HID input   ``3F | length | payload``, output ``3F | 3E | ASCII, zero padded``; 64 bytes each

Only the first byte of a frame has bit 7 set, and no frame holds FF FF.  There is no counter, no checksum and no
microvolt: values are counts of a 10 or 14 bit converter around its middle.  Source: ArduinoSerial.cpp and
HIDUsbManager.cpp of BackyardBrains/Spike-Recorder, and the SpikerShield sketches of the same maker.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

VENDOR_ID = 0x2E73
PRODUCT_IDS = (0x0001, 0x0002)
"""Muscle SpikerBox Pro and Neuron SpikerBox Pro, as HID devices."""
BAUDS = (230400, 222222, 500000)
"""What the sketches say, what a 16 MHz AVR makes of it, and what newer boxes use."""
MAX_CHANNELS = 6
MAX_MESSAGE = 512
REPORT_ID = 0x3F
REPORT_SIZE = 64
PAYLOAD_SIZE = REPORT_SIZE - 2

_BEGIN = bytes.fromhex("FF FF 01 01 80 FF")
_END = bytes.fromhex("FF FF 01 01 81 FF")
_PIECE = 1024
"""Searched in one go, so that many beginnings without an end do not each cost a look at all the rest."""
_IN_A_ROW = 8


class Command(StrEnum):
    """What the host may say.  Nothing else is ever said: other words drive outputs of a box."""

    IDENTIFY = "b:;"
    BOARD = "board:;"
    CAPABILITIES = "?:;"
    RATINGS = "max:;"
    START = "start:;"
    HALT = "h:;"


@dataclass(frozen=True, slots=True)
class Box:
    """What a hardware type stands for.

    rate_hz: with its own channels.  shares_rate: whether one converter goes round all channels, so that each gets
    rate_hz / channels and their number can be asked for.  extended_hz: each channel's rate with an add-on board.
    """

    name: str
    channels: int
    rate_hz: float
    bits: int = 10
    shares_rate: bool = False
    extended_hz: float | None = None

    def rate_with(self, channels: int) -> float:
        """Return the samples a second of each channel when `channels` are sent."""
        if self.shares_rate:
            return self.rate_hz / channels
        return self.extended_hz if self.extended_hz and channels > self.channels else self.rate_hz

    @property
    def zero_count(self) -> int:
        """Count at rest: the middle of the converter."""
        return 1 << (self.bits - 1)


def _shield(name: str) -> Box:
    return Box(name, 1, 10_000.0, shares_rate=True)


BOXES: MappingProxyType[str, Box] = MappingProxyType({
    "MUSCLESS": _shield("Muscle SpikerShield"), "MUSCUSB1": _shield("Muscle SpikerBox USB"),
    "HEARTSS": _shield("Heart and Brain SpikerShield"), "HBLEOSB": _shield("Heart and Brain SpikerBox"),
    "PLANTSS": _shield("Plant SpikerShield"), "NEURONSS": _shield("Neuron SpikerShield"),
    "HBSBPRO": Box("Heart and Brain SpikerBox Pro", 2, 1000.0),
    "HUMANSB": Box("Human SpikerBox", 2, 5000.0, bits=14),
    "MSBPCDC": Box("Muscle SpikerBox Pro", 2, 10_000.0), "NSBPCDC": Box("Neuron SpikerBox Pro", 2, 10_000.0),
    "MUSCLESB": Box("Muscle SpikerBox Pro", 2, 10_000.0, extended_hz=5000.0),
    "NEURONSB": Box("Neuron SpikerBox Pro", 2, 10_000.0, extended_hz=5000.0),
    "NRNSBPRO": Box("Neuron SpikerBox Pro", 2, 20_000.0, bits=14),
    "UNIBOX": Box("Unibox", 2, 42_661.0, bits=14), "EXTCLAW": Box("Claw", 3, 896.0),
})
"""By the value of HWT, as far as known."""

SWITCHES_CURRENT = frozenset({"HHIBOX"})
"""The Human-Human Interface switches a TENS stimulator at people: it is never used as a sensor."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message: ``HWT:MUSCLESS;`` is type HWT, value MUSCLESS."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Samples:
    """Whole frames: counts u16 [n, channels], and the rows before which bytes made no sense (rising)."""

    counts: NDArray[np.uint16]
    holes: tuple[int, ...] = ()


class Splitter:
    """Takes messages out of the stream, whatever the chunks; what is left is frames.

    A message without an end within 512 bytes is none; its bytes go on as frames, where they are skipped.
    dropped: messages that began and never ended.
    """

    def __init__(self) -> None:
        self.dropped = 0
        self._buffer = b""
        self._inside = False

    def feed(self, data: bytes) -> tuple[bytes, list[Message]]:
        """Take `data`; return the bytes of frames and the messages that were completed."""
        frames: list[bytes] = []
        messages: list[Message] = []
        for at in range(0, len(data), _PIECE):
            self._buffer += data[at:at + _PIECE]
            while self._message(frames, messages) if self._inside else self._stretch(frames):
                continue
        return b"".join(frames), messages

    def _stretch(self, frames: list[bytes]) -> bool:
        """Pass on what stands before the next message, but hold back what may begin one."""
        buffer = self._buffer
        at = buffer.find(_BEGIN)
        end = at if at >= 0 else len(buffer) - _overlap(buffer)
        frames.append(buffer[:end])
        self._inside = at >= 0
        self._buffer = buffer[end + len(_BEGIN):] if self._inside else buffer[end:]
        return self._inside

    def _message(self, frames: list[bytes], messages: list[Message]) -> bool:
        """Take a message; return whether there may be more behind it."""
        buffer = self._buffer
        end, again = buffer.find(_END), buffer.find(_BEGIN)
        if again >= 0 and (end < 0 or again < end):
            frames.append(buffer[:again])
            return self._give_up(again)
        if 0 <= end <= MAX_MESSAGE:
            messages += decode_messages(buffer[:end])
            self._buffer, self._inside = buffer[end + len(_END):], False
            return True
        return self._give_up(0) if len(buffer) >= MAX_MESSAGE + len(_END) else False

    def _give_up(self, until: int) -> bool:
        self.dropped += 1
        self._buffer, self._inside = self._buffer[until:], False
        return True


class Decoder:
    """Bytes without messages to frames, whatever the chunks: a first byte and what belongs to it is a frame.

    skipped: bytes that belonged to no frame so far.
    """

    def __init__(self, channels: int) -> None:
        self.channels = channels
        self.skipped = 0
        self._length = 2 * channels
        self._held = b""
        self._broken = False

    def feed(self, data: bytes) -> Samples | None:
        """Take `data` and return the frames that it completes, or None."""
        buffer = self._held + data if self._held else data
        raw = np.frombuffer(buffer, np.uint8)
        firsts = np.flatnonzero(raw & 0x80)
        if not len(firsts):
            self._held = b""
            self._skip(len(buffer))
            return None
        reach = np.diff(firsts, append=len(buffer))
        waits = reach[-1] < self._length
        whole = firsts[reach >= self._length]
        self._held = buffer[firsts[-1]:] if waits else b""
        skipped = len(buffer) - len(self._held) - len(whole) * self._length
        holes = self._holes(whole, len(buffer) - len(self._held)) if skipped or self._broken else ()
        self.skipped += skipped
        if not len(whole):
            return None
        return Samples(_counts(raw, whole, self._length), holes)

    def _holes(self, whole: NDArray[np.intp], end: int) -> tuple[int, ...]:
        """Return before which frames something was skipped; what follows the last one is told with the next."""
        starts = np.append(whole, end)
        ends = np.concatenate(([0], whole + self._length))
        broken = starts > ends
        if len(whole):
            broken[0] |= self._broken
            self._broken = bool(broken[-1])
        else:
            self._broken |= bool(broken[-1])
        return tuple(int(row) for row in np.flatnonzero(broken[:-1]))

    def _skip(self, n: int) -> None:
        self.skipped += n
        self._broken |= n > 0


def encode_command(command: Command) -> bytes:
    """Bytes of a host command on a serial line."""
    return f"{command}\n".encode("ascii")


def encode_channels(channels: int) -> bytes:
    """Bytes that ask a shield for `channels`; it divides its 10 kHz among them."""
    return f"conf s:10000;c:{channels};\n".encode("ascii")


def encode_report(payload: bytes, length: int | None = None) -> bytes:
    """One 64 byte HID report around at most 62 bytes; length: told instead of that of `payload`."""
    if len(payload) > PAYLOAD_SIZE:
        raise ValueError(f"a report takes {PAYLOAD_SIZE} bytes, not {len(payload)}")
    told = len(payload) if length is None else length
    return bytes((REPORT_ID, told)) + payload.ljust(PAYLOAD_SIZE, b"\x00")


def encode_order(line: bytes) -> bytes:
    """HID output report that holds one command line; its length is always told as 62."""
    return encode_report(line, PAYLOAD_SIZE)


def decode_report(report: bytes) -> bytes | None:
    """Return the payload of an HID report, None when it is no report of a SpikerBox."""
    if len(report) < 2 or report[0] != REPORT_ID or not report[1] <= min(PAYLOAD_SIZE, len(report) - 2):
        return None
    return report[2:2 + report[1]]


def encode_message(text: str) -> bytes:
    """Bytes of a message such as ``HWT:MUSCLESS;`` inside the stream."""
    return _BEGIN + text.encode("ascii") + _END


def decode_messages(body: bytes) -> list[Message]:
    """Return the messages in what stood between begin and end; parts without a colon are none."""
    parts = body.decode("latin-1").split(";")
    return [Message(*part.split(":", 1)) for part in parts if ":" in part]


def hardware_type(messages: list[Message]) -> str | None:
    """Return the newest hardware type among `messages`, or None."""
    return next((message.value for message in reversed(messages) if message.kind == "HWT"), None)


def encode_frames(counts: NDArray[np.integer]) -> bytes:
    """Bytes of frames: counts [n, channels] in 0..16383."""
    n, channels = counts.shape
    frames = np.empty((n, 2 * channels), np.uint8)
    frames[:, 0::2] = counts >> 7
    frames[:, 1::2] = counts & 0x7F
    frames[:, 0] |= 0x80
    return frames.tobytes()


def detect_channels(data: bytes) -> int | None:
    """Return how many channels the newest eight frames of `data` agree on, or None."""
    firsts = np.flatnonzero(np.frombuffer(data, np.uint8) & 0x80)
    steps = np.diff(firsts)[-_IN_A_ROW:]
    if len(steps) < _IN_A_ROW or (steps != steps[0]).any():
        return None
    step = int(steps[0])
    return step // 2 if step % 2 == 0 and step <= 2 * MAX_CHANNELS else None


def _counts(raw: NDArray[np.uint8], whole: NDArray[np.intp], length: int) -> NDArray[np.uint16]:
    if len(whole) and whole[-1] - whole[0] == (len(whole) - 1) * length:
        frames = raw[whole[0]:whole[0] + len(whole) * length].reshape(len(whole), length)
    else:
        frames = raw[whole[:, None] + np.arange(length)]
    wide = frames.astype(np.uint16)
    wide[:, 0] &= 0x7F
    return np.bitwise_or(np.left_shift(wide[:, 0::2], 7), wide[:, 1::2], dtype=np.uint16)


def _overlap(buffer: bytes) -> int:
    """Return how many bytes at the end of `buffer` may begin a message."""
    return next((n for n in range(min(len(_BEGIN) - 1, len(buffer)), 0, -1) if buffer.endswith(_BEGIN[:n])), 0)
