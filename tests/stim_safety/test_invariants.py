"""Any order of events: the invariants I1 to I12 hold after every step.

What flows is taken from the emulated device, not from what the controller says of itself.
"""

from __future__ import annotations

from itertools import pairwise

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from stim_safety import journal
from stim_safety.drivers.p24 import P24
from stim_safety.messages import (
    Arm,
    Calibrate,
    Disarm,
    Heartbeat,
    Hold,
    Message,
    PadsMoved,
    Reset,
    SetMark,
    StepUp,
    Stop,
    Wish,
)
from stim_safety.replay import replay
from stim_safety.step import GuardianNews
from stim_safety.timing import MS
from stim_safety.words import ACTIVE, LATCHED, Mark, Role, State, Why
from tests.stim_safety.rig import Rig, order, prescription, start, tricks

CHANNELS = st.sampled_from([-1, 0, 1, 2])
MESSAGES: st.SearchStrategy[Message] = st.one_of(
    st.builds(Wish, CHANNELS, st.sampled_from([-1, 0, 1, 400, 1000, 1001]),
              st.sampled_from([0, 20, 100, 150, 151])),
    st.builds(Hold, st.booleans()), st.builds(Calibrate, CHANNELS), st.builds(StepUp, CHANNELS, st.booleans()),
    st.builds(SetMark, CHANNELS, st.sampled_from(Mark), st.sampled_from(Role)), st.just(Arm()), st.just(Disarm()),
    st.builds(Reset, st.integers(0, 3)), st.just(Stop()), st.builds(PadsMoved, CHANNELS),
    st.builds(Heartbeat, st.integers(0, 3), st.sampled_from(State)))
TRICKS = st.sampled_from([
    {"mute": True}, {"delay_ms": 60}, {"delay_ms": 150}, {"duplicate": True}, {"number_add": 1}, {"bad_crc": True},
    {"mask_flip": 1}, {"mask_flip": 8}, {"states": {"0": 1}}, {"states": {"3": 2}}, {"results": {"trains": 7}},
    {"before": "0f81f0"}])
CLEAN = {"mute": False, "delay_ms": 0, "duplicate": False, "number_add": 0, "bad_crc": False, "mask_flip": 0,
         "states": {}, "results": {}, "before": ""}
MOST_RISE_UA = 1000
"""At once: 50 mA/s for 20 ms, and the grid of the P24 is finer."""


