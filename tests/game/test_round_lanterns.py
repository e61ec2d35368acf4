"""A round of Lanterns: its gate asks muscles to rest, no board is minded, and wishes pass only while playing."""

from __future__ import annotations

import pytest

from core.cues import CueKind
from core.faults import Fault
from core.frames import TICK_NS, ControlFrame, Feature, StreamHealth
from core.muscles import Muscle
from core.stim import StimPhase, StimView, StimWish
from game.phases import Command, Ending, Phase, RoundStep
from game.round import USUAL_REST, Round
from game.sounds import SoundKind
from game.soundscape import Soundscape
from levels.model import Level
from levels.model_shelf_reach import Steer
from levels.words import Direction, LampMode, Posture, Signal
from tests.game.lanterns import CALF, TA, Stimulator, make_lanterns
from tests.game.making import OK, make_axis, make_level, round_of


class Lying:
    """Somebody who lies there with a sensor on two muscles, and no board."""

    def __init__(self, level: Level, stim: Stimulator | None = None) -> None:
        self.round: Round = round_of(level)
        self.stim = stim
        self.tick = 0
        self.efforts: dict[Muscle, float] = {TA: 0.0, CALF: 0.0}
        self.fixed: dict[Muscle, float] = {}
        self.health = OK
        self.last: RoundStep | None = None

    def step(self, *commands: Command) -> RoundStep:
        self.tick += 1
        asked = {} if self.last is None else self.last.cue.effort
        for muscle in self.efforts:
            self.efforts[muscle] += 0.1 * (asked.get(muscle, 0.0) - self.efforts[muscle])
        view = StimView() if self.stim is None else self.stim.view
        health = StreamHealth.BLANKED if view.blanked else self.health
        t_ns = self.tick * TICK_NS
        features = {muscle: Feature(value, t_ns, health) for muscle, value in (self.efforts | self.fixed).items()}
        self.last = self.round.step(ControlFrame(self.tick, t_ns, activation=features, stim=view),
                                    frozenset(commands))
        if self.stim is not None:
            self.stim.step(self.last.wish)
        return self.last

    def until(self, phase: Phase, most_s: float = 300) -> RoundStep:
        for _ in range(round(most_s * 100)):
            step = self.step()
            if step.view.phase is phase:
                return step
        raise AssertionError(f"{phase} did not come")

    def wishing(self) -> RoundStep:
        """Play until help is on its way."""
        for _ in range(10_000):
            if (step := self.step()).wish is not None:
                return step
        raise AssertionError("nothing was wished for")


def test_a_round_without_a_board_from_start_to_end() -> None:
    person = Lying(make_lanterns())
    step = person.step(Command.START)
    assert (step.view.phase, step.cue.kind, step.view.fault) == (Phase.ALIGN, CueKind.RELAX, None)
    assert person.until(Phase.RESULTS).view.ending is Ending.COMPLETED
    assert person.last is not None
    assert person.last.view.outcome is not None
    assert person.last.view.outcome.stars == 3


def test_the_gate_waits_for_the_muscle_to_rest() -> None:
    person = Lying(make_lanterns())
    person.fixed[TA] = 0.101
    person.step(Command.START)
    for _ in range(500):
        assert person.step().view.phase is Phase.ALIGN
    person.fixed[TA] = 0.1
    assert person.step().view.progress == pytest.approx(0.01)
    person.until(Phase.COUNTDOWN, most_s=1)


def test_working_while_counting_leads_back_to_the_gate() -> None:
    person = Lying(make_lanterns())
    person.step(Command.START)
    person.until(Phase.COUNTDOWN)
    person.fixed[TA] = 0.5
    person.until(Phase.ALIGN, most_s=0.31)


def test_a_hand_that_muscles_steer_begins_with_muscles_at_rest_not_in_a_middle() -> None:
    arm = Muscle.RIGHT_WRIST_EXTENSORS
    level = make_level(posture=Posture.SEATED, directions=(Direction.FRONT,),
                       steer=Steer(y=make_axis(Signal.ACTIVATION, muscle=arm, gain=3.0)))
    person = Lying(level)
    person.fixed[arm] = USUAL_REST
    person.step(Command.START)
    person.until(Phase.COUNTDOWN, most_s=1.1)


