"""One assessment on the screen, from what is told to its results.

The scene shows what the assessment says and hands it what a person does; it decides nothing.
Not here: the pictures (`running`, `results`), the controls of questions (`asking`).
"""

from __future__ import annotations

from collections.abc import Callable

from core.assessing import Phase
from core.muscles import Muscle
from game.assessing import Assessment, AssessmentView
from game.picture import Picture, Rect
from game.scenes.assess.asking import Controls, Taken, controls_for
from game.scenes.assess.heard import heard
from game.scenes.assess.reached import Reached
from game.scenes.assess.results import ResultsControls
from game.scenes.assess.running import (
    RUNNING_TOAST,
    Shown,
    draw_running,
    ended_controls,
    running_controls,
    told_controls,
)
from game.scenes.layout import TOAST
from game.scenes.scene import Moment, Scene, SceneStep, Turn, quiet
from game.scenes.steering import Steering
from game.services import Services

_LED = frozenset({Phase.PREPARE, Phase.MEASURE, Phase.REST, Phase.PAUSED})
"""Here arrows lean the simulated patient; elsewhere they move the focus."""


class AssessScene(Scene):
    """Leads through one assessment; `again` makes a fresh one of the same kind."""

    def __init__(self, services: Services, assessment: Assessment, again: Callable[[], Assessment | None]) -> None:
        self._services, self._assessment, self._again = services, assessment, again
        self._view: AssessmentView | None = None
        self._controls: Controls | None = None
        self._results: ResultsControls | None = None
        self._steering = Steering()
        self._reached = Reached()
        self._muscle: Muscle | None = next(iter(services.muscles()), None)

    def resume(self, t_ns: int) -> None:
        """Forget half-done presses."""
        if self._controls is not None:
            self._controls.reset()

    def leave(self) -> None:
        """Cancel what is not over."""
        if self._view is None or not self._view.over:
            self._assessment.cancel()

    def step(self, moment: Moment) -> SceneStep:
        """Hand over what a person did, and show what follows."""
        done = self._controls.step(moment) if self._controls is not None else Taken()
        if done.chosen:
            return self._leaving(moment, done)
        before = self._view
        sounds = done.sounds
        if before is None or not before.over:
            self._view = view = self._assessment.step(moment.tick, moment.t_ns, done.act, done.answer)
            self._follow(before, view)
            sounds = (*sounds, *heard(before, view))
        view = self._view or self._assessment.step(moment.tick, moment.t_ns)
        steered = self._steering.step(moment.intents) if view.phase in _LED else None
        return SceneStep(self._picture(view), quiet(moment.t_ns) if view.over else view.cue, sounds=sounds,
                         steer=steered, toast=_toast(view.phase))

    def _leaving(self, moment: Moment, done: Taken) -> SceneStep:
        """Go back to where it came from, or do it once more."""
        view = self._view or self._assessment.step(moment.tick, moment.t_ns)
        fresh = self._again() if done.chosen == "again" else None
        push = None if fresh is None else AssessScene(self._services, fresh, self._again)
        return SceneStep(self._picture(view), quiet(moment.t_ns), sounds=done.sounds, turn=Turn.BACK, push=push,
                         toast=None)

    def _follow(self, before: AssessmentView | None, view: AssessmentView) -> None:
        """Change the controls with what can be done, and remember what the picture needs."""
        self._muscle = next(iter(view.cue.effort), self._muscle)
        self._reached.see(view.point if view.phase is Phase.MEASURE else None)
        if before is None or _asks(before) != _asks(view):
            self._controls = self._controls_of(view)

    def _controls_of(self, view: AssessmentView) -> Controls:
        if view.phase is Phase.TOLD:
            return told_controls(self._services)
        if view.phase is Phase.ASK and view.question is not None:
            return controls_for(self._services, view.question)
        if view.phase is Phase.RESULTS and view.page is not None:
            self._results = ResultsControls(self._services, view.page, self._assessment.card.id)
            return self._results
        if view.over:
            return ended_controls(self._services)
        return running_controls(view.phase)

    def _picture(self, view: AssessmentView) -> Picture:
        parts = self._controls.parts() if self._controls is not None else ()
        if self._results is not None:
            return self._results.picture(view.spoken)
        if view.phase is Phase.ASK and view.question is not None:
            return Picture(f"assess_ask_{view.question.key}", parts, view.question.sentence, view.spoken)
        return draw_running(Shown(self._assessment.card, view, parts, self._reached.outline(), self._muscle))


def _asks(view: AssessmentView) -> tuple[Phase, object]:
    """Return what the controls depend on."""
    return view.phase, view.question


def _toast(phase: Phase) -> Rect | None:
    """Give a line for the therapist a place where there is room for it."""
    if phase in (Phase.RESULTS, Phase.ASK):
        return None
    return RUNNING_TOAST if phase in _LED else TOAST