class Controlled(RuleBasedStateMachine):
    """A controller from READY on, and everything that may happen to it."""

    @initialize(deep=st.sampled_from([State.READY, State.CALIB, State.ARMED, State.STIM]))
    def begin(self, deep: State) -> None:
        self.looked, self.tripped = 0, False
        self.rig = Rig(begin=start(prescription(order(max_ua=18_000), order(1, "left_wrist_flexors"))))
        self.rig.ready()
        if deep is State.CALIB:
            self.rig.hold()
            self.rig.press(4)
        elif deep is not State.READY:
            self.rig.calibrate()
            self.rig.run(12_000)
            self.rig.arm()
        if deep is State.STIM:
            self.rig.wish(1500)

    @rule(message=MESSAGES)
    def somebody_asks(self, message: Message) -> None:
        self.rig.post(message)
        self.rig.tick()

    @rule(ms=st.sampled_from([20, 100, 400, 3200]), per_mille=st.sampled_from([300, 1000]))
    def the_game_wishes(self, ms: int, per_mille: int) -> None:
        self.rig.wish(ms, per_mille)

    @rule(ms=st.sampled_from([20, 320, 1100, 6000, 13_000]))
    def time_passes(self, ms: int) -> None:
        self.rig.run(ms)

    @rule(ms=st.sampled_from([1, 19, 45, 100, 101, 500]))
    def a_tick_is_early_or_late(self, ms: int) -> None:
        self.rig.tick(ms)

    @rule(silent=st.booleans(), unlogged=st.booleans())
    def the_others_fall_silent_for_a_while(self, silent: bool, unlogged: bool) -> None:
        self.rig.beating, self.rig.logging = not silent, not unlogged
        self.rig.run(300)
        self.rig.beating = self.rig.logging = True

    @rule(trick=TRICKS)
    def the_device_plays_a_trick(self, trick: dict[str, object]) -> None:
        tricks(self.rig, **trick)
        self.rig.run(600)
        tricks(self.rig, **CLEAN)

    @rule(data=st.binary(max_size=40))
    def bytes_come_from_nowhere(self, data: bytes) -> None:
        self.rig.wire += data
        self.rig.post_raw(data)
        self.rig.tick()

    @rule(words=st.sampled_from([["power_drop"], ["error", "4"], ["unknown"]]))
    def the_device_has_an_accident(self, words: list[str]) -> None:
        self.rig.device.act(self.rig.now_ns, words)  # type: ignore[attr-defined]  # the emulator's switches
        self.rig.tick()

    @rule(stop=st.sampled_from([Why.PEDAL, Why.SIGNAL]))
    def somebody_stops(self, stop: Why) -> None:
        """I4; once the guardian has taken the wire over, it alone stops."""
        stops = () if self.tripped else self.rig.driver.stop_frames
        assert self.rig.tick(stop=stop).frames == stops

    @rule(slept_ms=st.sampled_from([40, 60, 10_000]))
    def the_machine_sleeps(self, slept_ms: int) -> None:
        self.rig.asleep_ns += slept_ms * MS
        self.rig.tick()

    @rule()
    def a_frame_does_not_go_out(self) -> None:
        self.rig.tick(written=False)

    @rule(once=st.integers(0, 20))
    def the_guardian_goes(self, once: int) -> None:
        if once == 0:
            self.tripped = True
            self.rig.tick(guardian=GuardianNews.TRIPPED)

    @rule()
    def people_look_and_reset(self) -> None:
        self.rig.run(3100)
        self.rig.post(Reset(1))
        self.rig.run(320)
        self.rig.post(Reset(2))
        self.rig.tick()
        self.rig.run(200)

    @invariant()
    def current_flows_only_where_it_may_and_not_too_much(self) -> None:
        """I1, I2."""
        rig = self.rig
        if rig.state not in {State.CALIB, State.STIM}:
            assert not any(output.points and output.t_ns == rig.now_ns for output in rig.device.history)
        if rig.state in {State.IDLE, State.READY, State.ESTOP}:
            assert rig.level_ua == 0
        for output in rig.device.outputs(rig.now_ns).values():
            assert output.channel in {0, 1}
            assert output.peak_ua <= {0: 18_000, 1: 20_000}[output.channel]

    @invariant()
    def current_rises_slowly_and_from_zero(self) -> None:
        """I3, I6."""
        history = self.rig.device.history
        for before, after in pairwise([None, *history]):
            if after is None:
                continue
            if before is None or not before.points:
                assert after.peak_ua <= MOST_RISE_UA
            else:
                assert after.peak_ua - before.peak_ua <= MOST_RISE_UA

    @invariant()
    def every_step_writes_at_most_one_ordinary_frame_and_stops_first(self) -> None:
        """I4, I8."""
        stops = self.rig.driver.stop_frames
        for outputs in self.rig.outputs[self.looked:]:
            assert outputs.frames == stops or len(outputs.frames) <= 1
        self.looked = len(self.rig.outputs)

    @invariant()
    def counters_only_grow(self) -> None:
        """I5."""
        kept = [outputs.spent for outputs in self.rig.outputs if outputs.spent is not None]
        for before, after in pairwise(kept):
            assert after.session_ms >= before.session_ms
            assert after.day_ms >= before.day_ms
            assert all(new >= old for old, new in zip(before.charge_nc, after.charge_nc, strict=True))

    @invariant()
    def no_way_leads_from_a_latch_to_current_but_through_ready(self) -> None:
        """I7, by the log (I10, that it is on disk before, is held by the rig in every test)."""
        path = [(record.data["from"], record.data["to"]) for record in self.rig.records if record.kind == "state"]
        names = {state.name for state in ACTIVE}
        for source, target in path:
            if target in names:
                assert source in names | {State.READY.name}
            if source in {state.name for state in LATCHED}:
                assert target in {State.STOPPING.name, State.END.name}

    def teardown(self) -> None:
        """I9, I12: the same inputs give the same outputs, whatever the wall clock says now."""
        if hasattr(self, "rig"):
            lines = [journal.step_line(inputs, outputs)
                     for inputs, outputs in zip(self.rig.inputs, self.rig.outputs, strict=True)]
            assert list(replay(P24(), self.rig.begin, lines)) == []


TestInvariants = Controlled.TestCase
TestInvariants.settings = settings(
    max_examples=12, stateful_step_count=14, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
