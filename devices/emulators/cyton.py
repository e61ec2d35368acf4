"""An OpenBCI Cyton, alone or with a Daisy, behind its radio dongle, byte by byte.

Opening the port resets nothing: a board that streamed goes on.  The dongle answers for a board that is off or on
another radio channel.  Differs from the real one: a change of the baud or sample rate is answered and not made,
and unconnected inputs float by a few counts instead of drifting to a rail.
Not here: what the board's letters mean (`cyton_board`), and the muscle under its electrodes (`devices.simulated`).
"""

from __future__ import annotations

import random
from math import pi

import numpy as np
from numpy.typing import NDArray

from core.clock import NS_PER_MS, NS_PER_S
from devices.codecs import cyton as codec
from devices.codecs.cyton import Command, Footer, Radio
from devices.emulators.cyton_board import CytonBoard
from devices.emulators.faults import NO_FAULTS, FaultKind, Faults
from devices.emulators.stream import CHORDS_NAME, StreamEmulator
from devices.simulated import Body

POLL_MS = 80
"""How often the board's radio asks the dongle's; so long a dongle on a new channel knows of no board."""
_TEST_UV = 1875.0
"""The test signal is a square of (4.5 V / 2400) (ADS1299 data sheet, 9.3.1.3)."""
_ACCELERATION_EVERY = 10
_AT_REST_G = (0.02, -0.03, 0.99)
_AT_REST, _NOT_TOLD = codec.encode_acceleration(_AT_REST_G), codec.encode_acceleration((0.0, 0.0, 0.0))
_PINS = (480, 512, 544)
_BAUDS = {Radio.BAUD_115200: 115200, Radio.BAUD_230400: 230400, Radio.BAUD_921600: 921600}


