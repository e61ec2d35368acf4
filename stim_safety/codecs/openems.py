"""The text of openEMSstim, over USB: one line for "on for a while", one for "all off", and its chatter.

Source: the firmware itself (PedroLopes/openEMSstim, arduino-openEMSstim, master), not its guide:

- A line is read as a command only as `WV,<handle>,<hex of the text>.`; any other line is cut down to its first
  letter, and `1 2 q a w s` toggle relays or move the potentiometer without bounds.
- Its hex reader takes A to F for 0 to 5, so only texts whose hex needs none of them arrive as meant: the letters
  C, I, T, G and digits do, the option letters do not.
- `G` opens the relay of channel C for T ms (5000 at most).  I is a share of the potentiometer's window and moves
  it before that; T or I without C writes outside the firmware's memory.  I0 is not off.
- The line `Connection End` closes both relays, whatever was before.  A line ends at its newline or when nothing
  came for 50 ms, so an empty line first ends a half-written one.
- It echoes each line that it received, and each text that it decoded.

Not here: what a percent is worth (`drivers.openems`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

CHANNELS = 2
LONGEST_MS = 200
"""Longest time of one command that is ever sent: the board has no watchdog on USB but this."""
OFF = b"\nConnection End\n"
OFF_TEXT = "Connection End"
_HANDLE = "0"
_TEXT = re.compile(r"C([01])I([1-9][0-9]?|100)T([1-9][0-9]{0,2})G")
_LINE = re.compile(rb"WV,0,((?:[0-9]{2})+)\.\n")


@dataclass(frozen=True, slots=True)
class Go:
    """One command: channel 0..1, share 1..100 percent, time 1..200 ms."""

    channel: int
    percent: int
    on_ms: int

    @property
    def text(self) -> str:
        """The command as the board echoes it."""
        return f"C{self.channel}I{self.percent}T{self.on_ms}G"


def encode(go: Go) -> bytes:
    """Return the line for `go`.  Raises ValueError for what must not be sent."""
    if not 0 <= go.channel < CHANNELS:
        raise ValueError(f"there is no channel {go.channel}")
    if not 1 <= go.percent <= 100:
        raise ValueError(f"{go.percent} percent cannot be sent")
    if not 1 <= go.on_ms <= LONGEST_MS:
        raise ValueError(f"{go.on_ms} ms cannot be sent")
    return f"WV,{_HANDLE},{go.text.encode('ascii').hex()}.\n".encode("ascii")


def decode(line: bytes) -> Go:
    """Return the command of a line.  Raises ValueError for anything that `encode` cannot have made."""
    framed = _LINE.fullmatch(line)
    text = _TEXT.fullmatch(bytes.fromhex(framed[1].decode("ascii")).decode("latin-1")) if framed else None
    if text is None:
        raise ValueError("this is no command for one channel")
    go = Go(int(text[1]), int(text[2]), int(text[3]))
    encode(go)
    return go
