"""Who else may answer at a serial port: known first words of other devices, to name them in a message.

Not here: talking to them.
"""

from __future__ import annotations

import re

from devices.codecs import chords

_WORDS: tuple[tuple[bytes, str], ...] = (
    (b"OpenBCI", "an OpenBCI board"),
    (b"$$$", "an OpenBCI board"),
    (b"Device failed to poll Host", "an OpenBCI dongle without its board"),
    (b"BITalino", "a BITalino"),
    (b"HWT:", "a SpikerBox"),
    (b"UNKNOWN COMMAND", "a Chords EMG board"),
    (b"#ID,kind=emg", "an EMG board with generic lines"),
    (b"#ID,kind=board4", "a balance board with generic lines"),
    (b"#ID,kind=tilt", "a tilt board with generic lines"),
    (b"$E,", "an EMG board with generic lines"),
    (b"$B,", "a balance board with generic lines"),
    (b"$T,", "a tilt board with generic lines"),
)


_OLIMEX = re.compile(rb"\xa5\x5a\x02.{14}\xa5\x5a\x02", re.DOTALL)
"""Two frames of 17 bytes, one behind the other: three bytes alone may come from anybody."""


def recognise(data: bytes) -> str | None:
    """Return in words which device sends `data`, or None for silence and for what nobody knows."""
    if _OLIMEX.search(data):
        return "an Olimex EMG shield"
    if chords.decode_name(data) or chords.detect_channels(data):
        return "a Chords EMG board"
    return next((name for word, name in _WORDS if word in data), None)
