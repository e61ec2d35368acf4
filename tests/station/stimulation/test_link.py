"""The game's end of the protocol: what goes out with the tick, and what the desk makes of the answers."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field, replace

import pytest

from clinic.recording.records import Record, StimMessage, Stimulated
from core.frames import TICK_NS
from core.muscles import Muscle
from core.stim import StimPhase, StimView, StimWish
from game.stimulation import StimAct, StimDoing, StimItem, StimMark
from station.stimulation.conduit import SocketConduit, socket_pair
from station.stimulation.link import BLANK_AFTER_MS, ChannelWish, StimLink, per_mille
from stim_safety import messages as msg
from stim_safety.words import Mark, Role, State, Why

WRIST = Muscle.LEFT_WRIST_EXTENSORS
READY = msg.Status(State.READY, 77, None, None, 0, 0, 0, 0, 1_200_000, 3_600_000, False, False, False, 0, 0, 0)
ARMED = replace(READY, state=State.ARMED, challenge=78)
FOUND = msg.Channel(0, str(WRIST), 20_000, 0, 7_000, 12_000, 18_000, 16_000)


@dataclass
class FakeProgram:
    """The far end: says what a test wants, and keeps what it was told."""

    told: list[msg.Envelope] = field(default_factory=list)
    saying: list[bytes] = field(default_factory=list)
    gone: bool = False
    sequence: int = 0

    def say(self, *messages: msg.Message) -> None:
        for message in messages:
            self.sequence += 1
            self.saying.append(msg.encode(msg.Envelope(self.sequence, 4711, 0, message)))

    def send(self, data: bytes, t_ns: int) -> None:
        self.told.append(msg.decode(data))

    def receive(self, t_ns: int) -> list[bytes]:
        said, self.saying = self.saying, []
        return said

    def close(self) -> None:
        self.gone = True

    def heard(self, kind: type[msg.Message]) -> list[msg.Message]:
        return [each.message for each in self.told if isinstance(each.message, kind)]


class Game:
    """A game that ticks."""

    def __init__(self) -> None:
        self.program = FakeProgram()
        self.kept: list[Record] = []
        self.link = StimLink(self.program, self.kept.append, "Look at the pads.")
        self.t_ns = 0

    def tick(self, wish: StimWish | ChannelWish | None = None, count: int = 1) -> StimView:
        for _ in range(count):
            self.t_ns += TICK_NS
            view = self.link.step(self.t_ns, wish)
        return view


@pytest.fixture
def game() -> Game:
    made = Game()
    made.program.say(msg.Prescribed("ab12cd34" * 8, "p-17", False), FOUND, READY)
    made.tick()
    return made


def test_before_the_program_spoke_nothing_is_sent_but_stop() -> None:
    game = Game()
    game.link.do(StimAct(StimDoing.ARM))
    assert game.tick(StimWish(WRIST, 1.0), 20) == StimView(StimPhase.NOT_READY)
    assert game.program.told == []
    game.link.do(StimAct(StimDoing.STOP))
    assert game.program.heard(msg.Stop) == [msg.Stop()]


def test_a_heartbeat_echoes_the_newest_challenge_and_state_every_50_ms(game: Game) -> None:
    game.tick(count=99)
    assert len(game.program.heard(msg.Heartbeat)) == 20
    game.program.say(ARMED)
    game.tick(count=5)
    assert game.program.heard(msg.Heartbeat)[-1] == msg.Heartbeat(78, State.ARMED)
    envelopes = game.program.told
    assert {each.nonce for each in envelopes} == {4711}
    assert [each.sequence for each in envelopes] == list(range(1, len(envelopes) + 1))
    assert envelopes[-1].t_ns == game.t_ns or envelopes[-1].t_ns == game.t_ns - TICK_NS


def test_a_wish_is_renewed_with_the_beat_and_ends_at_once(game: Game) -> None:
    game.tick(StimWish(WRIST, 0.5), 50)
    wishes = game.program.heard(msg.Wish)
    assert len(wishes) == 10
    assert set(wishes) == {msg.Wish(0, 500, 100)}
    game.tick()
    assert game.program.heard(msg.Wish)[-1] == msg.Wish(0, 0, 100)
    game.tick(count=50)
    assert len(game.program.heard(msg.Wish)) == 11, "nothing more is asked for"


def test_a_muscle_that_is_not_prescribed_is_not_wished_for(game: Game) -> None:
    game.tick(StimWish(Muscle.RIGHT_HAMSTRINGS, 1.0), 20)
    assert game.program.heard(msg.Wish) == []


@pytest.mark.parametrize(("fraction", "asked"), [
    (0.0, 0), (0.0004, 0), (0.0019, 1), (0.5, 500), (0.9999, 999), (1.0, 1000), (1.0001, 0), (-0.1, 0),
    (float("nan"), 0), (float("inf"), 0), (float("-inf"), 0)])
def test_shares_are_rounded_down_and_nonsense_is_nothing(fraction: float, asked: int) -> None:
    assert per_mille(fraction) == asked


def test_letting_go_goes_out_at_once_and_nothing_that_needs_the_hold_comes_after_it(game: Game) -> None:
    for doing in (StimDoing.HOLD, *[StimDoing.UP] * 70, StimDoing.DISARM):
        game.link.do(StimAct(doing))
    game.link.do(StimAct(StimDoing.RELEASE))
    assert game.program.told[-1].message == msg.Hold(down=False)
    game.tick(count=40)
    assert game.program.heard(msg.Hold) == [msg.Hold(down=False)]
    assert game.program.heard(msg.StepUp) == []


def test_a_mark_that_was_set_before_letting_go_comes_before_it(game: Game) -> None:
    for mark in (StimMark.MOTOR, StimMark.TOLERATED, StimMark.SENSORY):
        game.link.do(StimAct(StimDoing.MARK, mark=mark))
    game.link.do(StimAct(StimDoing.RELEASE))
    game.tick(count=4)
    assert [each.message for each in game.program.told if not isinstance(each.message, msg.Heartbeat)] == [
        msg.SetMark(0, Mark.MOTOR, Role.THERAPIST), msg.SetMark(0, Mark.TOLERATED, Role.PATIENT),
        msg.Hold(down=False)]


def test_a_stop_goes_past_everything_that_waits(game: Game) -> None:
    for _ in range(10):
        game.link.do(StimAct(StimDoing.UP))
    game.link.do(StimAct(StimDoing.STOP))
    assert [type(each.message) for each in game.program.told] == [msg.Stop]
    game.tick(count=4)
    assert game.program.heard(msg.StepUp) == []


@pytest.mark.parametrize(("act", "message"), [
    (StimAct(StimDoing.UNLOCK, text="2468"), msg.Pin("2468")),
    (StimAct(StimDoing.CONFIRM, item=StimItem.PRESCRIPTION), msg.Confirm(msg.Item.PRESCRIPTION, 0, "ab12cd34")),
    (StimAct(StimDoing.CONFIRM, item=StimItem.DEVICE), msg.Confirm(msg.Item.DEVICE, 0, "p24 0123456789")),
    (StimAct(StimDoing.CONFIRM, 1, StimItem.PADS), msg.Confirm(msg.Item.PADS, 1, "")),
    (StimAct(StimDoing.CALIBRATE, 1), msg.Calibrate(1)),
    (StimAct(StimDoing.HOLD), msg.Hold(True)), (StimAct(StimDoing.RELEASE), msg.Hold(False)),
    (StimAct(StimDoing.UP, 1), msg.StepUp(1, True)), (StimAct(StimDoing.DOWN, 1), msg.StepUp(1, False)),
    (StimAct(StimDoing.MARK, 1, mark=StimMark.MOTOR), msg.SetMark(1, Mark.MOTOR, Role.THERAPIST)),
    (StimAct(StimDoing.MARK, 1, mark=StimMark.TOLERATED), msg.SetMark(1, Mark.TOLERATED, Role.PATIENT)),
    (StimAct(StimDoing.PADS_MOVED, 1), msg.PadsMoved(1)),
    (StimAct(StimDoing.ARM), msg.Arm()), (StimAct(StimDoing.DISARM), msg.Disarm()),
    (StimAct(StimDoing.RESET), msg.Reset(1))])
def test_every_act_has_its_message(game: Game, act: StimAct, message: msg.Message) -> None:
    game.program.say(msg.Device("p24 0123456789", False))
    game.tick()
    game.link.do(act)
    game.tick()
    assert game.program.told[-1].message == message or message in [each.message for each in game.program.told]


@pytest.mark.parametrize("act", [StimAct(StimDoing.CONFIRM), StimAct(StimDoing.MARK)])
def test_an_act_that_is_not_whole_asks_for_nothing(game: Game, act: StimAct) -> None:
    game.link.do(act)
    game.tick(count=3)
    assert game.program.told == []


def test_a_reset_takes_two_steps(game: Game) -> None:
    game.program.say(replace(READY, state=State.ESTOP))
    game.tick()
    game.link.do(StimAct(StimDoing.RESET))
    game.tick()
    sequence = game.program.told[-1].sequence
    game.program.say(msg.Decided(sequence, msg.Reset.TYPE, False, None, 0, 0, 0, None, frozenset()))
    game.tick()
    assert game.link.panel().reset_step == 1
    game.link.do(StimAct(StimDoing.RESET))
    game.tick()
    assert game.program.heard(msg.Reset) == [msg.Reset(1), msg.Reset(2)]
    game.program.say(READY)
    game.tick()
    assert game.link.panel().reset_step == 0


@pytest.mark.parametrize(("state", "phase"), [
    (State.BOOT, StimPhase.NOT_READY), (State.SELFTEST, StimPhase.NOT_READY), (State.IDLE, StimPhase.NOT_READY),
    (State.READY, StimPhase.NOT_READY), (State.CALIB, StimPhase.NOT_READY), (State.ARMED, StimPhase.READY),
    (State.STIM, StimPhase.RUNNING), (State.REST, StimPhase.RESTING), (State.STOPPING, StimPhase.BLOCKED),
    (State.FAULT, StimPhase.BLOCKED), (State.ESTOP, StimPhase.BLOCKED), (State.END, StimPhase.BLOCKED)])
def test_every_state_is_a_phase_of_the_game(game: Game, state: State, phase: StimPhase) -> None:
    game.program.say(replace(READY, state=state, why=Why.TTL))
    view = game.tick()
    assert (view.phase, view.why) == (phase, "ttl")


def test_a_running_train_is_shown_and_blanks_the_muscles_until_a_second_after(game: Game) -> None:
    game.program.say(replace(ARMED, state=State.STIM, channel=0, level_ua=8_000, target_ua=16_000))
    view = game.tick()
    assert (view.muscle, view.share, view.blanked) == (WRIST, 0.5, True)
    game.program.say(replace(ARMED, state=State.REST, channel=0, rest_left_ms=4_200))
    view = game.tick()
    assert (view.phase, view.rest_s, view.muscle, view.blanked) == (StimPhase.RESTING, 5, None, True)
    assert game.tick(count=BLANK_AFTER_MS // 10 - 2).blanked
    assert not game.tick(count=2).blanked


def test_armed_with_rest_left_is_resting(game: Game) -> None:
    game.program.say(replace(ARMED, rest_left_ms=3_001))
    view = game.tick()
    assert (view.phase, view.rest_s) == (StimPhase.RESTING, 4)


def test_what_is_said_again_is_kept_once(game: Game) -> None:
    game.tick()
    before = len(game.kept)
    game.program.say(FOUND, replace(READY, challenge=99, session_left_ms=5), FOUND)
    game.tick()
    assert len(game.kept) == before
    game.program.say(replace(FOUND, max_ua=19_000))
    game.tick()
    assert len(game.kept) == before + 1


def test_a_refused_wish_says_why_until_one_is_granted(game: Game) -> None:
    game.program.say(ARMED)
    game.tick(StimWish(WRIST, 1.0), 5)
    sequence = next(each.sequence for each in game.program.told if isinstance(each.message, msg.Wish))
    game.program.say(msg.Decided(sequence, msg.Wish.TYPE, True, 0, 1000, 16_000, 0, Why.SESSION,
                                 frozenset({Why.SESSION, Why.DAY})))
    assert game.tick().why == "session"
    game.program.say(replace(ARMED, state=State.STIM, channel=0))
    game.tick()
    game.program.say(ARMED)
    assert game.tick().why == ""


def test_a_program_that_is_gone_blocks(game: Game) -> None:
    game.program.gone = True
    view = game.tick()
    assert (view.phase, view.why) == (StimPhase.BLOCKED, "defect")


def test_the_panel_shows_everything_a_therapist_needs(game: Game) -> None:
    game.program.say(msg.Device("p24 0123456789", True), msg.Refusal(False, "The file "),
                     msg.Refusal(True, "is old."),
                     replace(ARMED, unlocked=True, held=True, stop_tested=True, confirmed=1 << msg.Item.DEVICE,
                             pads=1))
    game.tick()
    panel = game.link.panel()
    assert (panel.state, panel.trouble, panel.device, panel.device_known) == (
        "armed", "The file is old.", "p24 0123456789", True)
    assert (panel.patient, panel.digest[:8], panel.warning) == ("p-17", "ab12cd34", "Look at the pads.")
    assert panel.unlocked
    assert panel.held
    assert panel.stop_tested
    assert panel.confirmed == {StimItem.DEVICE}
    assert panel.session_left_s == 1200
    (channel,) = panel.channels
    assert (channel.muscle, channel.pads_confirmed, channel.max_ma) == (WRIST, True, 20.0)
    assert (channel.sensory_ma, channel.motor_ma) == (7.0, 12.0)
    assert (channel.tolerated_ma, channel.working_ma) == (18.0, 16.0)


def test_what_is_asked_and_answered_is_kept_before_the_view_that_follows(game: Game) -> None:
    game.program.say(ARMED)
    game.tick(StimWish(WRIST, 0.5), 5)
    kinds = [(record.kind, record.sent) for record in game.kept if isinstance(record, StimMessage)]
    assert kinds == [("prescribed", False), ("channel", False), ("status", False), ("status", False),
                     ("wish", True)]
    wish = next(record for record in game.kept if isinstance(record, StimMessage) and record.kind == "wish")
    assert wish.values == {"channel": 0, "per_mille": 500, "ttl_ms": 100}
    views = [record.view.phase for record in game.kept if isinstance(record, Stimulated)]
    assert views == [StimPhase.NOT_READY, StimPhase.READY]


def test_what_cannot_be_read_is_kept_and_changes_nothing(game: Game) -> None:
    game.program.saying.append(b"nonsense")
    before = game.link.panel()
    game.tick()
    assert game.link.panel() == before
    assert isinstance(game.kept[-1], StimMessage)
    assert game.kept[-1].values == {"bytes": b"nonsense".hex()}


def test_a_socket_pair_carries_whole_messages_and_shows_when_the_far_end_is_gone() -> None:
    ours, theirs = socket_pair()
    conduit = SocketConduit(ours)
    conduit.send(b"one", 0)
    conduit.send(b"two", 0)
    assert [theirs.recv(100), theirs.recv(100)] == [b"one", b"two"]
    theirs.send(b"answer")
    assert conduit.receive(0) == [b"answer"]
    assert not conduit.peek_end()
    theirs.close()
    assert conduit.peek_end()
    assert conduit.receive(0) == []
    assert conduit.gone
    conduit.send(b"into the void", 0)
    conduit.close()


def test_a_full_way_drops_instead_of_waiting() -> None:
    ours, theirs = socket_pair()
    conduit = SocketConduit(ours)
    for _ in range(10_000):
        conduit.send(b"x" * msg.SIZE, 0)
    assert not conduit.gone
    theirs.close()
    conduit.close()


def test_only_the_two_ends_exist() -> None:
    ours, theirs = socket_pair()
    assert ours.family is socket.AF_UNIX
    assert ours.getsockname() == theirs.getsockname() == ""
    ours.close()
    theirs.close()
