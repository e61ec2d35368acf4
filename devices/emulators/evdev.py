"""Event nodes of Linux, played record by record: what they share, and that of a Wii Balance Board.

Differs from a real node: a kernel damages nothing, and says SYN_DROPPED when its queue ran over (BAD_CHECKSUM
here); the state is asked for by a write instead of ioctls.  Not here: other controllers (`joystick`).
"""

from __future__ import annotations

import random
from abc import abstractmethod
from collections.abc import Mapping

from core.clock import NS_PER_S
from devices.codecs import evdev as codec
from devices.codecs.evdev import (
    ASK_STATE,
    BTN_A,
    SYN_DROPPED,
    SYN_REPORT,
    AxisState,
    DeviceState,
    Event,
    EventType,
)
from devices.codecs.wii_board import REFRESH_NS
from devices.drivers.wii_evdev import CORNERS, KG_PER_STEP
from devices.emulators.faults import NO_FAULTS, FaultKind, Faults
from devices.emulators.stream import StreamEmulator
from devices.simulated import Body

_KEYBOARD = DeviceState({}, frozenset({30}))
_TOP = 0xFFFF
_NOISE_KG = 0.035


class NodeEmulator(StreamEmulator):
    """The event node of a device that looks at its axes `rate_hz` times a second and tells what changed.

    axes: where each stands at first, and its range.  keys_down: may be changed at any time, and is told with the
    next change.
    """

    foreign_answer = codec.encode_state(_KEYBOARD)

    def __init__(self, rate_hz: float, rng: random.Random, axes: Mapping[int, AxisState],
                 faults: Faults = NO_FAULTS) -> None:
        super().__init__(rate_hz, rng, faults, streaming=True)
        self.keys_down: set[int] = set()
        self._axes = dict(axes)
        self._values = {code: axis.value for code, axis in axes.items()}
        self._keys_told: set[int] = set()

    @abstractmethod
    def look(self, t_ns: int) -> Mapping[int, int]:
        """Return where the axes stand at `t_ns`, before the kernel smooths it."""

    def hear(self, data: bytes, t_ns: int) -> list[bytes]:
        """Tell how everything stands."""
        del t_ns
        if data != ASK_STATE:
            return []
        axes = {code: AxisState(self._values[code], axis.minimum, axis.maximum, axis.fuzz, axis.flat)
                for code, axis in self._axes.items()}
        return [codec.encode_state(DeviceState(axes, frozenset(self.keys_down)))]

    def mutter(self, t_ns: int) -> list[bytes]:
        """Say nothing beside changes."""
        del t_ns
        return []

    def encode(self, number: int, n: int, last_ns: int) -> bytes:
        """Return what changed at `n` looks, the last at `last_ns`."""
        del number
        period_ns = NS_PER_S / self.rate_hz
        return b"".join(self._moment(last_ns - round((n - 1 - i) * period_ns)) for i in range(n))

    def split(self, chunk: bytes) -> list[bytes]:
        """Cut a chunk into moments, each closed by its SYN_REPORT."""
        moments, first = [], 0
        for at, event in enumerate(codec.decode_events(chunk), start=1):
            if event.type == EventType.SYN:
                moments.append(chunk[first * codec.EVENT_SIZE:at * codec.EVENT_SIZE])
                first = at
        return moments or [chunk]

    def spoil(self, frame: bytes) -> bytes:
        """Return what the kernel says when its queue ran over before the end of `frame`."""
        return codec.encode_events([SYN_DROPPED]) + frame[-codec.EVENT_SIZE:]

    def _moment(self, t_ns: int) -> bytes:
        changes: list[tuple[EventType, int, int]] = []
        for code, value in self.look(t_ns).items():
            smooth = _smoothed(self._values[code], value, self._axes[code].fuzz)
            if smooth != self._values[code]:
                self._values[code] = smooth
                changes.append((EventType.ABS, code, smooth))
        changes += [(EventType.KEY, code, int(code in self.keys_down))
                    for code in self.keys_down ^ self._keys_told]
        self._keys_told = set(self.keys_down)
        if not changes:
            return b""
        return codec.encode_events([*(Event(*change, t_ns) for change in changes),
                                    Event(SYN_REPORT.type, SYN_REPORT.code, 0, t_ns)])


class WiiNodeEmulator(NodeEmulator):
    """What hid-wiimote makes of a Wii Balance Board under `body`; button: whether the front button is down."""

    def __init__(self, body: Body, rng: random.Random, faults: Faults = NO_FAULTS) -> None:
        super().__init__(NS_PER_S / REFRESH_NS, rng,
                         {axis: AxisState(0, 0, _TOP, fuzz=2, flat=4) for axis in CORNERS}, faults)
        self._body = body

    @property
    def button(self) -> bool:
        """Whether the front button is down."""
        return BTN_A in self.keys_down

    @button.setter
    def button(self, down: bool) -> None:
        self.keys_down = {BTN_A} if down else set()

    def look(self, t_ns: int) -> Mapping[int, int]:
        """Return steps of 10 g, cut at zero, as the kernel counts them."""
        if self.faults.holds(FaultKind.SATURATED, t_ns):
            return dict.fromkeys(CORNERS, _TOP)
        return {axis: max(0, int((kg + self.rng.gauss(0.0, _NOISE_KG)) / KG_PER_STEP))
                for axis, kg in zip(CORNERS, self._body.load_kg(t_ns), strict=True)}


def _smoothed(old: int, new: int, fuzz: int) -> int:
    """Return what becomes of a change within `fuzz`: input_defuzz_abs_event of Linux drivers/input/input.c.

    C divides towards zero, which for negative axes is not Python's way.
    """
    if not fuzz or abs(new - old) >= 2 * fuzz:
        return new
    if abs(new - old) < fuzz // 2:
        return old
    if abs(new - old) < fuzz:
        return int((old * 3 + new) / 4)
    return int((old + new) / 2)
