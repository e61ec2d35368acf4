"""The pulses in an ML_UPDATE of ScienceMode 3 and 4: points, periods, channels (documents as in `sm34`).

Not here: the frame around it (`sm34`), what a device can do of it (`drivers`).
"""

from __future__ import annotations

from stim_safety.words import Point, Train

CURRENT_STEP_UA = 500
MOST_UA = 150_000
"""What the field of a point may say; it could hold up to 361.5 mA, which no device should ever be told."""
LEAST_US, MOST_US = 10, 4095
"""Duration of one point."""
PERIOD_STEP_US = 500
LEAST_PERIOD_US, MOST_PERIOD_US = 500, 16_383_000
CHANNELS = 8
POINTS = 16
_POINT_BYTES = 4


def pack_point(point: Point) -> bytes:
    """Return 12 bits duration (us), 10 bits current (2 mA + 300) and 10 bits 0; raises ValueError off the grid."""
    duration, current = point.duration_us, point.current_ua
    if not LEAST_US <= duration <= MOST_US:
        raise ValueError(f"a point of {duration} us does not fit: {LEAST_US} to {MOST_US} us")
    if current % CURRENT_STEP_UA or abs(current) > MOST_UA:
        raise ValueError(f"{current} uA does not fit: steps of {CURRENT_STEP_UA} up to {MOST_UA} uA")
    return (duration << 20 | (current + MOST_UA) // CURRENT_STEP_UA << 10).to_bytes(_POINT_BYTES, "big")


def unpack_point(data: bytes) -> Point:
    """Read four bytes; raises ValueError for what `pack_point` never writes."""
    word = int.from_bytes(data, "big")
    point = Point(word >> 20, (word >> 10 & 0x3FF) * CURRENT_STEP_UA - MOST_UA)
    if pack_point(point) != data:
        raise ValueError(f"{data.hex()} is no point")
    return point


def pack_update(trains: tuple[Train, ...], ramp_pulses: int = 0) -> bytes:
    """Return what ML_UPDATE carries: a mask of channels, and for each its points, ramp, period and points again.

    trains: in the order of their channels.  Raises ValueError for what the wire cannot carry exactly.
    """
    mask, rest = 0, b""
    for train in trains:
        if not 0 <= train.channel < CHANNELS or mask >> train.channel:
            raise ValueError(f"channel {train.channel} does not fit: 0 to {CHANNELS - 1}, rising")
        mask |= 1 << train.channel
        rest += _pack_train(train, ramp_pulses)
    return bytes((mask,)) + rest


def _pack_train(train: Train, ramp_pulses: int) -> bytes:
    if not 1 <= len(train.points) <= POINTS:
        raise ValueError(f"{len(train.points)} points do not fit: 1 to {POINTS}")
    if train.period_us % PERIOD_STEP_US or not LEAST_PERIOD_US <= train.period_us <= MOST_PERIOD_US:
        raise ValueError(f"a period of {train.period_us} us does not fit: steps of {PERIOD_STEP_US} us, "
                         f"{LEAST_PERIOD_US} to {MOST_PERIOD_US} us")
    head = bytes((len(train.points) - 1 << 4 | ramp_pulses,))
    period = (train.period_us // PERIOD_STEP_US << 1).to_bytes(2, "big")
    return head + period + b"".join(map(pack_point, train.points))


def unpack_update(payload: bytes, ramp_pulses: int = 0) -> tuple[Train, ...]:
    """Read what ML_UPDATE carries; raises ValueError for what `pack_update` never writes."""
    mask, at = int.from_bytes(payload[:1], "big"), 1
    trains = []
    for channel in range(CHANNELS):
        if mask >> channel & 1:
            head = int.from_bytes(payload[at:at + 1], "big")
            period_us = int.from_bytes(payload[at + 1:at + 3], "big") // 2 * PERIOD_STEP_US
            end = at + 3 + _POINT_BYTES * ((head >> 4) + 1)
            points = tuple(unpack_point(payload[point:point + _POINT_BYTES])
                           for point in range(at + 3, end, _POINT_BYTES))
            trains.append(Train(channel, period_us, points))
            at = end
    read = tuple(trains)
    if pack_update(read, ramp_pulses) != payload:
        raise ValueError("these are not the bytes of an update")
    return read
