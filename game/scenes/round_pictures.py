"""What a round looks like in each of its phases, as pictures; pure.

Not here: what a choice does (`game.scenes.round`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from core.cues import Cue, CueKind
from core.faults import FAULTS, Fault
from game.phases import Ending, Phase, RoundView
from game.picture import Figure, Label, Meter, Panel, Part, Picture, Rect, TextRole, World
from game.plays import View
from game.scenes.layout import BAND, STAGE, foot, title
from game.scenes.words import about, word
from game.services import LevelCard
from game.texts import say
from levels.words import Posture

CARD_FIGURE = Rect(480, 158, 960, 356)
CARD_SENTENCE = Rect(200, 522, 1520, 108)
GATE_FIGURE = Rect(460, 170, 1000, 710)
NUMBER = Rect(660, 230, 600, 560)
SCORE = Rect(485, 940, 340, 110)
SCORE_METER = Rect(850, 975, 570, 40)
KIND_WORD = Rect(830, 934, 605, 122)
PAUSE_PANEL = Rect(190, 90, 1540, 500)
PAUSE_TITLE = Rect(230, 110, 1460, 126)
PAUSE_SENTENCE = Rect(230, 246, 1460, 170)
PAUSE_SMALL = Rect(230, 426, 1460, 150)
STARS = (Rect(670, 146, 160, 150), Rect(880, 146, 160, 150), Rect(1090, 146, 160, 150))
REASONS = tuple(Rect(110, 304 + 108 * row, 1700, 106) for row in range(3))
DARK = 0.94
"""How dark the world is for closed eyes: peeking gives nothing."""
PAUSE_DIM = 0.62


@dataclass(frozen=True, slots=True)
class Shown:
    """What a picture of a round is made from.

    fault_text: what the station says about the fault for the therapist, or "".  session: where it is kept.
    unheard: sound should lead, and there is none.
    """

    card: LevelCard
    view: RoundView
    cue: Cue
    controls: tuple[Part, ...]
    fault_text: str = ""
    session: str = ""
    unheard: bool = False


def draw_round(shown: Shown) -> Picture:
    """Make the picture of the phase."""
    return _PICTURES[shown.view.phase](shown)


def _instruction(shown: Shown) -> Picture:
    card = shown.card
    sentence = word("no_sound.sentence") if shown.unheard else card.instruction
    return Picture("round_instruction", (
        title(card.title), Figure(CARD_FIGURE, "shelf"), Label(CARD_SENTENCE, sentence, TextRole.BODY),
        *shown.controls, foot(word("no_sound.therapist") if shown.unheard else card.why)),
        f"{card.title} {sentence}")


def _gate(shown: Shown) -> Picture:
    view, seated = shown.view, shown.card.posture is Posture.SEATED
    if shown.cue.kind is CueKind.STEP_ON:
        name, key = "step_on", "align.feet_on" if seated else "align.step_on"
    elif shown.cue.kind is CueKind.RELAX:
        name, key = "relax", "align.muscle"
    else:
        name, key = "stand_still", "align.seated" if seated else "align.standing"
    sentence = word(key)
    return Picture(f"round_align_{name}", (
        title(sentence), Figure(GATE_FIGURE, name, view.progress, view.lean), Panel(BAND), *shown.controls),
        sentence)


def _countdown(shown: Shown) -> Picture:
    count = str(max(1, shown.view.count))
    return Picture("round_countdown", (
        *_world(shown, PAUSE_DIM), *_panel_over(shown, NUMBER), title(word("count.title")),
        Label(NUMBER, count, TextRole.NUMBER), Panel(BAND), *shown.controls), count)


def _play(shown: Shown) -> Picture:
    world = shown.view.view
    if world is None:
        return Picture("round_play", (Panel(BAND), *shown.controls))
    kind = say(world.message) if world.message else ""
    beside: Part = (Label(KIND_WORD, kind, TextRole.BODY) if kind
                    else Meter(SCORE_METER, world.score / world.goal if world.goal else 0.0))
    return Picture("round_play", (
        *_world(shown, 0.0), Panel(BAND), _score(world, SCORE), beside,
        *shown.controls), kind)


def _score(world: View, rect: Rect) -> Label:
    return Label(rect, word("score", score=world.score, goal=world.goal), TextRole.BODY)


def _paused(shown: Shown) -> Picture:
    fault, view = shown.view.fault, shown.view
    sentence = (FAULTS[fault].patient if fault else "") or word("paused.sentence")
    heading = word("paused.title")
    score = (_score(view.view, BAND),) if view.view else ()
    return Picture("round_paused" if fault is None else f"round_paused_{fault}", (
        *_world(shown, PAUSE_DIM), Panel(BAND), *score, Panel(PAUSE_PANEL),
        Label(PAUSE_TITLE, heading, TextRole.TITLE), Label(PAUSE_SENTENCE, sentence, TextRole.BODY),
        *_pause_notice(view, fault, shown.fault_text), *shown.controls), f"{heading} {sentence}")


def _pause_notice(view: RoundView, fault: Fault | None, fault_text: str) -> tuple[Part, ...]:
    """Warn before the round ends by itself; else say what the therapist can do."""
    if view.ends_in_s is not None:
        return (Label(PAUSE_SMALL, word("paused.ends", seconds=about(view.ends_in_s)), TextRole.BODY),)
    if fault is None:
        return ()
    return (Label(PAUSE_SMALL, fault_text or FAULTS[fault].therapist, TextRole.SMALL, soft=True),)


def _results(shown: Shown) -> Picture:
    view = shown.view
    heading = word(f"results.{view.ending or Ending.STOPPED}")
    outcome = view.outcome
    stars = _stars(outcome.stars if outcome else 0)
    said = _result_sentences(view)
    reasons = tuple(Label(rect, text, TextRole.BODY) for rect, text in zip(REASONS, said, strict=False))
    return Picture(f"round_results_{view.ending or Ending.STOPPED}", (
        title(heading), *stars, *reasons, *shown.controls, foot(shown.session)), f"{heading} {' '.join(said)}")


def _stars(earned: int) -> tuple[Part, ...]:
    """Show what was earned of three; nobody is shown three empty stars."""
    if earned < 1:
        return (Figure(STARS[1], "heart", 1.0),)
    return tuple(Figure(rect, "star", 1.0 if index < earned else 0.0) for index, rect in enumerate(STARS))


def _result_sentences(view: RoundView) -> tuple[str, ...]:
    """Give the reasons; after a safe end the body comes first."""
    reasons = view.outcome.reasons if view.outcome else ()
    if view.ending is not Ending.SAFE_END:
        return reasons
    calm = (FAULTS[view.fault].patient if view.fault else "") or word("results.rest")
    return (calm, *reasons)


def _world(shown: Shown, dim: float) -> tuple[Part, ...]:
    view = shown.view.view
    if view is None:
        return ()
    dark = DARK if shown.card.eyes_closed else dim
    return (World(STAGE, shown.card.play, view, shown.cue, dark, view.guide),)


def _panel_over(shown: Shown, rect: Rect) -> tuple[Part, ...]:
    """Give a quiet ground to what stands over a world."""
    return () if shown.view.view is None else (Panel(Rect(260, 12, 1400, 142)), Panel(rect))


_PICTURES: Mapping[Phase, Callable[[Shown], Picture]] = MappingProxyType({
    Phase.INSTRUCTION: _instruction, Phase.ALIGN: _gate, Phase.COUNTDOWN: _countdown, Phase.PLAY: _play,
    Phase.PAUSED: _paused, Phase.RESULTS: _results,
})
