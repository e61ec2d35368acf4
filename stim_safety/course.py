"""The output of one channel: a train, or the search for its currents.  What it should be at this moment.

Its level rises and falls by `ramp`; it ends by itself when its time is over.  Not here: granting its target
(`wishes`, `knob`), writing it (`outputs`).
"""

from __future__ import annotations

from dataclasses import dataclass

from stim_safety import ramp
from stim_safety.ceilings import Ceilings
from stim_safety.drivers import Abilities
from stim_safety.order import ChannelOrder
from stim_safety.timing import MS, UPDATE_MS
from stim_safety.words import Why

FALL_EARLY_MS = 2 * UPDATE_MS
"""A fall takes a frame more than its ramp, and begins with the next frame."""

JITTER_NS = MS
"""A single pulse may be this early, but never more of them than one in a period on average."""


@dataclass(slots=True)
class Course:
    """One output.

    calibrating: the patient's button rules, not a wish.  limit_ms: longest time with current, ramps included.
    target_ua: where it goes; bound_ua: the most that was granted since it began.  expires_ns: a wish counts until
    then.  ramp: where it is on its way, None while it may not flow.  level_ua: written last, at written_ns;
    began_ns: the first current; pulse_ns: when the next single pulse is due.  pressed_ns: the last press on +.
    why: what ends it.
    """

    order: ChannelOrder
    period_us: int
    limit_ms: int
    calibrating: bool
    target_ua: int = 0
    bound_ua: int = 0
    expires_ns: int = 0
    ramp: ramp.Ramp | None = None
    falling: bool = False
    level_ua: int = 0
    began_ns: int | None = None
    written_ns: int = 0
    pulse_ns: int = 0
    pressed_ns: int | None = None
    why: Why | None = None

    @property
    def channel(self) -> int:
        """The channel of the device."""
        return self.order.channel

    @property
    def on(self) -> bool:
        """Whether it may flow."""
        return self.ramp is not None

    def begin(self, now_ns: int) -> None:
        """Let it flow, from 0 on."""
        self.ramp, self.falling, self.why = ramp.begin(now_ns), False, None

    def aim(self, target_ua: int) -> None:
        """Go to `target_ua`."""
        self.target_ua, self.bound_ua = target_ua, max(self.bound_ua, target_ua)

    def fall(self, why: Why) -> None:
        """Go down gently from here on."""
        self.falling, self.why = True, self.why or why

    def cut(self, why: Why) -> None:
        """End it at once."""
        self.ramp, self.why = None, self.why or why

    def left_ms(self, now_ns: int) -> int:
        """Return how long it may still flow."""
        return self.limit_ms - (0 if self.began_ns is None else (now_ns - self.began_ns) // MS)

    def age(self, now_ns: int) -> None:
        """End what has lasted long enough, or is not wished for any more."""
        if self.left_ms(now_ns) <= 0:
            self.cut(Why.ON_TIME)
        elif self.calibrating:
            return
        elif now_ns >= self.expires_ns and not self.falling:
            self.cut(Why.TTL)
        elif self.left_ms(now_ns) <= self.order.ramp_down_ms + FALL_EARLY_MS:
            self.fall(Why.ON_TIME)

    def move(self, now_ns: int, ceilings: Ceilings, abilities: Abilities) -> int:
        """Return the level to be written now, 0 when it has ended.  Call it when a frame may go out."""
        if self.ramp is None:
            return 0
        if now_ns - self.ramp.at_ns < UPDATE_MS * MS:
            return self.level_ua
        self.ramp = ramp.advance(self.ramp, self.target_ua, now_ns, self.order, ceilings, abilities.step_ua,
                                 calibrating=self.calibrating, falling=self.falling)
        if self.falling and self.ramp.level_ua == 0:
            self.ramp = None
            return 0
        return self.ramp.level_ua

    def is_due(self, now_ns: int, abilities: Abilities) -> bool:
        """Whether the same level must be written again, for a device that needs that."""
        if abilities.pulse_each_frame:
            return now_ns >= self.pulse_ns - JITTER_NS
        return abilities.renew_ms is not None and now_ns - self.written_ns >= abilities.renew_ms * MS

    def wrote(self, level_ua: int, now_ns: int) -> None:
        """Note what was written."""
        if level_ua == 0:
            self.began_ns = None
        elif self.began_ns is None:
            self.began_ns = now_ns
        self.level_ua, self.written_ns = level_ua, now_ns
        period_ns = self.period_us * 1000
        self.pulse_ns = max(self.pulse_ns + period_ns, now_ns + period_ns - JITTER_NS)
