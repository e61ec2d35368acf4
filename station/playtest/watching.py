"""Takes the records of a session as they come and keeps sums instead of the records.

Not here: playing (`playing`), what the sums mean together (`result`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from math import hypot, isfinite
from typing import Protocol

from clinic.recording.records import Record, RoundEvent, RoundStepped, StimMessage
from core.clock import NS_PER_S
from core.events import Event, JsonValue
from core.faults import Fault
from core.frames import TICK_NS, ControlFrame, StreamHealth
from core.muscles import Muscle
from core.samples import SampleBlock
from devices.emulators.stimulators import Output
from stim_safety.messages import Wish
from stim_safety.order import ChannelOrder

TICK_S = TICK_NS / NS_PER_S
_MOVING = frozenset({"play_started", "resumed"})
_STILL = frozenset({"paused", "left_centre", "ended"})
_FALLS = frozenset({Fault.OFF_BOARD, Fault.LOAD_DROP})
_BEGINS, _MISSES = frozenset({"item_shown", "prompted"}), frozenset({"item_missed", "missed"})
_OK = StreamHealth.OK  # looked up once, not in every tick
_NEW_WISH_NS = 200_000_000
_TRAIN_SLACK_NS = 100_000_000
"""A train is seen by ticks, from the first with current to the first without."""


class Outlet(Protocol):
    """A stimulator, as far as what flows can be seen."""

    def outputs(self, t_ns: int) -> dict[int, Output]:
        """Return what flows at `t_ns`, by 0-based channel."""
        ...


class Watching:
    """A `station.engine.Keeper` that counts.  Life: `put` for every record, then read.

    muscles: whose activation is work.  since_ns: when play began first.  scored_ns: when each item was done.
    missed: whether the item of now had a miss, or the last one until the next begins.
    """

    def __init__(self, muscles: tuple[Muscle, ...]) -> None:
        self.outcome: Mapping[str, JsonValue] = {}
        self.stars = 0
        self.ending = ""
        self.work_s = self.path = 0.0
        self.pauses: Counter[str] = Counter()
        self.stops: Counter[str] = Counter()
        self.scored_ns: list[int] = []
        self.since_ns: int | None = None
        self.falls = self.near_falls = 0
        self.missed = False
        self._lamp: JsonValue = None
        self.current = CurrentWatch()
        self.wished = WishWatch()
        self._muscles = muscles
        self._playing = False
        self._last: tuple[float, float] | None = None
        self._frame: ControlFrame | None = None

    def put(self, record: Record) -> None:
        """Take one record."""
        if isinstance(record, SampleBlock):
            return  # what there is most of
        if isinstance(record, ControlFrame):
            self._frame = record
            if self.current.outlet is not None:
                self.current.look(record.t_ns, self._playing)
        elif isinstance(record, RoundStepped):
            self._work()
        elif isinstance(record, RoundEvent):
            self._event(record.event)
        elif isinstance(record, StimMessage) and not record.sent:
            self.wished.answer(record)

    def _work(self) -> None:
        frame = self._frame
        if frame is None or not self._playing:
            self._last = None
            return
        x, y = frame.lean_x.value, frame.lean_y.value
        if frame.lean_x.health is _OK and isfinite(x) and isfinite(y):
            self.work_s += hypot(x, y) * TICK_S
            if self._last is not None:
                self.path += hypot(x - self._last[0], y - self._last[1])
            self._last = x, y
        for muscle in self._muscles:
            seen = frame.activation.get(muscle)
            if seen is not None and seen.health is _OK:
                self.work_s += max(0.0, seen.value) * TICK_S

    def _event(self, event: Event) -> None:
        kind, data = event.kind, event.data
        if kind in _MOVING:
            self._playing = True
            self.since_ns = event.t_ns if self.since_ns is None else self.since_ns
        elif kind in _STILL:
            self._playing = False
        if kind in _BEGINS and (kind == "item_shown" or data["lamp"] != self._lamp):
            self.missed, self._lamp = False, data.get("lamp")
        elif kind in _MISSES:
            self.missed = True
        if kind == "paused":
            self.pauses[str(data["reason"])] += 1
        elif kind == "fault" and data["fault"] in _FALLS:
            self.falls += 1
        elif kind == "near_fall":
            self.near_falls += 1
        elif kind == "item_home" or (kind == "lamp_lit" and data["own"]):
            self.scored_ns.append(event.t_ns)
        elif kind == "outcome":
            self._judged(data)
        elif kind == "ended":
            self._ended(data)

    def _judged(self, data: Mapping[str, JsonValue]) -> None:
        measures, stars = data["measures"], data["stars"]
        self.outcome = measures if isinstance(measures, dict) else {}
        self.stars = stars if isinstance(stars, int) else 0

    def _ended(self, data: Mapping[str, JsonValue]) -> None:
        self.ending = str(data["ending"])
        if self.ending != "completed":
            self.stops[str(data["fault"] or self.ending)] += 1


class WishWatch:
    """Counts wishes: the renewals of one, each 50 ms, are one; it is refused when none of them was granted."""

    def __init__(self) -> None:
        self.wishes = 0
        self._last_ns: int | None = None
        self._granted = True
        self._reasons: set[str] = set()
        self._refused: Counter[str] = Counter()

    def answer(self, message: StimMessage) -> None:
        """Take one answer of the safety program."""
        values = message.values
        if message.kind != "decided" or values.get("kind") != Wish.TYPE or not values.get("asked_per_mille"):
            return
        if self._last_ns is None or message.t_ns - self._last_ns > _NEW_WISH_NS:
            self._close()
            self.wishes += 1
            self._granted = False
        self._last_ns = message.t_ns
        self._granted = self._granted or not values["refused"]
        reasons = values["reasons"]
        self._reasons.update(map(str, reasons if isinstance(reasons, list) else []))

    def refused(self) -> dict[str, int]:
        """Return how many wishes were refused for each reason."""
        self._close()
        return dict(self._refused)

    def _close(self) -> None:
        if not self._granted:
            self._refused.update(self._reasons)
        self._granted, self._reasons = True, set()


class CurrentWatch:
    """Watches at the electrodes' end what flows, against what was prescribed.

    Life: made, given `orders` and `outlet` where there is a stimulator, `look` once per tick.
    """

    def __init__(self) -> None:
        self.orders: Mapping[int, ChannelOrder] = {}
        self.outlet: Outlet | None = None
        self.trains = self.peak_ua = self.over = 0
        self.stim_s = self.charge_uc = 0.0
        self._since: dict[int, int] = {}

    def look(self, t_ns: int, playing: bool) -> None:
        """See one tick; only what flows while `playing` is dose."""
        if self.outlet is None:
            return
        flowing = self.outlet.outputs(t_ns)
        if not flowing and not self._since:
            return
        for channel in [each for each in self._since if each not in flowing]:
            del self._since[channel]
        for channel, output in flowing.items():
            self._flows(channel, output, t_ns, playing)
        if playing and flowing:
            self.stim_s += TICK_S

    def _flows(self, channel: int, output: Output, t_ns: int, playing: bool) -> None:
        order = self.orders.get(channel)
        began = channel not in self._since
        since_ns = self._since.setdefault(channel, t_ns)
        self.peak_ua = max(self.peak_ua, output.peak_ua)
        too_long = playing and order is not None and t_ns - since_ns > order.on_ms * 1_000_000 + _TRAIN_SLACK_NS
        self.over += order is None or output.peak_ua > order.max_ua or too_long
        if playing:
            self.trains += began
            self.charge_uc += _phase_uc(output) * TICK_S * 1e6 / output.period_us


def _phase_uc(output: Output) -> float:
    """Charge of the positive phase of one pulse, microcoulomb."""
    return sum(width_us * current_ua for width_us, current_ua in output.points if current_ua > 0) * 1e-6
