"""The live loop on a clock that stands still until somebody waits: waiting, drawing and stalls are all told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from core.clock import NS_PER_MS, NS_PER_S, ManualClock
from core.errors import StorageError
from core.events import Event
from core.faults import Fault
from core.frames import TICK_NS, ControlFrame
from game.intents import Intent, IntentKind
from game.picture import Picture
from game.scenes.app import App, AppStep
from game.scenes.round import RoundScene
from game.scenes.scene import Scene
from game.services import Services
from game.sounds import Sound
from station.live import FRAME_NS, SETTLING_TICKS, LiveLoop, LoopEnd
from station.plugging import Plugs, plug
from station.replay import Seam, replay
from station.session import Session
from station.settings import Settings
from tests.station.playing import events_of, log_of, records_of, sheet_of

START = Intent(IntentKind.ACTIVATE)
MS = NS_PER_MS


class Waiting(threading.Event):
    """Passes the time instead of waiting; `woken_ns`: something always comes that soon."""

    def __init__(self, clock: ManualClock, woken_ns: int | None = None) -> None:
        super().__init__()
        self._clock = clock
        self._woken_ns = woken_ns

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout is not None, "the loop must never wait for ever"
        whole_ns = round(timeout * NS_PER_S)
        self._clock.advance(whole_ns if self._woken_ns is None else min(whole_ns, self._woken_ns))
        return self._woken_ns is not None


class Screen:
    """A display that notes what it shows, takes its time, and whose hands follow a plan: intents by time."""

    def __init__(self, clock: ManualClock, plan: Mapping[int, Sequence[Intent]] | None = None) -> None:
        self.shown: list[tuple[int, Picture, Picture, float]] = []
        self.cost_ns: Callable[[int], int] = lambda _: 0
        self._clock = clock
        self._plan = dict(sorted((plan or {}).items()))

    def intents(self) -> list[Intent]:
        due = [at_ns for at_ns in self._plan if at_ns <= self._clock.now_ns()]
        return [intent for at_ns in due for intent in self._plan.pop(at_ns)]

    def show(self, previous: Picture, current: Picture, alpha: float) -> None:
        self.shown.append((self._clock.now_ns(), previous, current, alpha))
        self._clock.advance(self.cost_ns(len(self.shown)))


class Speaker:
    """Ears that note what they hear."""

    def __init__(self) -> None:
        self.heard: list[Sound] = []

    def play(self, sounds: Sequence[Sound]) -> None:
        self.heard += sounds

    def close(self) -> None:
        """Nothing to let go."""


class Watched(App):
    """An app whose steps are kept, each with its time."""

    def __init__(self, services: Services, first: Scene) -> None:
        super().__init__(services, first)
        self.steps: list[tuple[int, AppStep]] = []
        self.faults: list[Mapping[Fault, str]] = []

    def step(self, tick: int, t_ns: int, frame: ControlFrame, intents: Sequence[Intent],
             faults: Mapping[Fault, str]) -> AppStep:
        step = super().step(tick, t_ns, frame, intents, faults)
        self.steps.append((t_ns, step))
        self.faults.append(faults)
        return step


class Stage:
    """A session of the simulated patient, ready for the loop."""

    def __init__(self, folder: Path, plan: Mapping[int, Sequence[Intent]] | None = None,
                 trouble: Callable[[], StorageError | None] = lambda: None, woken_ns: int | None = None) -> None:
        self.clock = ManualClock()
        self.folder = folder
        wake = Waiting(self.clock, woken_ns)
        settings = Settings(schema=1)
        wired = plug(Plugs("sim", "none"), settings, self.clock, wake, seed=1)
        folder.mkdir()
        self.session = Session(wired, settings, 1, folder, None, threaded=False)
        self.app = Watched(self.session.services, RoundScene(self.session.services, "shelf_reach/first_shelf", 1))
        self.screen = Screen(self.clock, {0: [START]} if plan is None else plan)
        self.ears = Speaker()
        self.loop = LiveLoop(self.session.engine, self.app, self.clock, wake, self.screen, self.ears,
                             trouble=trouble)

    def run(self, seconds: float | None = None) -> LoopEnd:
        self.session.start()
        end = self.loop.run(seconds)
        self.session.close(end.ticks, end.dropped)
        return end

    def times(self) -> list[int]:
        return [t_ns for t_ns, _ in self.app.steps]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "session"


def kinds(events: list[Event]) -> list[str]:
    return [event.kind for event in events]


# --- the beat ------------------------------------------------------------------------------------------------

def test_steps_come_every_10_ms_and_pictures_60_times_a_second(folder: Path) -> None:
    stage = Stage(folder)
    end = stage.run(2)
    assert (end.ticks, end.dropped) == (200, 0)
    assert stage.times() == [TICK_NS * number for number in range(1, 201)]
    shown_ns = [t_ns for t_ns, *_ in stage.screen.shown]
    assert len(shown_ns) == pytest.approx(120, abs=2)
    assert all(abs(later - earlier - FRAME_NS) < 2 for earlier, later in pairwise(shown_ns[1:]))


@pytest.mark.parametrize("woken_ms", [1, 3, 7])
def test_whatever_wakes_the_loop_early_changes_no_step(folder: Path, woken_ms: int) -> None:
    stage = Stage(folder, woken_ns=woken_ms * MS)
    assert stage.run(1).ticks == 100
    assert stage.times() == [TICK_NS * number for number in range(1, 101)]


def test_each_picture_lies_between_the_two_newest_steps(folder: Path) -> None:
    stage = Stage(folder)
    stage.run(2)
    pictures = [step.picture for _, step in stage.app.steps]
    for t_ns, previous, current, alpha in stage.screen.shown[1:]:
        newest = t_ns // TICK_NS
        assert current is pictures[newest - 1]
        assert previous is pictures[max(0, newest - 2)]
        assert alpha == pytest.approx(t_ns % TICK_NS / TICK_NS)
    assert {round(alpha, 1) for *_, alpha in stage.screen.shown} >= {0.0, 0.3, 0.7}


def test_a_screen_that_is_too_slow_for_each_picture_slows_no_step(folder: Path) -> None:
    stage = Stage(folder)
    stage.screen.cost_ns = lambda _: 35 * MS
    end = stage.run(2)
    assert end.ticks == pytest.approx(200, abs=4)
    assert end.dropped == 0
    assert len(stage.screen.shown) == pytest.approx(2000 / 35, abs=2)
    assert stage.times() == [TICK_NS * number for number in range(1, end.ticks + 1)]
    assert all(0.0 <= alpha <= 1.0 for *_, alpha in stage.screen.shown)


# --- stalls --------------------------------------------------------------------------------------------------

def test_steps_that_cannot_be_caught_up_are_dropped_told_and_recorded(folder: Path) -> None:
    stage = Stage(folder)
    stage.screen.cost_ns = lambda number: 300 * MS if number == 40 else 0
    end = stage.run(3)
    assert end.dropped == 25  # of 30, five are caught up
    assert end.ticks == 300 - 25
    assert [event.data for event in log_of(folder, "steps_dropped")] == [{"count": 25}]
    gaps = [later - earlier for earlier, later in pairwise(stage.times())]
    assert sorted(set(gaps)) == [TICK_NS, 26 * TICK_NS]
    assert not any(Fault.LOOP_BEHIND in faults for faults in stage.app.faults)  # one hitch harms nobody
    assert sheet_of(folder)["totals"]["steps_dropped"] == 25


def test_a_computer_that_stays_too_slow_is_told_after_a_while(folder: Path) -> None:
    stage = Stage(folder)
    stage.screen.cost_ns = lambda number: 150 * MS
    stage.run(20)
    told = [Fault.LOOP_BEHIND in faults for faults in stage.app.faults]
    assert not any(told[:SETTLING_TICKS])
    assert told[-1]


@pytest.mark.parametrize("stall_ms", [60, 500, 90_000])
def test_a_session_with_a_stall_replays_bit_for_bit(folder: Path, stall_ms: int) -> None:
    stage = Stage(folder)
    stage.screen.cost_ns = lambda number: stall_ms * MS if number == 100 else 0
    stage.run(stall_ms / 1000 + 8)
    for seam in (Seam.SAMPLES, Seam.FRAMES):
        verdict = replay(folder, seam)
        assert verdict.same, verdict
        assert verdict.compared > 4


def test_a_stall_of_a_blink_drops_nothing(folder: Path) -> None:
    stage = Stage(folder)
    stage.screen.cost_ns = lambda number: 50 * MS if number % 20 == 0 else 0
    assert stage.run(2).dropped == 0
    assert not log_of(folder, "steps_dropped")


# --- ends ----------------------------------------------------------------------------------------------------

ENDED = ["stopped", "outcome", "ended"]


def test_a_halt_in_the_middle_ends_safely_with_results(folder: Path) -> None:
    stage = Stage(folder)

    def halted(number: int) -> int:
        if number == 900:
            stage.loop.halt()
        return 0

    stage.screen.cost_ns = halted
    end = stage.run()
    assert end.ticks == pytest.approx(1500, abs=5)
    assert kinds(events_of(folder))[-3:] == ENDED
    assert len(events_of(folder, "item_home")) >= 1
    assert stage.session.services.last_round is not None
    view = stage.session.services.last_round.latest
    assert view is not None
    assert view.outcome is not None
    assert sheet_of(folder)["state"] == "complete"


def test_a_halt_before_the_start_ends_at_once_without_results(folder: Path) -> None:
    stage = Stage(folder, plan={})
    stage.loop.halt()
    assert stage.run().ticks == 0
    assert events_of(folder) == []


def test_seconds_end_it_as_a_halt_does(folder: Path) -> None:
    stage = Stage(folder)
    end = stage.run(7)
    assert end.ticks == pytest.approx(700, abs=2)
    assert kinds(events_of(folder))[-3:] == ENDED


def test_closing_the_window_ends_the_round_and_the_session(folder: Path) -> None:
    stage = Stage(folder, {0: [START], 9 * NS_PER_S: [Intent(IntentKind.QUIT)]})
    end = stage.run()
    assert end.ticks == pytest.approx(900, abs=2)
    assert kinds(events_of(folder))[-3:] == ENDED
    assert kinds(events_of(folder)).count("stopped") == 1


def test_a_record_that_fails_ends_the_round_once_and_says_why(folder: Path) -> None:
    full = StorageError("The recording cannot be written: No space left on device.")
    stage = Stage(folder, {0: [START], 12 * NS_PER_S: [START]},
                  trouble=lambda: full if stage.clock.now_ns() > 8 * NS_PER_S else None)
    stage.run(14)
    events = events_of(folder)
    first = kinds(events)[:kinds(events).index("ended") + 1]
    assert first[-2:] == ["outcome", "ended"]
    assert events[len(first) - 1].data["ending"] == "safe_end"
    assert "round_started" not in kinds(events)[len(first):]  # nothing more is played unrecorded
    assert events[len(first) - 1].t_ns == pytest.approx(8 * NS_PER_S, abs=2 * TICK_NS)
    assert stage.app.faults[-1][Fault.RECORDING_FAILED] == str(full)
    said = [step.picture for _, step in stage.app.steps if "No space left" in repr(step.picture)]
    assert len(said) > 100


# --- what goes out -------------------------------------------------------------------------------------------

def test_the_first_scene_is_recorded_once(folder: Path) -> None:
    Stage(folder).run(1)
    assert len(log_of(folder, "first_scene")) == 1


def test_every_sound_of_the_steps_is_heard_in_order(folder: Path) -> None:
    stage = Stage(folder)
    stage.run(10)
    assert stage.ears.heard == [sound for _, step in stage.app.steps for sound in step.sounds]
    assert stage.ears.heard


def test_the_recorded_frames_are_the_ones_that_were_played(folder: Path) -> None:
    stage = Stage(folder)
    stage.run(3)
    frames = [record for record in records_of(folder) if isinstance(record, ControlFrame)]
    assert [frame.t_ns for frame in frames] == stage.times()
