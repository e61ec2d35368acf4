"""What a round with a coach begins with, from values alone: plan, stage, sessions before, assessments, symptoms.

Everything comes with its reason, as a sentence for the therapist.
Not here: where the values come from (`station.coaching.desk`), what the rules are (`game.difficulty`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from clinic.people import AHEAD
from game.coaching.start import CoachStart
from game.coaching.told import RoundTold
from game.difficulty.axes import DifficultyAxis, Levels, Lock
from game.difficulty.decide import RESET_DAYS
from game.difficulty.dual import Second
from game.difficulty.fading import (
    ERRORLESS_TARGET,
    SHARES,
    STAGE_STEPS,
    Faded,
    Manner,
    Ordered,
    Start,
    manner,
    next_fade,
    order_for,
)
from game.difficulty.grades import levels_of, offered
from game.difficulty.schedule import Feedback
from game.difficulty.settings import Settings
from game.difficulty.stages import Stage
from game.difficulty.start import Assessed, first_levels
from game.difficulty.state import MOST_DAYS, Adjust, Feels, Given, Return, State, Symptom
from levels.model import Level
from levels.model_shelf_reach import ShelfReachLevel
from levels.plan import Plan
from levels.planning import locks_of
from levels.words import Order

LEAST_WITHOUT = 4
"""Fewer tries without feedback than this tell nothing of how much somebody leans on it."""
PAIN_FROM, FATIGUE_FROM = 4.0, 7.0
"""Faces of 0 to 10 from which difficulty is frozen: moderate pain, and heavy tiredness."""
UNKNOWN_DAYS = RESET_DAYS + 1
"""Where nobody knows when somebody played last, it was long ago: so it begins no harder."""


@dataclass(frozen=True, slots=True)
class Before:
    """What the sessions before this one left on this level.

    sessions: what each left behind, oldest first.  step, percent, target: of feedback, of the plan's feedback and
    of success, as they were in force in the last one; None before the first.  accepted: the stage that a therapist
    accepted last, None before that.
    """

    sessions: tuple[RoundTold, ...] = ()
    step: int | None = None
    percent: int | None = None
    target: float | None = None
    accepted: Stage | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """All that holds for a round but where difficulty stands.

    percent: of feedback that the plan names, None for none.  adapts: whether difficulty follows the person.
    why: a sentence for each thing that was decided.
    """

    settings: Settings
    feedback: Feedback
    percent: int | None
    stage: Stage
    order: Order
    few_words: bool
    minutes: int | None
    adapts: bool
    why: tuple[str, ...]

    def start(self, state: State, seed: int, done: int, count: int) -> CoachStart:
        """Return where the coach begins, with difficulty where it stands now; done, count: see `shared_out`."""
        feedback = shared_out(self.feedback, done, count)
        return CoachStart(state, feedback, self.stage, self.order, self.few_words, self.minutes, seed)


def frame_of(level: Level, chosen: int, plan: Plan | None, before: Before) -> Frame:
    """Return what holds for the next round; `chosen` is the grade that says how many and how heavy."""
    stage, stage_why = stage_of(plan, before)
    how = manner_of(plan, stage)
    feedback, feedback_why = feedback_of(plan, stage, before, how.target)
    order, order_why = arranged(plan, len(before.sessions) + 1, stage)
    adapts = plan is None or plan.adapt
    words_why = ", with few words." if how.few_words else "."
    manner_why = f"{how.target * 100:.0f} % of the tries should succeed{words_why}"
    fixed_why = () if adapts else (f"The plan holds difficulty at grade {chosen}.",)
    return Frame(settings_of(level, chosen, plan, how), feedback, None if plan is None else plan.feedback.percent,
                 stage, order, how.few_words, None if plan is None else plan.minutes, adapts,
                 (stage_why, manner_why, *fixed_why, feedback_why,
                  *((order_why,) if isinstance(level, ShelfReachLevel) else ())))


def stage_of(plan: Plan | None, before: Before) -> tuple[Stage, str]:
    """Return the stage in force: the plan's, else the one accepted last, else the first."""
    if plan is not None and plan.stage is not None:
        return Stage(plan.stage), f"Stage {plan.stage}, as the plan says."
    if before.accepted is not None:
        return before.accepted, f"Stage {before.accepted:d}, as a therapist accepted."
    return Stage.UNCONSCIOUS_INCOMPETENCE, "Stage 1, until a therapist accepts another."