class CytonEmulator(StreamEmulator):
    """A Cyton on `body`; one packet every 4 ms.

    daisy: whether a Daisy sits on it.  powered: whether the board is on; the dongle always is.
    host_channel, board_channel: of the two radios, which hear each other only on the same one.
    reset_ms: how long a reset takes.  Whatever comes meanwhile waits.
    """

    foreign_answer = CHORDS_NAME

    def __init__(self, body: Body, rng: random.Random, daisy: bool = False, faults: Faults = NO_FAULTS,
                 powered: bool = True, reset_ms: int = 700, lump_ms: int = 0) -> None:
        super().__init__(codec.PACKETS_HZ, rng, faults, lump_ms=lump_ms)
        self.board = CytonBoard(daisy)
        self.host_channel = self.board_channel = 1
        self._body = body
        self._powered = powered
        self._reset_ns = reset_ms * NS_PER_MS
        self._busy_until_ns: int | None = None
        self._waiting = b""
        self._linked_from_ns = 0
        self._poll_ms = POLL_MS
        self._stamped = False
        self._float = np.random.default_rng(rng.getrandbits(32)).integers(-20, 21, (1024, 2 * codec.CHANNELS))
        self._last_raw: NDArray[np.int64] | None = None

    def opened(self, t_ns: int) -> None:
        """Let the host open the port, of which the board knows nothing."""
        running, number = self.streaming, self._number
        super().opened(t_ns)
        if running:
            self.streaming, self._number = True, number

    def switch(self, on: bool) -> None:
        """Switch the board on or off; it forgets what it was told."""
        self._powered = on
        self.streaming, self._busy_until_ns, self._waiting = False, None, b""
        self.board.reset()

    def leap(self, number: int) -> int:
        """Let 37 samples be missing: with a Daisy a sample is two packets, an even one first."""
        return number + 74 - number % 2 if self.board.daisy else super().leap(number)

    # -- the dongle -------------------------------------------------------------------------------------

    def hear(self, data: bytes, t_ns: int) -> list[bytes]:
        """Take what the host wrote: commands of the dongle, or letters for the board."""
        said: list[bytes] = []
        while len(data) >= 2 and data[0] == 0xF0:
            long = data[1] in (Radio.SET_CHANNEL, Radio.SET_HOST_CHANNEL, Radio.SET_POLL_TIME)
            said.append(self._obey(data[1], data[2] if long and len(data) > 2 else 0, t_ns))
            data = data[3:] if long else data[2:]
        if not data:
            return said
        if not self._linked(t_ns):
            return [*said, codec.COMMS_TIMEOUT]
        if data == b"<":
            said.append(b",")  # the dongle says when it passed this on
        self._waiting += data
        return said + self.mutter(t_ns)

    def _linked(self, t_ns: int) -> bool:
        return self._powered and self.host_channel == self.board_channel and t_ns >= self._linked_from_ns

    def _obey(self, code: int, value: int, t_ns: int) -> bytes:
        """Return the dongle's own answer."""
        up = self._linked(t_ns)
        if code == Radio.STATUS:
            return b"Success: System is Up$$$" if up else b"Failure: System is Down$$$"
        if code in (Radio.SET_CHANNEL, Radio.SET_HOST_CHANNEL) and value not in codec.RADIO_CHANNELS:
            return b"Failure: Verify channel number is less than 25$$$"
        if code == Radio.SET_HOST_CHANNEL:
            self.host_channel, self._linked_from_ns = value, t_ns + self._poll_ms * NS_PER_MS
            return b"Success: Host override - " + _number("Channel number", value)
        if code == Radio.GET_CHANNEL and not up:
            return b"Failure: Host on " + _number("Channel number", self.host_channel)
        if code in _BAUDS:
            return f"Success: Switch your baud rate to {_BAUDS[Radio(code)]}$$$".encode("ascii")
        return self._obey_linked(code, value) if up else codec.COMMS_TIMEOUT

    def _obey_linked(self, code: int, value: int) -> bytes:
        if code == Radio.SET_CHANNEL:
            self.host_channel = self.board_channel = value
        if code in (Radio.SET_CHANNEL, Radio.GET_CHANNEL):
            return b"Success: Host and Device on " + _number("Channel number", self.host_channel)
        if code == Radio.SET_POLL_TIME:
            self._poll_ms = value
        return b"Success: " + _number("Poll time", self._poll_ms)

    # -- the board --------------------------------------------------------------------------------------

    def mutter(self, t_ns: int) -> list[bytes]:
        """Say what is due, and take the letters that waited for a reset."""
        said: list[bytes] = []
        if self._busy_until_ns is not None and t_ns >= self._busy_until_ns:
            self._busy_until_ns = None
            said.append(codec.encode_banner(self.board.daisy))
        late = self.board.expire(t_ns, self.streaming)
        said += [late] if late else []
        while self._waiting and self._busy_until_ns is None:
            letter, self._waiting = self._waiting[:1].decode("latin-1"), self._waiting[1:]
            answer = self._letter(letter, t_ns)
            said += [answer] if answer else []
        return said

    def _letter(self, letter: str, t_ns: int) -> bytes:
        if self.board.midway or letter not in (Command.START, Command.STOP, Command.RESET):
            restarts = self.board.restarts
            answer = self.board.hear(letter, t_ns, self.streaming)
            if self.board.restarts != restarts:
                self._begin()
            return answer
        self.streaming = False
        if letter == Command.START:
            self._begin()
            self.start_stream(t_ns)
        elif letter == Command.RESET:
            self.board.reset()
            self._busy_until_ns = t_ns + self._reset_ns
        return b""

    def _begin(self) -> None:
        """Begin to number packets at 0."""
        self._number, self._last_raw, self._stamped = 0, None, False

    # -- samples ----------------------------------------------------------------------------------------

    def encode(self, number: int, n: int, last_ns: int) -> bytes:
        """Return `n` packets of the muscles under the electrodes."""
        numbers = np.arange(number, number + n)
        footers, beside = self._beside(numbers, last_ns)
        return codec.encode_packets(numbers, self._counts(numbers, last_ns), footers, beside)

    def split(self, chunk: bytes) -> list[bytes]:
        """Cut a chunk into packets."""
        return [chunk[at:at + codec.LENGTH] for at in range(0, len(chunk), codec.LENGTH)]

    def spoil(self, frame: bytes) -> bytes:
        """Return `frame` with a wrong last byte."""
        return frame[:-1] + b"\x00"

    def _counts(self, numbers: NDArray[np.int64], last_ns: int) -> NDArray[np.int64]:
        """Return counts [n, 8]; with a Daisy the mean of two: odd packets the board's, even ones the Daisy's."""
        raw = self._raw(numbers, last_ns)
        if not self.board.daisy:
            return raw
        first = raw[:1] if self._last_raw is None else self._last_raw
        self._last_raw = raw[-1:]
        mean = np.fix((raw + np.concatenate((first, raw[:-1]))) / 2).astype(np.int64)
        return np.where(numbers[:, None] % 2 == 1, mean[:, :codec.CHANNELS], mean[:, codec.CHANNELS:])

    def _raw(self, numbers: NDArray[np.int64], last_ns: int) -> NDArray[np.int64]:
        """Return what the converters read, [n, all channels]."""
        n, channels = len(numbers), self.board.channels
        if self.faults.holds(FaultKind.SATURATED, last_ns):
            return np.full((n, channels), codec.FULL_SCALE)
        if self.faults.holds(FaultKind.FLAT, last_ns):
            return np.zeros((n, channels), np.int64)
        counts = self._float[numbers % 1024][:, :channels].copy()
        uv = self._body.emg_uv(last_ns, n, self.rate_hz)
        test_uv = self._test_uv(numbers)
        for i, setting in enumerate(self.board.settings[:channels]):
            if setting.off:
                counts[:, i] = 0
            elif setting.source == 5:
                counts[:, i] = np.rint(test_uv / codec.uv_per_count(setting.gain))
            elif setting.source == 0 and i < uv.shape[1]:
                counts[:, i] = np.rint(uv[:, i] / codec.uv_per_count(setting.gain))
        return np.clip(counts, -codec.FULL_SCALE - 1, codec.FULL_SCALE)

    def _test_uv(self, numbers: NDArray[np.int64]) -> NDArray[np.float64]:
        amplitude, hz = self.board.test
        high = np.cos(2 * pi * hz * numbers / codec.PACKETS_HZ) >= 0.0
        return np.where(high, 1.0, -1.0) * _TEST_UV * amplitude

    def _beside(self, numbers: NDArray[np.int64], last_ns: int) -> tuple[list[int], NDArray[np.uint8]]:
        """Footers and the six bytes before them."""
        beside = np.zeros((len(numbers), 6), np.uint8)
        footers = []
        for i, number in enumerate((numbers % codec.COUNTER_MODULUS).tolist()):
            back_ns = round((len(numbers) - 1 - i) * NS_PER_S / self.rate_hz)
            footer, beside[i] = self._one_beside(number, (last_ns - back_ns) // NS_PER_MS)
            footers.append(footer)
        return footers, beside

    def _one_beside(self, number: int, t_ms: int) -> tuple[int, NDArray[np.uint8]]:
        pins = self._pins()
        first, self._stamped = not self._stamped, self.board.stamping
        if self.board.stamping and pins is None:
            axis = codec.AXIS_BY_DIGIT.get(number % 10)
            value = 0 if axis is None else round(_AT_REST_G[axis] / codec.G_PER_COUNT)
            return (Footer.ACCELERATION_TIME_SET if first else Footer.ACCELERATION_TIME,
                    codec.encode_time(value, t_ms))
        if self.board.stamping and pins is not None:
            return Footer.AUX_TIME_SET if first else Footer.AUX_TIME, codec.encode_time(pins[0], t_ms)
        if pins is not None:
            return Footer.AUX, np.array(pins, ">i2").view(np.uint8)
        return Footer.ACCELERATION, _NOT_TOLD if number % _ACCELERATION_EVERY else _AT_REST

    def _pins(self) -> tuple[int, int, int] | None:
        """Return the three extra values of the analog, digital and marker modes, None in the others."""
        if self.board.mode == 2:
            return _PINS
        if self.board.mode == 3:
            return 0x0101, 0x0001, 0x0000
        if self.board.mode == 4:
            marker, self.board.marker = self.board.marker, 0
            return marker, 0, 0
        return None


def _number(what: str, value: int) -> bytes:
    """Text with a number, and once more the number as one byte, as the dongle says it."""
    return f"{what}: {value}".encode("ascii") + bytes((value,)) + codec.END_OF_TEXT
