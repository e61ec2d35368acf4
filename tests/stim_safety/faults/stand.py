"""Where the faults are injected: a rig in any state, made once and copied, and what every stop must be.

Nothing here is a test.
"""

from __future__ import annotations

import copy
from dataclasses import replace
from functools import cache

from stim_safety.drivers import Ask, Frame
from stim_safety.drivers.p24 import P24
from stim_safety.messages import Arm, Disarm, Hold, Message, Reset, SetMark, Stop, Wish
from stim_safety.order import Prescription
from stim_safety.timing import MS, TICK_MS
from stim_safety.words import Mark, Point, Role, State, Train, Why
from tests.stim_safety.rig import Rig, order, prescription, start

ORDERS = {
    "usual": prescription(),
    "two": prescription(order(), order(1, "left_wrist_flexors")),
    "fine": prescription(order(max_ua=30_000, k_per_mille=590)),
    "long": prescription(order(on_ms=15_000, off_ms=15_000)),
    "large": prescription(order(muscle="left_vastus_lateralis", max_ua=60_000)),
    "above": prescription(order(muscle="left_vastus_lateralis", max_ua=80_000)),
}
"""large: as much as a kiosk may.  above: more than a kiosk may; no file with that is ever loaded."""
MARKS = {"fine": (6, 14, 25)}
"""Presses to the marks; fine: a working current of 20.49 mA."""


class Bent(P24):
    """A driver with a defect: `bent` is what its frames turn out to hold, None for what they should."""

    bent: tuple[Point, ...] | None = None
    period_us: int | None = None

    def frame(self, ask: Ask, trains: tuple[Train, ...] = ()) -> Frame:
        """Encode as ever, and own up to something else."""
        frame = super().frame(ask, trains)
        return replace(frame, trains=tuple(
            replace(train, points=train.points if self.bent is None else self.bent,
                    period_us=self.period_us or train.period_us) for train in frame.trains))


def at(state: State, orders: str = "usual") -> Rig:
    """Return a rig of one's own in this state; STIM is on its plateau, and wished for."""
    return twin(_made(state, orders))


def twin(rig: Rig) -> Rig:
    """Return a copy that goes its own way; what cannot change is shared."""
    memo: dict[int, object] = {id(same): same for same in (rig.begin, rig.begin.prescription)}
    device = rig.device
    for grown in (rig.told, rig.records, rig.outputs, rig.inputs, rig.written, device.seen, device.history):
        memo[id(grown)] = list(grown)
    return copy.deepcopy(rig, memo)


@cache
def _made(state: State, orders: str) -> Rig:
    if state is State.BOOT:
        rig = _new(ORDERS[orders])
        rig.guarding = False
        rig.tick()
    elif state is State.SELFTEST:
        rig = _new(ORDERS[orders])
        rig.until(State.SELFTEST)
    elif state is State.IDLE:
        rig = Rig(begin=start(prescription=None, refusal="No.", spent=None))
        rig.until(State.IDLE)
    elif state is State.READY:
        rig = _new(ORDERS[orders])
        rig.ready()
    elif state is State.CALIB:
        rig = at(State.READY, orders)
        rig.hold()
        rig.press(3)
        rig.run(400)
    elif state is State.ARMED:
        rig = at(State.READY, orders)
        _search(rig, orders)
        rig.run(15_000)
        rig.arm()
    elif state is State.STIM:
        rig = at(State.ARMED, orders)
        rig.wish(2500)
        rig.ask(Wish(0, 1000, 100))
    else:
        rig = at(State.STIM, orders)
        _leave(rig, state)
    assert rig.state is state
    return rig


def _new(ordered: Prescription) -> Rig:
    return Rig(driver=Bent(), begin=start(ordered))


def _leave(rig: Rig, state: State) -> None:
    if state is State.STOPPING:
        rig.ask(Disarm())
    elif state is State.FAULT:
        rig.tick(written=False)
    elif state is State.ESTOP:
        rig.post(Stop())
    if state is not State.STOPPING:
        rig.until(state)


