"""What an OpenBCI Cyton understands and answers, letter by letter, once the radio brought it there.

Not here: the radio dongle, and the samples (`devices.emulators.cyton`).
"""

from __future__ import annotations

from dataclasses import dataclass

from core.clock import NS_PER_S
from devices.codecs import cyton as codec

_TIMEOUT_TEXT = "Timeout processing multi byte message - please send all commands at once as of v2"
_MODES = ("default", "debug", "analog", "digital", "marker")
_RATES_HZ = (16000, 8000, 4000, 2000, 1000, 500, 250)
_LENGTHS = {"x": 9, "z": 5, "~": 2, "/": 2, "`": 2}
"""Letters of the commands that have several."""
_OFF, _ON = "12345678qwertyui", "!@#$%^&*QWERTYUI"
_CHANNELS = "12345678QWERTYUI"
_TESTS = {"0": (1, 1, 0.0), "-": (5, 1, 0.977), "=": (5, 1, 1.953), "p": (5, 2, 0.0), "[": (5, 2, 0.977),
          "]": (5, 2, 1.953)}
"""Source, amplitude and frequency in Hz (2.048 MHz through 2^21 or 2^20) of the internal test signals."""
_FACTS = {"D": "060110", "V": "v3.1.5"}
_RESTARTING = frozenset((*_OFF, *_ON, *_TESTS, *"dxz~"))
"""Commands that stop a running stream and start it anew."""


@dataclass(slots=True)
class ChannelSetting:
    """How the converter of one channel is set.  source: 0 the electrode, 1 shorted, 5 the test signal."""

    off: bool = False
    gain: int = codec.DEFAULT_GAIN
    source: int = 0
    bias: bool = True
    srb2: bool = True
    srb1: bool = False


