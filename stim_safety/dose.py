"""Counts what a patient gets: time with current, ramps included, and charge from the very pulses that were sent.

Charge is that of both phases.  What is on its way counts from the write on, and until silence was proven.
Not here: limits (`ceilings`), what remains (`budget`), keeping it (`scribe`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from stim_safety import budget
from stim_safety.ceilings import Ceilings
from stim_safety.order import Prescription
from stim_safety.step import Spent
from stim_safety.timing import MS
from stim_safety.words import Train

_NC_PC = 1000


def charge_pc(train: Train) -> int:
    """Return the charge of one pulse, both phases together: microseconds x microampere = picocoulomb."""
    return sum(point.duration_us * abs(point.current_ua) for point in train.points)


@dataclass(frozen=True, slots=True)
class Flow:
    """What flows since a moment."""

    channel: int
    pulse_pc: int
    period_us: int
    since_ns: int
    each_frame: bool


class Dose:
    """Life: `reserve` before a train, `flows` at each change, `silence` at its end."""

    def __init__(self, spent: Spent | None) -> None:
        """spent: the budget as it was read, None for no budget."""
        self._at_start = spent
        self._on_ns = 0
        self._pc_by_channel: dict[int, int] = {}
        self._flow: Flow | None = None
        self._reserved_ms = 0
        self._ended_s = spent.session_ended_s if spent else 0

    @property
    def known(self) -> bool:
        """Whether there is a budget at all."""
        return self._at_start is not None

    def reserve(self, time_ms: int) -> None:
        """Set the longest time aside that the train to come may last."""
        self._reserved_ms = time_ms

    def flows(self, train: Train, now_ns: int, each_frame: bool) -> None:
        """Note that `train` was written and flows from now on.  each_frame: it is a single pulse."""
        self._settle(now_ns)
        pulse_pc = charge_pc(train)
        self._flow = Flow(train.channel, pulse_pc, train.period_us, now_ns, each_frame)
        if each_frame:
            self._add(train.channel, pulse_pc)

    def silence(self, now_ns: int, utc_s: int, *, proven: bool = True) -> None:
        """Note that nothing flows any more, and that the reserved time is over.

        What nobody could prove to have ended counts as if all that was set aside had been given.
        """
        if not proven:
            now_ns += self._reserved_ms * MS
        self._settle(now_ns)
        if self._flow is not None:
            self._ended_s = max(self._ended_s, utc_s)
        self._flow = None
        self._reserved_ms = 0

    def spent(self, now_ns: int) -> Spent | None:
        """Return the budget as of now; a train under way is in it and, whole, in the reserve."""
        self._settle(now_ns)
        start = self._at_start
        if start is None:
            return None
        on_ms = self._on_ms()
        charge = tuple(self._charge_nc(start, channel) for channel in range(len(start.charge_nc)))
        return replace(start, day_ms=start.day_ms + on_ms, session_ms=start.session_ms + on_ms,
                       session_ended_s=self._ended_s, charge_nc=charge, reserved_ms=self._reserved_ms)

    def left(self, now_ns: int, prescription: Prescription | None, ceilings: Ceilings) -> budget.Left:
        """Return how long current may still be given; not at all without a budget or a prescription."""
        self._settle(now_ns)
        start = self._at_start
        if start is None or prescription is None:
            return budget.Left(0, 0)
        on_ms = self._on_ms()
        return budget.left(start.session_ms + on_ms, start.day_ms + on_ms, prescription, ceilings)

    def charge_left_nc(self, now_ns: int, channel: int, ceilings: Ceilings) -> int:
        """Return how much charge `channel` may still be given, both phases together; none without a budget."""
        self._settle(now_ns)
        start = self._at_start
        return 0 if start is None else budget.charge_left_nc(self._charge_nc(start, channel), ceilings)

    def _on_ms(self) -> int:
        """Return the time with current since the start, rounded up."""
        return -(-self._on_ns // MS)

    def _charge_nc(self, start: Spent, channel: int) -> int:
        """Return the charge of a channel, that of before the start included, rounded up."""
        return start.charge_nc[channel] - (-self._pc_by_channel.get(channel, 0) // _NC_PC)

    def _settle(self, now_ns: int) -> None:
        """Count what has flowed until now, rounded up."""
        flow = self._flow
        if flow is None or now_ns <= flow.since_ns:
            return
        gone_ns = now_ns - flow.since_ns
        self._on_ns += gone_ns
        if not flow.each_frame:
            self._add(flow.channel, -(-flow.pulse_pc * gone_ns // (flow.period_us * 1000)))
        self._flow = Flow(flow.channel, flow.pulse_pc, flow.period_us, now_ns, flow.each_frame)

    def _add(self, channel: int, charge: int) -> None:
        self._pc_by_channel[channel] = self._pc_by_channel.get(channel, 0) + charge