def _search(rig: Rig, orders: str) -> None:
    if orders in {"large", "above"}:
        climb(rig, 60)
        for mark, role in ((Mark.SENSORY, Role.THERAPIST), (Mark.MOTOR, Role.THERAPIST),
                           (Mark.TOLERATED, Role.PATIENT)):
            assert not rig.ask(SetMark(0, mark, role)).refused
        rig.ask(Hold(down=False))
        rig.ask(Disarm())
        rig.until(State.READY)
    else:
        rig.calibrate(0, *MARKS.get(orders, (4, 8, 16)))
        if orders == "two":
            rig.calibrate(1)


def climb(rig: Rig, presses: int) -> None:
    """Search up to so many milliampere, with a rest on the way: an output lasts 15 s at most."""
    rig.hold()
    rig.press(presses // 2)
    rig.ask(Hold(down=False))
    rig.run(16_000)
    assert not rig.ask(Hold(down=True)).refused
    rig.press(presses - presses // 2)
    rig.run(1000)
    assert rig.level_ua == presses * 1000


def flows(rig: Rig) -> int:
    """Return what flows at the device, microampere; nothing would prove nothing."""
    assert rig.level_ua > 0
    return rig.level_ua


def trains(rig: Rig) -> int:
    """Return how many frames with current the device has taken."""
    return sum(seen.what == "trains" for seen in rig.device.seen)


def expect_latched(rig: Rig, why: Why, since_ns: int, *, within_ms: int = 25, latch: State = State.FAULT,
                   for_good: bool = False, greeted: bool = False) -> None:
    """Expect what a fault at `since_ns` must lead to.

    A stop at the device in time, silence with the high voltage off, nothing but stops and questions from then on,
    the reason told and written down, and no way back but two steps to READY (none at all: for_good).
    greeted: the device says hello once it was left alone, and may be answered.
    """
    rig.until(latch)
    rig.run(100)
    stop_ns = next(seen.t_ns for seen in rig.device.seen if seen.what == "stop" and seen.t_ns >= since_ns)
    assert (stop_ns - since_ns) // MS <= within_ms
    assert rig.why is why
    moves = [record.data for record in rig.records if record.kind == "state" and record.t_ns >= since_ns]
    assert (moves[-1]["to"], moves[-1]["why"]) == (latch.name, why.name)
    if latch is State.FAULT:
        assert any(record.kind == "violation" and record.data["why"] == why.name and record.t_ns >= since_ns
                   for record in rig.records)
    _expect_no_way_back(rig, for_good)
    assert rig.level_ua == 0
    assert all(output.t_ns <= stop_ns or not output.points for output in rig.device.history)
    assert {seen.what for seen in rig.device.seen if seen.t_ns >= stop_ns} <= {
        "stop", "status", *(["identify"] if greeted else [])}


def _expect_no_way_back(rig: Rig, for_good: bool) -> None:
    latch = rig.state
    for message in (Wish(0, 1000, 100), Arm(), Reset(2)):
        assert rig.ask(message).refused
    rig.run(3100)
    if for_good:
        assert rig.ask(Reset(1)).refused
        assert rig.state is latch
        return
    assert rig.ask(Reset(2)).reasons == {Why.LATCH}
    assert not rig.ask(Reset(1)).refused
    assert rig.state is latch
    rig.run(300)
    assert not rig.ask(Reset(2)).refused
    rig.until(State.READY)
    rig.run(1000)
    assert rig.state is State.READY


def expect_refused(rig: Rig, message: Message, reasons: set[Why]) -> None:
    """Expect that a message is refused for all these reasons, changes nothing that flows, and is written down."""
    level_ua, before, state = rig.level_ua, trains(rig), rig.state
    records = len(rig.records)
    answer = rig.ask(message)
    assert (answer.refused, set(answer.reasons)) == (True, reasons)
    assert answer.binding in reasons
    rig.run(2 * TICK_MS)
    assert (rig.level_ua, trains(rig), rig.state) == (level_ua, before, state)
    written = [record for record in rig.records[records:] if record.kind in {"wish", "asked"}]
    assert [set(record.data["reasons"]) for record in written if isinstance(record.data["reasons"], list)] == [
        {why.name for why in reasons}]

