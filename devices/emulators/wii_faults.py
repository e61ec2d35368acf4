"""Fault switches of the emulated Wii Balance Board.

Not frozen on purpose: they are flipped while the board runs.  Times are on the clock that the emulator is
given.  Not here: what a fault looks like on the wire (`wii_board`).
"""

from __future__ import annotations

from dataclasses import dataclass

from devices.codecs.wii_board import IDENTITY
from devices.codecs.wii_calibration import POINTS_ADDRESS


@dataclass(slots=True)
class WiiFaults:
    """What goes wrong, when.  A damaged calibration is not among them: give the emulator a damaged one.

    drop_every, truncate_every, stray_every, duplicate_every: every so many data reports, one is lost, cut
    short, followed by nonsense, or sent twice (0: never).
    silent_from_ns, silent_until_ns: neither sends nor answers (asleep, out of reach).
    unplug_at_ns, replug_at_ns: gone, and back as after switching on.
    status_at_ns, buttons_only_at_ns: once, the data mode drops, told by 0x20 or by 0x30.
    saturated_from_ns, saturated_until_ns: all sensors at their upper end.
    read_error: 7 or 8, the answer to the next `read_error_times` reads at `read_error_address`.
    identity: what stands at 0xA400FA.  extension: whether the status tells of one.
    stale_stream: already streaming when switched on.  padded: every report has 22 bytes, as on Windows.
    clock_factor: 0.99 is a board whose clock is 1 % slow.
    """

    drop_every: int = 0
    truncate_every: int = 0
    stray_every: int = 0
    duplicate_every: int = 0
    silent_from_ns: int | None = None
    silent_until_ns: int | None = None
    unplug_at_ns: int | None = None
    replug_at_ns: int | None = None
    status_at_ns: int | None = None
    buttons_only_at_ns: int | None = None
    saturated_from_ns: int | None = None
    saturated_until_ns: int | None = None
    read_error: int = 0
    read_error_address: int = POINTS_ADDRESS
    read_error_times: int = 1_000_000
    identity: bytes = IDENTITY
    extension: bool = True
    stale_stream: bool = False
    padded: bool = False
    clock_factor: float = 1.0

    def silent(self, t_ns: int) -> bool:
        """Whether the board is silent at `t_ns`."""
        return _within(self.silent_from_ns, self.silent_until_ns, t_ns)

    def saturated(self, t_ns: int) -> bool:
        """Whether the sensors are at their upper end at `t_ns`."""
        return _within(self.saturated_from_ns, self.saturated_until_ns, t_ns)

    def take_status(self, t_ns: int) -> bool:
        """Whether a status by itself is due at `t_ns`; only once."""
        if self.status_at_ns is None or t_ns < self.status_at_ns:
            return False
        self.status_at_ns = None
        return True

    def take_buttons_only(self, t_ns: int) -> bool:
        """Whether the mode drops to buttons at `t_ns`; only once."""
        if self.buttons_only_at_ns is None or t_ns < self.buttons_only_at_ns:
            return False
        self.buttons_only_at_ns = None
        return True

    def take_read_error(self, address: int) -> int:
        """Return the error with which a read at `address` is answered, 0 for none."""
        if not self.read_error or address != self.read_error_address or self.read_error_times <= 0:
            return 0
        self.read_error_times -= 1
        return self.read_error


def _within(from_ns: int | None, until_ns: int | None, t_ns: int) -> bool:
    return from_ns is not None and from_ns <= t_ns and (until_ns is None or t_ns < until_ns)
