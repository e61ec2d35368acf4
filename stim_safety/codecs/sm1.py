"""ScienceMode 1, as RehaStim1 speaks it: stop and single pulses, and the one-byte replies.

Source: HASOMED, Science Mode, RehaStim1, September 2009.  The first byte of a command has bit 7 set, all others
have not, so a first byte always begins anew:

    1 ident(2) check(5) | channel(3) xx width(8:7) | width(6:0) | current(6:0)

ident: 2 stop (one byte), 3 single pulse.  check: sum of the fields mod 32.  Reply: ident in the top two bits,
bit 0 set when it was understood and done.
Not here, on purpose: the channel list mode.  The device documents no watchdog, and a list goes on for ever
when the computer is gone; single pulses end by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

STOP = bytes((0xC0,))
CHANNELS = 8
NARROWEST_US, WIDEST_US = 20, 500
LARGEST_MA = 127
_PULSE = 0xE0
_SIZE = 4
_REPLY_BITS = 0xC1


@dataclass(frozen=True, slots=True)
class Pulse:
    """One balanced pulse: channel 0..7, phase width 20..500 us, 0..127 mA (the device makes steps of 2)."""

    channel: int
    width_us: int
    current_ma: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What the device said: to which command (ident 0..3), and whether it was done."""

    ident: int
    done: bool


def encode(pulse: Pulse) -> bytes:
    """Return the command for one pulse.  Raises ValueError for what cannot be sent."""
    if not 0 <= pulse.channel < CHANNELS:
        raise ValueError(f"there is no channel {pulse.channel}")
    if not NARROWEST_US <= pulse.width_us <= WIDEST_US:
        raise ValueError(f"a phase of {pulse.width_us} us cannot be sent")
    if not 0 <= pulse.current_ma <= LARGEST_MA:
        raise ValueError(f"a current of {pulse.current_ma} mA cannot be sent")
    check = (pulse.channel + pulse.width_us + pulse.current_ma) % 32
    high, low = divmod(pulse.width_us, 128)
    return bytes((_PULSE | check, pulse.channel << 4 | high, low, pulse.current_ma))


def decode(command: bytes) -> Pulse:
    """Return the pulse of a whole command.  Raises ValueError for anything that `encode` cannot have made."""
    if len(command) != _SIZE:
        raise ValueError(f"a single pulse has {_SIZE} bytes, not {len(command)}")
    pulse = Pulse(command[1] >> 4, (command[1] & 0x03) << 7 | command[2], command[3])
    if encode(pulse) != command:
        raise ValueError("the marks or the check sum of the pulse are wrong")
    return pulse


def read_reply(byte: int) -> Reply | None:
    """Return what a reply byte says, None when it is none."""
    return None if byte & ~_REPLY_BITS else Reply(byte >> 6, bool(byte & 1))