@pytest.mark.parametrize("mode", sorted(LampMode))
def test_a_lost_sensor_pauses_only_where_a_muscle_is_measured(mode: LampMode) -> None:
    person = Lying(make_lanterns(mode))
    person.step(Command.START)
    person.until(Phase.PLAY)
    person.health = StreamHealth.LOST
    view = person.step().view
    assert (view.phase, view.fault) == ((Phase.PLAY, None) if mode is LampMode.IMAGINE else
                                        (Phase.PAUSED, Fault.EMG_LOST))


def test_a_wish_passes_while_playing_and_where_stimulation_stands_is_always_shown() -> None:
    stim = Stimulator()
    person = Lying(make_lanterns(stimulation=0.6), stim)
    for phase in (Phase.INSTRUCTION, Phase.ALIGN, Phase.COUNTDOWN, Phase.PLAY):
        step = person.step() if phase is Phase.INSTRUCTION else person.until(phase)
        assert step.view.stim.phase is StimPhase.READY
        assert step.wish is None
        if phase is Phase.INSTRUCTION:
            person.step(Command.START)
    assert person.wishing().wish == StimWish(TA, 0.6)
    person.until(Phase.RESULTS)
    assert stim.trains() == 2
    assert person.step().view.stim.muscles == {TA}


@pytest.mark.parametrize("command", [Command.PAUSE, Command.STOP, Command.END])
def test_nothing_is_wished_for_from_the_very_tick_of_a_pause_or_a_stop(command: Command) -> None:
    person = Lying(make_lanterns(stimulation=0.6), Stimulator())
    person.step(Command.START)
    person.wishing()
    assert person.step(command).wish is None
    assert all(person.step().wish is None for _ in range(500))


@pytest.mark.parametrize("phase", [StimPhase.NONE, StimPhase.NOT_READY, StimPhase.RESTING, StimPhase.BLOCKED])
def test_nothing_is_wished_for_where_it_would_be_refused(phase: StimPhase) -> None:
    stim = Stimulator()
    person = Lying(make_lanterns(stimulation=0.6), stim)
    person.step(Command.START)
    person.wishing()
    stim.view = StimView(phase, muscles=frozenset({TA}))
    assert person.step().wish is None


def test_a_pause_while_stimulated_comes_back_through_the_gate_once_the_muscle_is_seen() -> None:
    stim = Stimulator()
    person = Lying(make_lanterns(stimulation=0.6), stim)
    person.step(Command.START)
    person.wishing()
    for _ in range(20):
        person.step()
    phases = [stim.view.phase]
    person.step(Command.PAUSE)
    assert person.step(Command.RESUME).view.phase is Phase.ALIGN
    phases.append(stim.view.phase)
    assert phases == [StimPhase.RUNNING, StimPhase.RESTING]
    person.until(Phase.PLAY, most_s=5)
    person.until(Phase.RESULTS)


def test_a_round_of_lanterns_is_heard() -> None:
    person = Lying(make_lanterns(LampMode.HOLD))
    soundscape = Soundscape(True)
    kinds: list[SoundKind] = []
    pitches: list[float] = []
    step = person.step(Command.START)
    while step.view.phase is not Phase.RESULTS:
        step = person.step()
        person.fixed = {TA: 0.3} if step.view.phase is Phase.PLAY and not kinds.count(SoundKind.GRASP) \
            and step.cue.kind is CueKind.RELAX and not pitches else {}
        said = soundscape.step(step.view, step.cue, (0.0, 0.0), person.tick * TICK_NS, step.events)
        kinds += [sound.kind for sound in said if sound.kind is not SoundKind.BEAT]
        pitches += [sound.pitch for sound in said if sound.kind is SoundKind.BEAT]
    lamp = [SoundKind.COUNT, SoundKind.GRASP, SoundKind.PLACED]
    assert kinds == [SoundKind.COUNT] * 3 + [SoundKind.GO] + lamp * 2 + [SoundKind.DONE]
    assert max(pitches) > 0.5
    assert min(pitches) < 0.0
