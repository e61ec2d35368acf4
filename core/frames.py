"""Control frames: what the body does at one simulation tick, as the game may know it.

A frame is all a play ever sees of the sensors.  Not here: how it is made (`signals.assembler`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from core.muscles import Muscle
from core.quick import quick
from core.stim import NO_STIM, StimView

TICK_HZ = 100
TICK_NS = 10_000_000


class StreamHealth(StrEnum):
    """How far a feature can be trusted.

    OK: fresh.  LATE: older than it should be, still usable for a moment.  LOST: nothing to go by (no
    device, gone, or nobody on the board).  SATURATED: at the rail.  LEAD_OFF: flat or electrode off.
    BLANKED: held, because stimulation runs or has just ended and what is measured now is its artefact.
    """

    OK = "ok"
    LATE = "late"
    LOST = "lost"
    SATURATED = "saturated"
    LEAD_OFF = "lead_off"
    BLANKED = "blanked"


@quick
@dataclass(frozen=True, slots=True)
class Feature:
    """One number with the time of the sample it rests on (0 when there was none) and its health.

    hum: whether more than half of what was measured is mains; of a muscle, such a value sets nothing off.
    """

    value: float
    t_ns: int
    health: StreamHealth
    hum: bool = False


ABSENT = Feature(0.0, 0, StreamHealth.LOST)
NO_ACTIVATION: Mapping[Muscle, Feature] = MappingProxyType({})


@quick
@dataclass(frozen=True, slots=True)
class ControlFrame:
    """The newest features not later than `t_ns`.

    tick: number of the simulation step.  t_ns: its time.
    lean_x, lean_y: -1..1 is this person's own reach; right +, toes +; may exceed it.  Held at the last
    value with health LOST when nobody stands on the board or the board is gone.
    weight_kg: tared total load; its health tells of the board itself.
    share: part of the load on the left foot, 0..1.
    activation: per muscle 0 = at rest, 1 = own maximum; may exceed 1.
    own_reach: whether a lean of 1 is this person's measured reach; False while it is the small usual one.
    active: muscles that are switched on, with hysteresis, so that noise at a threshold does not chatter.
    button: whether the board's front button is down.
    stim: where stimulation stands.
    """

    tick: int
    t_ns: int
    lean_x: Feature = ABSENT
    lean_y: Feature = ABSENT
    weight_kg: Feature = ABSENT
    share: Feature = ABSENT
    activation: Mapping[Muscle, Feature] = field(default_factory=lambda: NO_ACTIVATION)
    button: bool = False
    active: frozenset[Muscle] = frozenset()
    stim: StimView = NO_STIM
    own_reach: bool = False
