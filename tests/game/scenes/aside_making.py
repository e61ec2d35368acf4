"""Asides, tries by feel and things to be counted, in a round that follows a script, for tests.

Nothing here is a test.
"""

from __future__ import annotations

from dataclasses import replace

from core.cues import Cue, CueKind
from core.frames import ControlFrame
from core.stim import NO_STIM, StimPhase, StimView
from game.coaching import Aside, AsideKind, Mark
from game.difficulty.dual import Colour
from game.phases import Command, Phase, RoundStep, RoundView
from game.picture import Picture
from game.plays import BodyKind, View
from game.scenes.asides import ANSWERS, aside_name
from game.scenes.round import RoundScene
from tests.game.scenes.making import FakeServices, Person, make_cards
from tests.game.scenes.stim_rounds import CARD, evening
from tests.game.screen.worlds import done, item, world

GOOD, SECOND = Mark(True, 0.2), Mark(False, 0.8)
GUESS = Aside(AsideKind.GUESS, choices=("well", "not_yet"))
RESULT = Aside(AsideKind.RESULT, (GOOD,))
SUMMARY = Aside(AsideKind.SUMMARY, (GOOD, SECOND, GOOD, GOOD, GOOD))
COUNT = Aside(AsideKind.COUNT, choices=("3", "4", "5"))
ASIDES: tuple[Aside, ...] = (
    GUESS, RESULT, Aside(AsideKind.RESULT, (SECOND,)), SUMMARY,
    *(Aside(AsideKind.RESULT, (mark,), guessed=guessed) for mark in (GOOD, SECOND) for guessed in (True, False)),
    Aside(AsideKind.SUMMARY, (SECOND, SECOND)), Aside(AsideKind.SUMMARY, (GOOD,)), COUNT,
    *(replace(COUNT, colour=colour, choices=("10", "9", "11")) for colour in Colour),
)
READY = StimView(StimPhase.READY)
SHELF = replace(world(item(0.6, 0.2), *done(3)), score=3, goal=10)
SHELF_BY_FEEL = replace(SHELF, feedback=False,
                        bodies=tuple(body for body in SHELF.bodies if body.kind is not BodyKind.HAND))
EVENING_BY_FEEL = replace(evening(), effort=None, line=None, feedback=False)
PAUSED = RoundView(1, Phase.PAUSED, view=SHELF)


class ScriptedRound:
    """A round that shows one view after the other: the next one after each answer, and after ASK."""

    def __init__(self, *views: RoundView) -> None:
        self._views = list(views)
        self._paused = False

    def step(self, frame: ControlFrame, commands: frozenset[Command] = frozenset()) -> RoundStep:
        view = self._views[0]
        self._paused = (self._paused or Command.PAUSE in commands) and Command.RESUME not in commands
        answered = view.phase is Phase.ASIDE and not commands.isdisjoint(ANSWERS)
        if (answered or Command.ASK in commands) and len(self._views) > 1:
            view = self._views.pop(0) and self._views[0]
        shown = replace(PAUSED if self._paused else view, tick=frame.tick)
        return RoundStep(shown, Cue(frame.t_ns, CueKind.CENTRE))


def playing(view: View = SHELF, *, may_ask: bool = False, stim: StimView = NO_STIM) -> RoundView:
    """Return a tick of play."""
    return RoundView(1, Phase.PLAY, view=view, may_ask=may_ask, stim=stim)


def between(aside: Aside, view: View = SHELF, stim: StimView = NO_STIM) -> RoundView:
    """Return a tick between two tries."""
    return RoundView(1, Phase.ASIDE, view=view, aside=aside, stim=stim)


def person_in(*views: RoundView, lean_menu: bool = True) -> Person:
    """Make somebody in front of a round that shows these views."""
    lanterns = views[0].view is not None and bool(views[0].view.stage)
    services = FakeServices((CARD,) if lanterns else make_cards(), lean_menu=lean_menu,
                            play=lambda: ScriptedRound(*views))
    person = Person(services, RoundScene(services, services.cards[0].id, 5))
    person.live(1)
    return person


def commands(person: Person) -> list[Command]:
    """Return what was asked of the round."""
    return person.services.rounds[-1][2].commands


def aside_pictures(lean_menu: bool = True) -> dict[str, Picture]:
    """Show every aside, with and without the card of stimulation, and every band a world may have below it."""
    seen: dict[str, Picture] = {}
    for number, aside in enumerate(ASIDES):
        for stim in (NO_STIM, READY):
            seen[f"{aside_name(aside)}_{number}_{stim.phase}"] = person_in(
                between(aside, stim=stim), lean_menu=lean_menu).picture
    for view in (SHELF, SHELF_BY_FEEL, evening(), EVENING_BY_FEEL):
        for may_ask in (False, True):
            for wanted in (None, Colour.RED):
                shown = replace(view, counting=True, wanted=wanted, marker=Colour.RED)
                name = f"counting_{wanted}_{view.place}_{view.feedback}_{may_ask}"
                seen[name] = person_in(playing(shown, may_ask=may_ask)).live(30).picture
            seen[f"play_{view.place}_{view.feedback}_{may_ask}"] = person_in(
                playing(view, may_ask=may_ask, stim=READY)).picture
    return seen | _fitting()


def _fitting() -> dict[str, Picture]:
    """Show a level whose difficulty fits itself, and one whose plan cannot be used."""
    cards = make_cards()
    trouble = "side_shelf.plan.yaml:4:3: min 7 is above max 3 for size. Swap them, or leave one out."
    services = FakeServices((replace(cards[0], fits=True), replace(cards[1], trouble=trouble)))
    person = Person(services)
    person.touch("levels")
    person.touch(cards[0].id)
    seen = {"grade_fits": person.picture}
    person.touch("back")
    person.touch(cards[1].id)
    return seen | {"plan_trouble": person.picture}
