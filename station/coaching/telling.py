"""`surefoot progress`: how a person is getting on, in words or as JSON, and the therapist's word on the stage.

Not here: how it is found (`station.coaching.progress`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from clinic.coaching import AcceptedStage, levels_of, record_of
from clinic.people import file_of, person_id
from core.clock import Clock
from core.errors import ExitCode, InputError
from core.events import JsonValue
from game.coaching.told import RoundTold
from game.difficulty.stages import Advice, Advised, Check, Gate
from levels.reader import find
from station.coaching.plans import PlanShelf
from station.coaching.progress import LevelProgress, SessionProgress, progress_of
from station.coaching.words import capital, percent, standing_words

SHOWN_SESSIONS, SHOWN_CHANGES = 10, 20
STAGES: Mapping[int, str] = {
    1: "does not know the errors yet", 2: "knows the errors", 3: "can do it with attention",
    4: "can do it without attention"}


@dataclass(frozen=True, slots=True)
class ProgressOptions:
    """The words of `progress`.  data_folder: where people are kept."""

    patient: str
    data_folder: Path
    level: str | None = None
    accept_stage: int | None = None
    json: bool = False


def progress(options: ProgressOptions, clock: Clock, out: TextIO) -> int:
    """Accept a stage where one is named, then print.  Raises InputError for a person of whom nothing is kept."""
    patient = person_id(options.patient)
    played = [each.level for each in progress_of(options.data_folder, patient)] if _known(options, patient) else []
    level = None if options.level is None else options.level if options.level in played else find(options.level).id
    if options.accept_stage is not None:
        warning = _accept(options, patient, _one(level, played), options.accept_stage, clock)
        if warning and not options.json:
            out.write(warning + "\n")
    found = progress_of(options.data_folder, patient, level)
    if options.json:
        out.write(json.dumps({"patient": patient, "levels": [_json(each) for each in found]}) + "\n")
    else:
        out.writelines(line + "\n" for line in _lines(patient, found))
    return ExitCode.DONE


def _known(options: ProgressOptions, patient: str) -> bool:
    """Whether anything is kept of this person's play; False only where a person is known by assessments alone."""
    return bool(levels_of(options.data_folder, patient)) or not file_of(options.data_folder, patient).exists()


def _one(level: str | None, played: Sequence[str]) -> str:
    """Return the level whose stage is accepted: the one that was named, or the only one."""
    if level is not None:
        return level
    if len(played) == 1:
        return played[0]
    raise InputError("Name the level whose stage is accepted with --level: a stage belongs to one task."
                     + (f" Played were: {', '.join(played)}." if played else ""))


def _accept(options: ProgressOptions, patient: str, level: str, stage: int, clock: Clock) -> str:
    """Keep the therapist's word; return what stands against it, "" for nothing."""
    record_of(options.data_folder, patient, level).add(AcceptedStage(clock.utc(), stage))
    try:
        plan = PlanShelf((), options.data_folder, patient).of(find(level)).plan
    except InputError:
        return ""  # a level of somebody's own, which lies elsewhere
    if plan is None or plan.stage is None or plan.stage == stage:
        return ""
    return f"The plan for {level} sets stage {plan.stage}, which holds before stage {stage}: change it there too."


# In words.

def _lines(patient: str, found: tuple[LevelProgress, ...]) -> Iterator[str]:
    yield f"Patient {patient.upper()}"
    for each in found:
        yield ""
        yield from _level_lines(each)


def _level_lines(each: LevelProgress) -> Iterator[str]:
    since = (", as its plan says" if each.stage_by_plan
             else f", accepted {each.stage_since[:10]}" if each.stage_since else "")
    yield f"{each.level}: stage {each.stage}, {STAGES[each.stage]}{since}"
    if each.in_play:
        yield "  It is being played now; this is how it stood when its last round ended."
    if each.levels is not None:
        yield f"  Difficulty now, as grades: {standing_words(each.levels)}; help {percent(each.help)}."
    if each.frozen:
        yield (f"  Difficulty is frozen because of {' and '.join(each.frozen)}. It moves again when the person is "
               "asked and feels well: surefoot assess faces.")
    yield from (f"  {remark}" for remark in each.remarks)
    if len(each.sessions) > SHOWN_SESSIONS:
        yield f"  The last {SHOWN_SESSIONS} of {len(each.sessions)} sessions:"
    for session in each.sessions[-SHOWN_SESSIONS:]:
        yield from (f"  {line}" for line in _session_lines(session))
    if each.changes:
        yield "  What changed in the last session, and why:"
        left = len(each.changes) - SHOWN_CHANGES
        if left > 0:
            yield f"    ({left} before these; --json tells all)"
        yield from (f"    {change}" for change in each.changes[-SHOWN_CHANGES:])
    yield from (f"  {line}" for line in _advice_lines(each.advice))