class CytonBoard:
    """The board's settings, and its answers; `hear` returns text, b"" where it says nothing.

    can_daisy: whether a Daisy sits on it.  daisy: whether it is used.  mode: index in default, debug, analog,
    digital, marker.  stamping: whether packets carry the board's clock.  marker: waits for the next packet.
    restarts: how often a setting made a running stream begin anew.
    """

    def __init__(self, can_daisy: bool) -> None:
        self.can_daisy = can_daisy
        self.reset()

    def reset(self) -> None:
        """Start afresh, as after power on."""
        self.daisy = self.can_daisy
        self.settings = [ChannelSetting() for _ in _CHANNELS]
        self.test: tuple[int, float] = (1, 0.0)
        self.mode = 0
        self.rate_code = 6
        self.stamping = False
        self.marker = 0
        self.restarts = 0
        self._partial = ""
        self._began_ns = 0

    @property
    def midway(self) -> bool:
        """Whether a command of several letters has only begun."""
        return bool(self._partial)

    @property
    def channels(self) -> int:
        """How many channels it measures."""
        return 2 * codec.CHANNELS if self.daisy else codec.CHANNELS

    def hear(self, letter: str, t_ns: int, streaming: bool) -> bytes:
        """Take one letter that is none of START, STOP and RESET.  Nothing is answered while streaming."""
        if not self._partial:
            self._began_ns = t_ns
        kind = (self._partial + letter)[0]
        said = self._take(letter)
        if streaming and not self._partial and kind in _RESTARTING:
            self.restarts += 1
        return said.encode("ascii") + codec.END_OF_TEXT if said and not streaming else b""

    def expire(self, t_ns: int, streaming: bool) -> bytes:
        """Let time pass: a command of several letters must be whole within a second."""
        if not self._partial or t_ns - self._began_ns <= NS_PER_S:
            return b""
        self._partial = ""
        return b"" if streaming else _TIMEOUT_TEXT.encode("ascii") + codec.END_OF_TEXT

    def _take(self, letter: str) -> str:
        if self._partial or letter in _LENGTHS:
            return self._collect(letter)
        if letter in _OFF or letter in _ON:
            self.settings[(_OFF if letter in _OFF else _ON).index(letter)].off = letter in _OFF
            return ""
        if letter in _TESTS:
            source, amplitude, hz = _TESTS[letter]
            self.test = amplitude, hz
            for setting in self.settings:
                setting.off, setting.source = False, source
            return "Success: Configured internal test signal."
        return self._plain(letter)

    def _plain(self, letter: str) -> str:
        if letter == "d":
            self.settings = [ChannelSetting() for _ in _CHANNELS]
            return "updating channel settings to default"
        if letter in "<>":
            self.stamping = letter == "<"
            return "Time stamp ON" if self.stamping else "Time stamp OFF"
        if letter in "Cc":
            return self._use_daisy(letter == "C")
        return self._registers() if letter == "?" else _FACTS.get(letter, "")

    def _use_daisy(self, wanted: bool) -> str:
        had, self.daisy = self.daisy, wanted and self.can_daisy
        if not wanted:
            return "daisy removed" if had else ""
        return "16" if had else "daisy attached16" if self.daisy else "no daisy to attach!8"

    def _collect(self, letter: str) -> str:
        """Take one more letter of a longer command; its kind is its first letter."""
        self._partial += letter
        kind, length = self._partial[0], _LENGTHS[self._partial[0]]
        last = kind.upper() if kind in "xz" else ""
        if last and len(self._partial) < length and letter == last:
            self._partial = ""
            return "Failure: too few chars"
        if len(self._partial) < length:
            return ""
        whole, self._partial = self._partial, ""
        if last and not whole.endswith(last):
            return f"Failure: Err: {length}th char not {last}"
        return {"x": self._set_channel, "z": self._set_lead_off, "~": self._set_rate, "/": self._set_mode,
                "`": self._mark}[kind](whole[1:])

    def _set_channel(self, text: str) -> str:
        channel = max(0, _CHANNELS.find(text[0]))
        off, gain, source, bias, srb2, srb1 = (int(digit) if digit.isdecimal() else 0 for digit in text[1:7])
        self.settings[channel] = ChannelSetting(bool(off), codec.GAINS[min(gain, 6)], source, bool(bias),
                                                bool(srb2), bool(srb1))
        return f"Success: Channel set for {channel + 1}"

    def _set_lead_off(self, text: str) -> str:
        return f"Success: Lead off set for {max(0, _CHANNELS.find(text[0])) + 1}"

    def _set_rate(self, digit: str) -> str:
        if digit.isdecimal() and int(digit) < len(_RATES_HZ):
            self.rate_code = int(digit)
        elif digit.isdecimal():
            return "Failure: sample value out of bounds"
        elif digit != "~":
            return "Failure: invalid sample value"
        return f"Success: Sample rate is {_RATES_HZ[self.rate_code]}Hz"

    def _set_mode(self, digit: str) -> str:
        if digit.isdecimal() and int(digit) < len(_MODES):
            self.mode = int(digit)
        elif digit.isdecimal():
            return "Failure: board mode value out of bounds."
        elif digit != "/":
            return "Failure: invalid board mode value."
        return f"Success: {_MODES[self.mode]}"

    def _mark(self, letter: str) -> str:
        self.marker = ord(letter)
        return ""

    def _registers(self) -> str:
        """Tell the registers that follow from the settings; the real list is longer."""
        lines = ["", "Board ADS Registers", *self._converter(0)]
        if self.daisy:
            lines += ["", "Daisy ADS Registers", *self._converter(codec.CHANNELS)]
        return "\n".join([*lines, "", "LIS3DH Registers", "0x0F, 0x33", ""])

    def _converter(self, first: int) -> list[str]:
        values = [("ADS_ID", 0x00, 0x3E), ("CONFIG1", 0x01, 0x96)]
        for i, setting in enumerate(self.settings[first:first + codec.CHANNELS]):
            code = setting.off << 7 | codec.GAINS.index(setting.gain) << 4 | setting.srb2 << 3 | setting.source
            values.append((f"CH{i + 1}SET", 0x05 + i, code))
        return [f"{name}, {address:02X}, {value:02X}, {', '.join(f'{value:08b}')}"
                for name, address, value in values]
