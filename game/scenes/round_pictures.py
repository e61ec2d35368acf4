"""What a round looks like in each of its phases, as pictures; pure.

Not here: what a choice does (`game.scenes.round`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType

from core.cues import Cue, CueKind
from core.faults import FAULTS, Fault
from core.quick import quick
from core.stim import StimPhase
from game.phases import Ending, Phase, RoundView
from game.picture import Figure, Label, LatePicture, Panel, Part, Picture, Rect, TextRole, World
from game.plays import Stage, View
from game.scenes.asides import aside_name, aside_parts
from game.scenes.band import NO_MARKER, SCORE, ShownMarker, band_parts, score_label
from game.scenes.layout import BAND, STAGE, foot, title
from game.scenes.stim_hud import stim_card, therapist_card
from game.scenes.words import about, word
from game.services import LevelCard
from levels.words import Posture

CARD_FIGURE = Rect(480, 158, 960, 356)
CARD_SENTENCE = Rect(200, 522, 1520, 108)
CARD_SENTENCE_BESIDE = Rect(60, 522, 1390, 108)
GATE_FIGURE = Rect(460, 170, 1000, 710)
NUMBER = Rect(660, 230, 600, 560)
PAUSE_PANEL = Rect(190, 90, 1540, 500)
PAUSE_TITLE = Rect(230, 110, 1460, 126)
PAUSE_SENTENCE = Rect(230, 246, 1460, 170)
PAUSE_SMALL = Rect(230, 426, 1460, 150)
PAUSE_BESIDE = Rect(40, 90, 1410, 500)
"""The pause beside the card of stimulation."""
COUNT_PANEL = Rect(460, 12, 1000, 142)
STAGE_PANEL = Rect(320, 18, 1130, 138)
STAGE_ICON = Rect(344, 27, 120, 120)
STAGE_WORDS = Rect(484, 24, 950, 126)
"""What is asked of a muscle, over its world."""
STARS = (Rect(670, 146, 160, 150), Rect(880, 146, 160, 150), Rect(1090, 146, 160, 150))
REASONS = tuple(Rect(110, 304 + 108 * row, 1700, 106) for row in range(3))
DARK = 0.94
"""How dark the world is for closed eyes: peeking gives nothing."""
PAUSE_DIM = 0.62

_PLAIN_KEYS = {phase: f"round_{phase}" for phase in (Phase.INSTRUCTION, Phase.COUNTDOWN, Phase.PLAY)}


@quick
@dataclass(frozen=True, slots=True)
class Shown:
    """What a picture of a round is made from.

    fault_text: what the station says about the fault for the therapist, or "".  session: where it is kept.
    unheard: sound should lead, and there is none.  rest_share: what is left of a rest of stimulation, 1..0.
    sit: a near-fall offers a seat.  marker: what is to be counted, as it comes and goes.
    """

    card: LevelCard
    view: RoundView
    cue: Cue
    controls: tuple[Part, ...]
    fault_text: str = ""
    session: str = ""
    unheard: bool = False
    rest_share: float = 0.0
    sit: bool = False
    marker: ShownMarker = NO_MARKER

    @property
    def stimulated(self) -> bool:
        """Whether there is a stimulator in the session, so that its card needs room."""
        return self.view.stim.phase is not StimPhase.NONE

    @property
    def card_of_stim(self) -> tuple[Part, ...]:
        """Say where stimulation stands."""
        return stim_card(self.view.stim, self.rest_share)


def draw_round(phase: Phase, make: Callable[[], Shown]) -> Picture:
    """Name the picture of a phase, and make it when somebody looks, from what `make` gives."""
    plain = _PLAIN_KEYS.get(phase)
    if plain is not None:
        return LatePicture(plain, partial(_late, make))
    shown = make()
    return LatePicture(_key(shown), partial(_PICTURES[phase], shown))


def _late(make: Callable[[], Shown]) -> Picture:
    shown = make()
    return _PICTURES[shown.view.phase](shown)


def _key(shown: Shown) -> str:
    view = shown.view
    plain = _PLAIN_KEYS.get(view.phase)
    if plain is not None:
        return plain
    match view.phase:
        case Phase.ALIGN:
            return f"round_align_{_gate_name(shown)}"
        case Phase.ASIDE:
            return "round_aside" if view.aside is None else f"round_aside_{aside_name(view.aside)}"
        case Phase.PAUSED:
            key = "round_paused" if view.fault is None else f"round_paused_{view.fault}"
            return f"{key}_sit" if _offers_seat(shown) else key
        case _:
            return f"round_results_{view.ending or Ending.STOPPED}"


def _gate_name(shown: Shown) -> str:
    """Name what is asked at the gate, as its figure is named."""
    return {CueKind.STEP_ON: "step_on", CueKind.RELAX: "relax"}.get(shown.cue.kind, "stand_still")


def _offers_seat(shown: Shown) -> bool:
    return shown.sit and shown.view.fault is Fault.NEAR_FALL


def _instruction(shown: Shown) -> Picture:
    card = shown.card
    sentence = word("no_sound.sentence") if shown.unheard else card.instruction
    return Picture(_key(shown), (
        title(card.title), Figure(CARD_FIGURE, _CARDS[card.play]),
        Label(CARD_SENTENCE_BESIDE if shown.stimulated else CARD_SENTENCE, sentence, TextRole.BODY),
        *shown.card_of_stim, *shown.controls, foot(word("no_sound.therapist") if shown.unheard else card.why)),
        f"{card.title} {sentence}")


def _gate(shown: Shown) -> Picture:
    view, seated = shown.view, shown.card.posture is Posture.SEATED
    name = _gate_name(shown)
    if name == "step_on":
        sentence = word("align.feet_on" if seated else "align.step_on")
    elif name == "relax":
        sentence = word("align.muscle")
    else:
        sentence = word("align.seated" if seated else "align.standing")
    figure = "leg_relax" if name == "relax" and shown.card.limb == "leg" else name
    return Picture(_key(shown), (
        title(sentence), Figure(GATE_FIGURE, figure, view.progress, view.lean), *_stim(shown), Panel(BAND),
        *shown.controls),
        sentence)


def _countdown(shown: Shown) -> Picture:
    count = str(max(1, shown.view.count))
    return Picture(_key(shown), (
        *_world(shown, PAUSE_DIM), *_panel_over(shown, NUMBER), title(word("count.title")),
        Label(NUMBER, count, TextRole.NUMBER), *_stim(shown), Panel(BAND), *shown.controls), count)


def _play(shown: Shown) -> Picture:
    world = shown.view.view
    if world is None:
        return Picture(_key(shown), (Panel(BAND), *shown.controls))
    band, kind = band_parts(world, shown.marker, shown.view.may_ask)
    asked, heard = _stage(world)
    return Picture(_key(shown), (*_world(shown, 0.0), *asked, *_stim(shown), *band, *shown.controls),
                   heard or kind)


def _aside(shown: Shown) -> Picture:
    """Say or ask one thing over the still world."""
    aside, world = shown.view.aside, shown.view.view
    score = (score_label(world, SCORE),) if world else ()
    said, heard = ((), "") if aside is None else aside_parts(aside, shown.stimulated, shown.marker.colour)
    return Picture(_key(shown), (
        *_world(shown, PAUSE_DIM), *said, *shown.card_of_stim, Panel(BAND), *score, *shown.controls), heard)


def _stage(world: View) -> tuple[tuple[Part, ...], str]:
    """Say over the world what is asked of a muscle: an icon, big words, and the same to be spoken."""
    if world.stage is Stage.NONE:
        return (), ""
    words = word(f"stage.{world.stage}")
    return (Panel(STAGE_PANEL), Figure(STAGE_ICON, _STAGES[world.stage], 1.0),
            Label(STAGE_WORDS, words, TextRole.TITLE)), words


def _stim(shown: Shown) -> tuple[Part, ...]:
    """Say where stimulation stands, to both who look."""
    return *shown.card_of_stim, *therapist_card(shown.view.stim)


def _paused(shown: Shown) -> Picture:
    fault, view = shown.view.fault, shown.view
    sentence = (word("sit.sentence") if _offers_seat(shown) else
                (FAULTS[fault].patient if fault else "") or word("paused.sentence"))
    heading = word("paused.title")
    score = (score_label(view.view, BAND),) if view.view else ()
    return Picture(_key(shown), (
        *_world(shown, PAUSE_DIM), Panel(BAND), *score, *_pause_card(shown, heading, sentence),
        *shown.card_of_stim, *shown.controls), f"{heading} {sentence}")


def _pause_card(shown: Shown, heading: str, sentence: str) -> tuple[Part, ...]:
    """Say why nothing moves; beside the card of stimulation it is a little narrower."""
    panel = PAUSE_BESIDE if shown.stimulated else PAUSE_PANEL
    inset = PAUSE_TITLE.x - PAUSE_PANEL.x
    labels = (Label(PAUSE_TITLE, heading, TextRole.TITLE), Label(PAUSE_SENTENCE, sentence, TextRole.BODY),
              *_pause_notice(shown.view, shown.fault_text))
    return (Panel(panel), *(
        replace(label, rect=Rect(panel.x + inset, label.rect.y, panel.w - 2 * inset, label.rect.h))
        for label in labels))


def _pause_notice(view: RoundView, fault_text: str) -> tuple[Label, ...]:
    """Warn before the round ends by itself; else say what the therapist can do."""
    if view.ends_in_s is not None:
        return (Label(PAUSE_SMALL, word("paused.ends", seconds=about(view.ends_in_s)), TextRole.BODY),)
    if view.fault is None:
        return ()
    return (Label(PAUSE_SMALL, fault_text or FAULTS[view.fault].therapist, TextRole.SMALL, soft=True),)


def _results(shown: Shown) -> Picture:
    view = shown.view
    heading = word(f"results.{view.ending or Ending.STOPPED}")
    outcome = view.outcome
    stars = _stars(outcome.stars if outcome else 0)
    said = _result_sentences(view)
    reasons = tuple(Label(rect, text, TextRole.BODY) for rect, text in zip(REASONS, said, strict=False))
    return Picture(_key(shown), (
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
    return () if shown.view.view is None else (Panel(COUNT_PANEL), Panel(rect))


_CARDS: Mapping[str, str] = MappingProxyType({"shelf_reach": "shelf", "lanterns": "lanterns"})
"""Which figure tells what a play is about."""
_STAGES: Mapping[Stage, str] = MappingProxyType({
    Stage.RELAX: "let_go", Stage.TRY: "muscle", Stage.HOLD: "keep_up", Stage.HELPED: "spark",
    Stage.REST: "breathe",
})
_PICTURES: Mapping[Phase, Callable[[Shown], Picture]] = MappingProxyType({
    Phase.INSTRUCTION: _instruction, Phase.ALIGN: _gate, Phase.COUNTDOWN: _countdown, Phase.PLAY: _play,
    Phase.ASIDE: _aside, Phase.PAUSED: _paused, Phase.RESULTS: _results,
})