def manner_of(plan: Plan | None, stage: Stage) -> Manner:
    """Return how the task is learned; what the plan says itself wins over what goes with the stage."""
    if plan is None:
        return manner(stage, Settings().target, cognitive_deficit=False)
    aim = plan.target_percent / 100.0
    usual = manner(stage, aim, cognitive_deficit=bool(plan.few_words))
    if plan.few_words is False:
        return Manner(Start.USUAL, aim, few_words=False)
    if "target_percent" in plan.model_fields_set:
        return replace(usual, target=max(aim, ERRORLESS_TARGET) if plan.few_words else aim)
    return usual


def settings_of(level: Level, chosen: int, plan: Plan | None, how: Manner) -> Settings:
    """Return what is set for the engine: all axes fixed at the chosen grade where the plan lets nothing adapt."""
    axes = offered(level)
    if plan is None:
        return Settings(how.target, (), axes)
    locks = tuple(Lock(DifficultyAxis(lock.axis), lock.low, lock.high) for lock in locks_of(plan))
    most = plan.most_percent_per_block / 100.0
    free = Settings(how.target, locks, axes, plan.block_tries, most)
    if plan.adapt:
        return free
    at = free.clamp(levels_of(chosen))
    return replace(free, locks=tuple(Lock(axis, at.of(axis), at.of(axis)) for axis in DifficultyAxis))


def feedback_of(plan: Plan | None, stage: Stage, before: Before, target: float) -> tuple[Feedback, str]:
    """Return how much is shown and told, and why so much."""
    if plan is None:
        step, why = _step(None, True, stage, before, target)
        return Feedback(step), why
    planned = plan.feedback
    step, why = _step(planned.percent, planned.fade, stage, before, target)
    second = None if planned.second_task is None else Second(planned.second_task)
    return Feedback(step, planned.band, planned.summary, planned.on_request, planned.guess_every, planned.probes,
                    second, planned.second_share), why


def _step(percent: int | None, fade: bool, stage: Stage, before: Before, target: float) -> tuple[int, str]:
    """Return the step of feedback: what the plan begins with, then what the last session earned."""
    named = None if percent is None else PERCENTS.index(percent)
    if named is not None and (not fade or before.step is None or percent != before.percent):
        return named, f"Feedback on {percent} % of the tries, as the plan says."
    if before.step is None:
        first = STAGE_STEPS[stage][0]
        return first, f"Feedback on {PERCENTS[first]} % of the tries, as stage {stage:d} begins."
    last = before.sessions[-1] if before.sessions else RoundTold()
    if not fade or last.success is None:
        most, least = STAGE_STEPS[stage] if fade else (0, len(SHARES) - 1)
        step = min(max(before.step, most), least)
        return step, f"Feedback on {PERCENTS[step]} % of the tries, as in the last session."
    share = last.feedback.share
    without = last.without.share if last.without.of >= LEAST_WITHOUT and last.feedback.of else None
    aim = target if before.target is None else before.target
    faded = next_fade(before.step, stage, aim, last.success if share is None else share, without)
    return faded.step, f"Feedback on {PERCENTS[faded.step]} % of the tries: {FADED[faded.why]}"


def shared_out(feedback: Feedback, done: int, count: int) -> Feedback:
    """Return the feedback of a round whose probes and guesses come out right over many rounds.

    A tenth of four tries is none: by itself a short round would never have a probe, nor a guess in one of five.
    done: tries of all rounds before.  count: of this one, 1 or more.
    """
    share, every = feedback.probe_share, feedback.guess_every
    probes = round(share * (done + count)) - round(share * done)
    if every > count:
        due = (done + count) // every > done // every
        every = count if due and count > 1 else 0
    return replace(feedback, probe_share=min(max(probes / count, 0.0), 1.0), guess_every=every)


def arranged(plan: Plan | None, session: int, stage: Stage) -> tuple[Order, str]:
    """Return the order of targets in a session, 1 the first."""
    if plan is not None and plan.order is not None:
        return plan.order, f"Targets in {plan.order} order, as the plan says."
    order, why = order_for(session, stage)
    return order, f"Targets in {order} order: {ORDERED[why]}"


