"""The loop of a live session: 100 Hz steps, drawing in between, woken by arrivals.

One thread simulates and draws.  It sleeps on an event that every sensor sets, so a block is taken in when it
comes, not at the next step.  Steps that cannot be caught up are dropped and recorded.
Not here: what a step does (`station.engine`) or what is drawn (`game.screen`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from core.clock import NS_PER_S, Clock
from core.errors import StorageError
from core.faults import Fault
from core.frames import TICK_NS
from game.intents import Intent, IntentKind
from game.loop import FixedStep
from game.picture import Picture
from game.scenes.app import App, AppStep
from game.sounds import Sound
from station.engine import Engine

FRAME_NS = NS_PER_S // 60
SETTLING_TICKS = 300
BEHIND_WINDOW_NS = 10 * NS_PER_S
BEHIND_TICKS = 50
"""More than half a second dropped within ten, after the first three: the computer is too slow for play."""
AFTER_STOP_TICKS = 20
"""Steps that are still taken after a safe end, so that its results and records are whole."""


class Display(Protocol):
    """Where pictures go and intents come from."""

    def intents(self) -> list[Intent]:
        """Return what hands and keys wanted since the last call."""
        ...

    def show(self, previous: Picture, current: Picture, alpha: float) -> None:
        """Draw, blending the worlds of two steps."""
        ...


class Ears(Protocol):
    """Where sounds go."""

    def play(self, sounds: Sequence[Sound]) -> None:
        """Play them now."""
        ...

    def close(self) -> None:
        """Fall silent."""
        ...


class Pilot(Protocol):
    """Hands for a session without a person: answers what the last step showed."""

    def intents(self, step: AppStep | None) -> list[Intent]:
        """Return what to want next."""
        ...

    def finished(self, step: AppStep) -> bool:
        """Whether the session has come to its end."""
        ...


@dataclass(frozen=True, slots=True)
class LoopEnd:
    """How many steps were taken and how many were dropped."""

    ticks: int
    dropped: int


class LiveLoop:
    """Runs until the app quits, the pilot is done, `seconds` have passed, or `halt` is set."""

    def __init__(self, engine: Engine, app: App, clock: Clock, wake: threading.Event,
                 display: Display | None = None, ears: Ears | None = None, pilot: Pilot | None = None,
                 trouble: Callable[[], StorageError | None] = lambda: None) -> None:
        self.ticks = 0
        self.dropped = 0
        self._engine = engine
        self._app = app
        self._clock = clock
        self._wake = wake
        self._display = display
        self._ears = ears
        self._pilot = pilot
        self._trouble = trouble
        self._halt = threading.Event()
        self._drops: list[tuple[int, int]] = []
        self._shown = False
        self._failed = False
        self._previous: Picture | None = None
        self._last: AppStep | None = None

    def halt(self) -> None:
        """Ask for a safe end; may be called from a signal handler."""
        self._halt.set()
        self._wake.set()

    def run(self, seconds: float | None = None) -> LoopEnd:
        """Play; returns after the safe end."""
        stepper = FixedStep()
        start_ns = self._clock.now_ns()
        end_ns = None if seconds is None else start_ns + round(seconds * NS_PER_S)
        next_draw_ns = start_ns
        while True:
            now_ns = self._clock.now_ns()
            if self._halt.is_set() or (end_ns is not None and now_ns >= end_ns):
                break
            if self._advance(stepper, now_ns):
                break
            if self._display is not None and now_ns >= next_draw_ns and self._last is not None:
                self._draw(stepper)
                next_draw_ns = max(next_draw_ns + FRAME_NS, now_ns)
            self._wait(stepper.next_due_ns or now_ns, next_draw_ns)
        self._finish(stepper)
        return LoopEnd(self.ticks, self.dropped)

    def _advance(self, stepper: FixedStep, now_ns: int) -> bool:
        """Take the steps that are due; True when the session is over."""
        self._engine.pump(now_ns)
        steps = stepper.advance(now_ns)
        if steps.dropped:
            self._count_dropped(steps.dropped, now_ns)
        due_ns = (stepper.next_due_ns or now_ns) - steps.count * TICK_NS
        return any(self._is_over(self._step(due_ns + number * TICK_NS, [])) for number in range(steps.count))

    def _count_dropped(self, count: int, now_ns: int) -> None:
        """Record every loss; tell the therapist only when it goes on, for a hitch at the start harms nobody."""
        self.dropped += count
        self._engine.log(self.ticks, now_ns, "steps_dropped", {"count": count})
        recent = [(t_ns, n) for t_ns, n in self._drops if now_ns - t_ns < BEHIND_WINDOW_NS]
        self._drops = [*recent, (now_ns, count)]
        if self.ticks > SETTLING_TICKS and sum(n for _, n in self._drops) > BEHIND_TICKS:
            self._engine.trouble.raise_fault(Fault.LOOP_BEHIND, now_ns)

    def _is_over(self, step: AppStep) -> bool:
        return step.quit or (self._pilot is not None and self._pilot.finished(step))

    def _step(self, t_ns: int, extra: list[Intent]) -> AppStep:
        self._watch_the_record(t_ns)
        intents = [*self._wanted(), *extra]
        self.ticks += 1
        self._previous = None if self._last is None else self._last.picture
        self._last = step = self._engine.tick(self.ticks, t_ns, self._app, intents)
        if self._ears is not None and step.sounds:
            self._ears.play(step.sounds)
        return step

    def _watch_the_record(self, t_ns: int) -> None:
        """Tell, once, that the record can no longer be kept; the round then ends safely by itself."""
        trouble = None if self._failed else self._trouble()
        if trouble is not None:
            self._failed = True
            self._engine.trouble.raise_fault(Fault.RECORDING_FAILED, t_ns, str(trouble))

    def _wanted(self) -> list[Intent]:
        wanted = [] if self._display is None else self._display.intents()
        return wanted if self._pilot is None else [*wanted, *self._pilot.intents(self._last)]

    def _draw(self, stepper: FixedStep) -> None:
        if self._display is not None and self._last is not None:
            until_ns = (stepper.next_due_ns or 0) - self._clock.now_ns()
            alpha = min(1.0, max(0.0, 1.0 - until_ns / TICK_NS))
            self._display.show(self._previous or self._last.picture, self._last.picture, alpha)
            if not self._shown:
                self._shown = True
                self._engine.log(self.ticks, self._clock.now_ns(), "first_scene", {})

    def _wait(self, next_step_ns: int, next_draw_ns: int) -> None:
        drawing = self._display is not None and self._last is not None  # before the first step nothing is due
        due_ns = min(next_step_ns, next_draw_ns) if drawing else next_step_ns
        remaining_ns = due_ns - self._clock.now_ns()
        if remaining_ns > 0:
            self._wake.wait(remaining_ns / NS_PER_S)
        self._wake.clear()

    def _finish(self, stepper: FixedStep) -> None:
        """End what is being played safely, so that its results are recorded."""
        if self._last is None or not self._last.round_active:
            return
        t_ns = stepper.next_due_ns or self._clock.now_ns()
        for number in range(AFTER_STOP_TICKS):
            step = self._step(t_ns + number * TICK_NS, [Intent(IntentKind.STOP)] if number == 0 else [])
            if not step.round_active:
                return
