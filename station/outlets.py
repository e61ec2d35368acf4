"""LSL out: markers, centre of pressure and activation as streams for whoever records in the same network.

Off unless the station's settings say `lsl_out: true`; live sessions only.  It listens in on what is kept and
decides nothing: a stream that fails is dropped and the session goes on.
Not here: LSL in (`devices.transports.lsl`).
"""

from __future__ import annotations

import json
import logging
import platform
from collections.abc import Callable, Mapping, Sequence
from math import nan
from typing import Protocol, cast

from clinic.recording.records import LogEvent, Record, RoundEvent
from core.clock import NS_PER_S, Clock
from core.events import Event
from core.frames import TICK_HZ, ControlFrame, Feature, StreamHealth
from core.muscles import Muscle
from devices.transports import packages
from signals.assembler import BodyState
from station.engine import Keeper

COP_CHANNELS = (("cop_x", "millimeters"), ("cop_y", "millimeters"), ("load", "kilograms"))
_FLOAT, _STRING = 1, 3
"""Channel formats of liblsl: `cf_float32`, `cf_string`."""
_USABLE = (StreamHealth.OK, StreamHealth.LATE)
_FAILURES = (RuntimeError, OSError, ValueError, TypeError)

_log = logging.getLogger(__name__)


class OutletInfo(Protocol):
    """pylsl's `StreamInfo`, as far as it is used here."""

    def set_channel_labels(self, labels: list[str]) -> None:
        """Name the channels."""
        ...

    def set_channel_units(self, units: list[str]) -> None:
        """Tell their units."""
        ...


class Outlet(Protocol):
    """pylsl's `StreamOutlet`, as far as it is used here."""

    def push_sample(self, x: Sequence[float] | Sequence[str], timestamp: float) -> None:
        """Send one sample."""
        ...


class OutletLibrary(Protocol):
    """The module, as far as it is used here."""

    def StreamInfo(self, name: str, type: str, channel_count: int,  # noqa: N802 - the library's own names
                   nominal_srate: float, channel_format: int, source_id: str) -> OutletInfo:
        """Return the description of a stream."""
        ...

    def StreamOutlet(self, info: OutletInfo) -> Outlet:  # noqa: N802 - the library's own name
        """Announce a stream."""
        ...

    def local_clock(self) -> float:
        """Return seconds of the clock of its time stamps."""
        ...


def library() -> OutletLibrary:
    """Return pylsl.  Raises DeviceMissing when it is not installed."""
    return cast("OutletLibrary", packages.load("pylsl", "pylsl", "Sending LSL streams (lsl_out: true) needs"))


class Outlets:
    """The three streams of one session; `around` lets them listen in on a keeper.

    muscles: one activation channel each, in the order of the settings.  Values that cannot be trusted are NaN.
    Raises DeviceMissing when pylsl is not installed.
    """

    def __init__(self, muscles: Sequence[Muscle], clock: Clock, lsl: OutletLibrary | None = None) -> None:
        self._lsl = lsl = lsl or library()
        self._clock = clock
        self._muscles = tuple(muscles)
        self._markers: Outlet | None = _outlet(lsl, "markers", "Markers", 0.0, _STRING, (("marker", ""),))
        self._cop: Outlet | None = _outlet(lsl, "CoP", "CoP", TICK_HZ, _FLOAT, COP_CHANNELS)
        labels = tuple((str(muscle), "share of own maximum") for muscle in self._muscles)
        self._activation = _outlet(lsl, "activation", "Activation", TICK_HZ, _FLOAT, labels) if labels else None

    def around(self, keeper: Keeper, body: Callable[[], BodyState]) -> Keeper:
        """Return a keeper that keeps as `keeper` does, and sends; body: the state behind the newest frame."""
        return _Listening(keeper, body, self)

    def mark(self, event: Event) -> None:
        """Send a marker: the kind of the event, and its data as JSON where there are any."""
        text = f"{event.kind} {json.dumps(dict(event.data))}" if event.data else event.kind
        if self._markers is not None and not self._sent(self._markers, [text], event.t_ns):
            self._markers = None

    def follow(self, frame: ControlFrame, body: BodyState) -> None:
        """Send the centre of pressure and the activations of one frame."""
        x_y = body.cop_mm or (nan, nan)
        load = nan if body.total_kg is None else body.total_kg
        if self._cop is not None and not self._sent(self._cop, [*x_y, load], frame.t_ns):
            self._cop = None
        values = activations(self._muscles, frame.activation)
        if self._activation is not None and not self._sent(self._activation, values, frame.t_ns):
            self._activation = None

    def close(self) -> None:
        """Let the streams go."""
        self._markers = self._cop = self._activation = None

    def _sent(self, outlet: Outlet, sample: Sequence[float] | Sequence[str], t_ns: int) -> bool:
        stamp = self._lsl.local_clock() - (self._clock.now_ns() - t_ns) / NS_PER_S
        try:
            outlet.push_sample(sample, stamp)
        except _FAILURES as error:
            _log.warning("an LSL stream failed and is sent no more: %s", error)
            return False
        return True


class _Listening:
    """A `Keeper` that keeps first, and then sends."""

    def __init__(self, keeper: Keeper, body: Callable[[], BodyState], outlets: Outlets) -> None:
        self._keeper = keeper
        self._body = body
        self._outlets = outlets

    def put(self, record: Record) -> None:
        """Keep the record, and send what of it is for others."""
        self._keeper.put(record)
        if isinstance(record, ControlFrame):
            self._outlets.follow(record, self._body())
        elif isinstance(record, LogEvent | RoundEvent):
            self._outlets.mark(record.event)


def activations(muscles: Sequence[Muscle], told: Mapping[Muscle, Feature]) -> list[float]:
    """Return the activation of each muscle, NaN where it is unknown or cannot be trusted."""
    features = [told.get(muscle) for muscle in muscles]
    return [feature.value if feature is not None and feature.health in _USABLE else nan for feature in features]


def _outlet(lsl: OutletLibrary, name: str, kind: str, rate_hz: float, form: int,
            channels: Sequence[tuple[str, str]]) -> Outlet:
    source = f"surefoot-{name}-{platform.node()}"
    info = lsl.StreamInfo(f"Surefoot {name}", kind, len(channels), rate_hz, form, source)
    info.set_channel_labels([label for label, _ in channels])
    if any(unit for _, unit in channels):
        info.set_channel_units([unit for _, unit in channels])
    return lsl.StreamOutlet(info)
