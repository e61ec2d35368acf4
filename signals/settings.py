"""Settings of the signal path, each with the source of its number; stored with every recording.

Not here: what belongs to a person (`signals.calibration`) or to a level.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

from core.clock import NS_PER_MS, NS_PER_S
from core.errors import InputError
from core.events import JsonValue
from core.muscles import Muscle
from signals.reading import muscle, number, table, whole


@dataclass(frozen=True, slots=True)
class SignalSettings:
    """How samples are read.

    width_mm, depth_mm: spacing of the board's sensors.  433 x 238 mm for a Wii Balance Board (Leach 2014;
    Bartlett 2014 writes a depth of 228, which scales front-back by 4.4 %).
    load_floor_kg: below it there is no centre of pressure, for it would be noise divided by little (usual
    floors are 5 to 10 kg); lower it for feet-only loads of light, seated people.
    mains_hz: 50 or 60, the notch of the EMG filter; 0 for none (battery devices far from mains).
    channels: which muscle each EMG channel measures, channel 0 first; further channels are not read.
    late_ns: age at which a feature is LATE; a quarter of a second, 25 missing reports of a 100 Hz board.
    lost_ns: age at which it is LOST.
    flat_uv: a channel whose raw signal moves less, peak to peak over half a second, has no electrode: any
    skin contact gives more than 1 uV RMS of noise.
    rail_uv: raw values at or beyond it are at the rail: 24-bit front ends end at +-187 500 uV at gain 24.
    on_share, off_share: activation at which a muscle counts as working, and below which it no longer does.
    Clear of the noise at rest (0 is mean + 3 SD of it) and within reach of a weak muscle.
    clip_uv: a signal that swings at least this far, peak to peak, and still rests at one same extreme value
    for a tenth of the time is clipped, wherever its rails are.
    """

    width_mm: float = 433.0
    depth_mm: float = 238.0
    load_floor_kg: float = 8.0
    mains_hz: int = 50
    channels: tuple[Muscle, ...] = ()
    late_ns: int = 250 * NS_PER_MS
    lost_ns: int = NS_PER_S
    flat_uv: float = 0.5
    rail_uv: float = 180_000.0
    clip_uv: float = 500.0
    on_share: float = 0.15
    off_share: float = 0.08

    def __post_init__(self) -> None:
        for name in ("width_mm", "depth_mm", "load_floor_kg", "late_ns", "lost_ns", "rail_uv", "clip_uv"):
            value = getattr(self, name)
            if not (math.isfinite(value) and value > 0):
                raise InputError(f"settings.{name} must be above 0, not {value:g}.")
        if self.mains_hz not in {0, 50, 60}:
            raise InputError(f"settings.mains_hz must be 50, 60 or 0 (no notch), not {self.mains_hz}.")
        if not (math.isfinite(self.flat_uv) and self.flat_uv >= 0):
            raise InputError(f"settings.flat_uv must be 0 or above, not {self.flat_uv:g}.")
        if not 0 < self.off_share <= self.on_share <= 1:
            raise InputError("settings.off_share must be above 0 and not above settings.on_share (at most 1).")
        if self.lost_ns < self.late_ns:
            raise InputError("settings.lost_ns must not be below settings.late_ns.")
        if len(set(self.channels)) != len(self.channels):
            raise InputError("settings.channels names a muscle twice; give each channel its own.")

    def to_json(self) -> dict[str, JsonValue]:
        """Plain data for a file; numbers come back bit for bit."""
        data: dict[str, JsonValue] = {item.name: getattr(self, item.name) for item in fields(self)}
        return data | {"channels": [name.value for name in self.channels]}

    @classmethod
    def from_json(cls, data: JsonValue) -> SignalSettings:
        """Read it back; absent values are the defaults.  Raises InputError."""
        usual, where = cls(), "settings"
        values = table(data, where, tuple(item.name for item in fields(cls)))
        channels = values.get("channels", [])
        if not isinstance(channels, list):
            raise InputError("settings.channels must be a list of muscle names.")

        def real(key: str) -> float:
            return number(values, key, float(getattr(usual, key)), where)

        return cls(
            width_mm=real("width_mm"), depth_mm=real("depth_mm"), load_floor_kg=real("load_floor_kg"),
            mains_hz=whole(values, "mains_hz", usual.mains_hz, where),
            channels=tuple(muscle(name, "settings.channels") for name in channels),
            late_ns=whole(values, "late_ns", usual.late_ns, where),
            lost_ns=whole(values, "lost_ns", usual.lost_ns, where),
            flat_uv=real("flat_uv"), rail_uv=real("rail_uv"), clip_uv=real("clip_uv"),
            on_share=real("on_share"), off_share=real("off_share"))