def _session_lines(session: SessionProgress) -> Iterator[str]:
    told = session.told
    rounds = "1 round" if session.rounds == 1 else f"{session.rounds} rounds"
    when = session.utc[:16].replace("T", " ")
    yield (f"{when}: {percent(told.success)} of {told.tries.of} tries in {rounds} at grade "
           f"{session.grade}; the target was {percent(session.target)}.")
    yield f"  Difficulty after it: {standing_words(session.levels)}."
    parts = [f"feedback on {percent(session.feedback_share)}", f"help {percent(told.help.value)}"]
    if told.without.of and told.feedback.of:
        parts.append(f"success {percent(told.feedback.share)} with it, {percent(told.without.share)} without")
    if told.guess_error is not None:
        parts.append(f"{told.guessed.of} guesses, {percent(abs(told.guess_error))} off")
    if told.dual_cost is not None:
        parts.append(f"the second task costs {percent(told.dual_cost)}")
    if told.counts.value is not None:
        parts.append(f"counts {percent(told.counts.value)} right")
    if told.near_falls:
        parts.append(f"near-falls: {told.near_falls}")
    yield f"  {capital('; '.join(parts))}."


def _advice_lines(advice: Advice | None) -> Iterator[str]:
    if advice is None:
        yield "Advice on the stage: play one round first."
        return
    yield f"Advice on the stage: {_advised(advice)}"
    yield from (f"  {_check(check)}" for check in advice.checks if check.met is not None)
    if advice.unmeasured:
        yield f"  Not measured, so not counted as met: {', '.join(GATES[gate] for gate in advice.unmeasured)}."


def _advised(advice: Advice) -> str:
    if advice.advised is Advised.GO_ON:
        return f"stage {advice.stage:d}. Accept it with --accept-stage {advice.stage:d}, if you agree."
    if advice.advised is Advised.BACK:
        return f"back to stage {advice.stage:d}. Accept it with --accept-stage {advice.stage:d}, if you agree."
    if advice.too_few:
        return "stay; a stage is left after two sessions at the earliest."
    return "stay."


def _check(check: Check) -> str:
    when = "last session" if check.session == 1 else "session before"
    limit = "" if check.gate is Gate.NO_SYMPTOM else f" ({_asked(check.gate)} {_value(check.gate, check.limit)})"
    return (f"{'Reached' if check.met else 'Not yet'}, {when}: {GATES[check.gate]} "
            f"{_value(check.gate, check.value)}{limit}")


def _asked(gate: Gate) -> str:
    if gate in (Gate.STEADIER, Gate.ECONOMY):
        return "less is asked for than at the start,"
    return "asked: at least" if gate in _AT_LEAST else "asked: at most"


def _value(gate: Gate, value: float | None) -> str:
    if gate is Gate.NO_SYMPTOM:
        return "told" if value else "none"
    return f"{value:.3g}" if gate in _NUMBERS and value is not None else percent(value)


_NUMBERS = frozenset({Gate.ECONOMY, Gate.SAFE, Gate.KEPT})
_AT_LEAST = frozenset({Gate.SUCCESS, Gate.CLEAN, Gate.RETAINED_DAY, Gate.RETAINED_WEEK, Gate.TRANSFER})
GATES: Mapping[Gate, str] = {
    Gate.GUESS: "error of own guesses", Gate.LOAD_GUESS: "error of guessed load", Gate.SUCCESS: "success",
    Gate.LITTLE_HELP: "mean help", Gate.NO_SYMPTOM: "pain or tiredness", Gate.WITHOUT_FEEDBACK:
    "success lost without feedback", Gate.DUAL_TASK: "cost of a second task", Gate.CLEAN: "clean repetitions",
    Gate.STEADIER: "how much holding still varies", Gate.RETAINED_DAY: "kept after a day",
    Gate.RETAINED_WEEK: "kept after a week", Gate.TRANSFER: "an untrained variant",
    Gate.ECONOMY: "effort", Gate.SAFE: "near-falls", Gate.KEPT: "monthly probe"}


# As JSON.

def _json(each: LevelProgress) -> dict[str, JsonValue]:
    return {
        "level": each.level, "stage": each.stage, "stage_since": each.stage_since,
        "stage_by_plan": each.stage_by_plan,
        "levels": None if each.levels is None else dict(each.levels), "help": each.help,
        "frozen": list[JsonValue](each.frozen), "in_play": each.in_play,
        "sessions": [_session_json(session) for session in each.sessions],
        "changes": list[JsonValue](each.changes), "remarks": list[JsonValue](each.remarks),
        "advice": None if each.advice is None else _advice_json(each.advice)}


def _session_json(session: SessionProgress) -> dict[str, JsonValue]:
    told = session.told
    return {
        "session": session.session, "utc": session.utc, "rounds": session.rounds, "grade": session.grade,
        "stage": session.stage, "target": session.target, "feedback_share": session.feedback_share,
        "order": session.order, "levels": dict(session.levels), "help": session.help,
        "symptoms": session.symptoms, **_told_json(told)}


def _told_json(told: RoundTold) -> dict[str, JsonValue]:
    return {
        "tries": told.tries.of, "success": told.success, "success_with_feedback": told.feedback.share,
        "success_without_feedback": told.without.share, "mean_help": told.help.value, "guesses": told.guessed.of,
        "guess_error": told.guess_error, "dual_cost": told.dual_cost, "counts_right": told.counts.value,
        "voids": told.voids, "near_falls": told.near_falls}


def _advice_json(advice: Advice) -> dict[str, JsonValue]:
    return {
        "stage": int(advice.stage), "advised": str(advice.advised), "too_few": advice.too_few,
        "unmeasured": [str(gate) for gate in advice.unmeasured],
        "checks": [{"gate": str(check.gate), "session": check.session, "value": check.value,
                    "limit": check.limit, "met": check.met} for check in advice.checks]}