# Where difficulty stands.

def first_of(plan: Plan | None, frame: Frame, chosen: int, assessed: Assessed) -> Levels:
    """Return where somebody begins who never played this level: at the plan's grade, else from assessments."""
    if not frame.adapts or (plan is not None and plan.grade is not None):
        return frame.settings.clamp(levels_of(chosen))
    return first_levels(assessed, frame.settings).levels


def given_at_start(state: State, frame: Frame, days: int | None, assessed: Assessed,
                   symptoms: frozenset[Symptom]) -> tuple[Given, ...]:
    """Return what the engine is given before a round.

    days: since this level was played last, None within one session.  symptoms: all that hold now.
    """
    given: list[Given] = []
    if state.settings != frame.settings:
        given.append(Adjust(frame.settings))
    if days is not None:
        given.append(Return(days, first_levels(assessed, frame.settings).levels))
    if symptoms != state.symptoms:
        given.append(Feels(symptoms))
    return tuple(given)


def symptoms_now(before: frozenset[Symptom], faces: Mapping[str, float] | None,
                 near_falls: int) -> frozenset[Symptom]:
    """Return what holds now.

    before: what held so far.  faces: today's answers by key, None where nobody asked: then pain and tiredness stay
    as they were told.  near_falls: of this session; unsteadiness ends with its session.
    """
    unsteady = frozenset({Symptom.INSTABILITY}) if near_falls else frozenset()
    if faces is None:
        return (before - {Symptom.INSTABILITY}) | unsteady
    felt = {Symptom.PAIN: faces.get("pain_0_10", 0.0) >= PAIN_FROM,
            Symptom.FATIGUE: faces.get("fatigue_0_10", 0.0) >= FATIGUE_FROM}
    return frozenset(symptom for symptom, there in felt.items() if there) | unsteady


def days_between(last: datetime | None, now: datetime) -> tuple[int, str]:
    """Return the days of the calendar since the last time, None for unknown, and what is odd about them or ""."""
    if last is None:
        return UNKNOWN_DAYS, ("When this person played this level last is not known any more, so it counts as "
                              "more than 14 days ago.")
    if last - now > AHEAD:
        return 0, ("This person's last session lies in the future, so the days between are not counted: set this "
                   "computer's date right.")
    return min(max((now.astimezone(UTC).date() - last.astimezone(UTC).date()).days, 0), MOST_DAYS), ""


def assessed_from(quiet: Mapping[str, float], limits: Mapping[str, float], sitting: Mapping[str, float],
                  pace: Mapping[str, float], reach_mm: Sequence[float], seated: bool) -> Assessed:
    """Return what the first level may follow from, of results that are new enough; {} where there is none.

    reach_mm: how far this person leans to the four sides, mm.
    """
    if seated:
        sway_mm, own_mm = sitting.get("rms_eyes_open_mm"), sitting.get("excursion_mm")
    else:
        sway_mm, own_mm = quiet.get("rms_eyes_open_mm"), sum(reach_mm) / len(reach_mm)
    share, speed, pace_s = limits.get("maximum_pct"), limits.get("velocity_deg_s"), pace.get("pace_s")
    return Assessed(
        None if share is None or seated else _held(share / 100.0, 2.0),
        None if speed is None or seated else _held(speed, 100.0),
        None if sway_mm is None or not own_mm or own_mm <= 0 else _held(sway_mm / own_mm, 5.0),
        None if pace_s is None or seated else _held(pace_s, 20.0))


def _held(value: float, most: float) -> float:
    return min(max(value, 0.0), most)


PERCENTS = tuple(round(share * 100) for share in SHARES)
FADED: Mapping[Faded, str] = {
    Faded.STAGE: "as this stage has it.",
    Faded.LESS: "the last session went well, with feedback and without, so it is one step less.",
    Faded.MORE_LEANS_ON_IT: "without it far fewer tries succeeded, so it is one step more.",
    Faded.NOT_YET: "it stays until more tries succeed.",
    Faded.AT_END: "it is as little as this stage has."}
ORDERED: Mapping[Ordered, str] = {
    Ordered.FIRST_SESSIONS: "so it is in the first two sessions.",
    Ordered.STILL_LEARNING: "the task is still being learned.",
    Ordered.MAKE_IT_LAST: "what is mixed lasts longer."}
