"""A round on the screen: its phases, and what hand, key and lean may do in each.

While the patient moves, leaning plays; only hands and keys pause or stop.  Esc pauses and goes on again, always
through the gate, so that one wrong key ends nothing.
Not here: what a phase means (`game.round`), how it looks (`game.scenes.round_pictures`).
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from core.errors import SurefootError
from core.faults import FAULTS, Effect, Fault
from game.coaching import Aside
from game.intents import IntentKind
from game.phases import Command, Phase, RoundStep, RoundView
from game.picture import Picture, Rect, Tone
from game.scenes.asides import ANSWERS, aside_choices, asks, by_digit
from game.scenes.band import ASK, MarkerFade, ShownMarker
from game.scenes.checkup import CheckupPanel
from game.scenes.dwell import stands
from game.scenes.layout import BAND_TOAST, TOAST, WIDE, Slot
from game.scenes.menu import Choice, Menu, menu_for
from game.scenes.message import MessageScene, fault_message, missing, plan_trouble
from game.scenes.round_pictures import Shown, draw_round
from game.scenes.scanning import SwitchScan
from game.scenes.scene import Moment, Scene, SceneStep, Turn, quiet
from game.scenes.steering import Steering
from game.scenes.stim_hud import RestRing
from game.scenes.words import word
from game.services import Playable, Services, card_of
from game.sounds import Sound
from game.soundscape import Soundscape
from levels.words import Posture

DIAL = Rect(850, 642, 220, 230)
MenuKey = tuple[str, Fault | None, bool, Aside | None]

_STILL = frozenset({Phase.INSTRUCTION, Phase.RESULTS})
_MOVING = frozenset({Phase.ALIGN, Phase.COUNTDOWN, Phase.PLAY})
_PLAY, _PAUSED, _RESULTS = Phase.PLAY, Phase.PAUSED, Phase.RESULTS  # members looked up once, for every tick
_STAY, _NEAR_FALL = Turn.STAY, Fault.NEAR_FALL
_TOASTS = {Phase.PLAY: None, Phase.ASIDE: None, Phase.PAUSED: None,
           Phase.ALIGN: BAND_TOAST, Phase.COUNTDOWN: BAND_TOAST}
_STEERING_KEYS = frozenset({IntentKind.STEER, IntentKind.NEXT, IntentKind.PREV})
_BY_CHOICE = {"start": Command.START, "pause": Command.PAUSE, "go_on": Command.RESUME, "stop": Command.STOP,
              "sit": Command.STOP, "ask": Command.ASK, **{str(answer): answer for answer in ANSWERS}}
_GO_ON_KEYS = {IntentKind.PAUSE: "go_on", IntentKind.BACK: "go_on"}
_BY_KEY = {IntentKind.EASIER: Command.EASIER, IntentKind.SKIP: Command.SKIP, IntentKind.ASK: Command.ASK,
           IntentKind.STOP: Command.STOP, IntentKind.QUIT: Command.STOP}
_UNDONE_BY_PERSON = (None, Fault.OFF_BOARD, Fault.LOAD_DROP, Fault.NEAR_FALL)
"""Pauses that somebody may end; a missing device ends its own when it is back."""
SIT_AFTER = 2
"""So many near-falls in a session, and sitting down is offered."""


class RoundScene(Scene):
    """Leads one round of one level and grade to its results."""

    def __init__(self, services: Services, level_id: str, grade: int) -> None:
        self._services, self._grade = services, grade
        self._card = card = card_of(services, level_id)
        self._round: Playable | None = None
        self._refusal: MessageScene | None = None
        self._shown_for: MenuKey | None = None
        self._menu = _band()
        self._scan: SwitchScan | None = None
        self._marker = MarkerFade()
        self._check: CheckupPanel | None = None
        self._steering = Steering()
        self._rest = RestRing()
        self._soundscape = Soundscape(card.sound)
        self._view = RoundView(0, Phase.INSTRUCTION)

    def enter(self, t_ns: int) -> None:
        """Make the round; a level that cannot be played says why in the first step."""
        if self._card.needs_board and not self._services.has_board:
            self._refusal = missing(self._services, "no_board", "level")
            return
        if self._card.trouble:
            self._refusal = plan_trouble(self._services, self._card.trouble)
            return
        try:
            self._round = self._services.new_round(self._card.id, self._grade)
        except SurefootError as error:
            self._refusal = MessageScene(self._services, "level_refused", word("level_refused.title"),
                                         word("level_refused.sentence"), str(error))

    def step(self, moment: Moment) -> SceneStep:
        """Pass on what is wanted, advance the round, show it."""
        if self._round is None:
            return SceneStep(Picture("round_refused", ()), quiet(moment.t_ns), turn=Turn.BACK, push=self._refusal)
        if self._check is not None:
            return self._checked(moment, self._check, self._round)
        if self._shown_for is None or self._view.phase is _PAUSED:  # else it still fits what was shown last
            self._fit_menu(moment)
        chosen = self._menu.step(self._for_menu(moment))
        if chosen.chosen is None:
            turn, push = _STAY, None
        else:
            turn, push = self._way(chosen.chosen, moment)
        if chosen.chosen == "start" and push is None:
            checkup = self._services.checkup(self._card.id)
            if checkup is not None:
                self._check = CheckupPanel(self._services, checkup)
                return self._checked(moment, self._check, self._round)
        commands = self._commands(chosen.chosen, moment) if push is None or chosen.chosen == "sit" else frozenset()
        return self._played(self._round.step(moment.frame, commands), moment, commands, chosen.sounds, turn, push)

    def _checked(self, moment: Moment, check: CheckupPanel, playable: Playable) -> SceneStep:
        """Look at the sensors before the round begins; it waits meanwhile, and may be stopped."""
        if any(_BY_KEY.get(intent.kind) is Command.STOP for intent in moment.intents):
            check.cancel(moment)
            self._check = None
            stop = frozenset({Command.STOP})
            return self._played(playable.step(moment.frame, stop), moment, stop)
        told = check.step(moment)
        if told.passed:
            self._check = None
            begin = frozenset({Command.START, Command.BOARDLESS} if told.boardless else {Command.START})
            return self._played(playable.step(moment.frame, begin), moment, begin, told.sounds)
        step = playable.step(moment.frame)
        return SceneStep(told.picture, step.cue, step.events, told.sounds, round_active=True,
                         turn=Turn.BACK if told.leave else Turn.STAY, toast=None)

    def _played(self, step: RoundStep, moment: Moment, commands: frozenset[Command],
                sounds: tuple[Sound, ...] = (), turn: Turn = Turn.STAY, push: Scene | None = None) -> SceneStep:
        """Show what the round answered."""
        before, self._view = self._view, step.view
        view = self._view
        if view.phase is not before.phase or view.phase is _PAUSED or view.may_ask is not before.may_ask \
                or view.aside is not before.aside:
            self._fit_menu(moment)
        held = self._steering.step(moment.intents) if moment.intents else self._steering.lean
        heard = self._soundscape.step(view, step.cue, view.lean, moment.t_ns, step.events)
        return SceneStep(
            self._picture(step, moment), step.cue, step.events, sounds + heard, commands,
            held if view.phase in _MOVING else None, view.phase not in _STILL, turn, push,
            _TOASTS.get(view.phase, TOAST), step.wish)

    def resume(self, t_ns: int) -> None:
        """Forget half-done presses."""
        self._menu.reset()

    def _way(self, chosen: str | None, moment: Moment) -> tuple[Turn, Scene | None]:
        """Lead to another scene; what cannot begin now says why instead."""
        obstacle = self._obstacle(moment) if chosen in {"start", "again"} else None
        if obstacle is not None:
            return Turn.STAY, obstacle
        match chosen:
            case "back":
                return Turn.BACK, None
            case "done":
                return Turn.HOME, None
            case "again":
                return Turn.BACK, RoundScene(self._services, self._card.id, self._grade)
            case "sit":
                return Turn.BACK, self._seated()
            case _:
                return Turn.STAY, None

    def _obstacle(self, moment: Moment) -> Scene | None:
        """Say why no round can begin now, if so."""
        grave = _gravest_end(moment)
        if grave is not None:
            return fault_message(self._services, grave, moment.faults[grave])
        return missing(self._services, "no_sound") if self._unheard(moment) else None

    def _seated(self) -> Scene:
        """Make the menu of the seated levels."""
        from game.scenes.levels import seated_menu  # noqa: PLC0415 - it leads back here
        return seated_menu(self._services)

    def _may_sit(self) -> bool:
        """Whether sitting down is offered: it was near a fall twice, and there is something to play."""
        return (self._card.posture is Posture.STANDING and self._services.near_falls >= SIT_AFTER
                and any(card.posture is Posture.SEATED for card in self._services.levels()))

    def _unheard(self, moment: Moment) -> bool:
        """Whether sound must lead and there is none."""
        return self._card.blind and Fault.NO_SOUND in moment.faults

    def _commands(self, chosen: str | None, moment: Moment) -> frozenset[Command]:
        """Pass on wishes; a fault that ends everything is one more while a round is on."""
        if not moment.intents and not moment.faults and chosen is None:
            return frozenset()
        wanted = {_BY_KEY[intent.kind] for intent in moment.intents if intent.kind in _BY_KEY}
        wanted.update(self._by_digits(moment))
        if chosen in _BY_CHOICE:
            wanted.add(_BY_CHOICE[chosen])
        if self._view.phase not in _STILL and _gravest_end(moment) is not None:
            wanted.add(Command.END)
        if self._view.phase not in _STILL and Fault.EMG_MAINS in moment.faults:
            wanted.add(Command.HUM)
        return frozenset(wanted)

    def _by_digits(self, moment: Moment) -> set[Command]:
        """Take an answer that is typed."""
        aside = self._view.aside
        answers = {by_digit(aside, round(intent.x)) for intent in moment.intents
                   if intent.kind is IntentKind.DIGIT} if aside is not None else set()
        return {answer for answer in answers if answer is not None}

    def _fit_menu(self, moment: Moment) -> None:
        """Offer what the phase allows; the same phase keeps its menu, with what is half done in it."""
        wanted = _menu_key(self._view, moment)
        if wanted == self._shown_for:
            return
        before, self._shown_for, self._scan = self._menu, wanted, None
        _, fault, there, aside = wanted
        match self._view.phase:
            case Phase.INSTRUCTION:
                self._menu = menu_for(self._services, _START, _BACK, dial=DIAL)
            case Phase.PAUSED:
                self._menu = self._pause_menu(fault, there)
            case Phase.RESULTS:
                self._menu = menu_for(self._services, _AGAIN, _DONE, keys={IntentKind.BACK: "done"}, dial=DIAL)
            case Phase.ASIDE if aside is not None:
                self._menu = self._aside_menu(aside)
            case _:
                self._menu = _band(self._view.may_ask)
        self._menu.go_on_from(before)

    def _aside_menu(self, aside: Aside) -> Menu:
        """Offer the answers above the band; where something is asked, none of them is suggested."""
        choices = aside_choices(aside)
        if asks(aside):
            self._scan = SwitchScan([*(choice.id for choice in choices), _PAUSE.id])
        return menu_for(self._services, *choices, _PAUSE, _STOP_BELOW, keys=_PAUSE_KEYS, dial=DIAL,
                        suggest=not asks(aside))

    def _pause_menu(self, fault: Fault | None, there: bool) -> Menu:
        """Let leaning end only a pause that a person asked for; nobody goes on while the board is empty."""
        if fault not in _UNDONE_BY_PERSON or not there:
            return Menu((_STOP,), {})
        if fault is Fault.NEAR_FALL and self._may_sit():
            return menu_for(self._services, _SIT, _GO_ON_CALM, _STOP, keys=_GO_ON_KEYS, dial=None)
        go_on = Choice("go_on", word("go_on"), "play", Slot.RIGHT, Tone.MAIN, fault is None, WIDE[1])
        return menu_for(self._services, go_on, _STOP, keys=_GO_ON_KEYS, dial=DIAL)

    def _for_menu(self, moment: Moment) -> Moment:
        """While the patient moves, arrows lean the simulated patient instead of moving the focus."""
        if self._scan is None and not moment.intents:
            return moment
        if self._scan is not None:
            return replace(moment, intents=self._scan.step(moment.t_ns, moment.intents, self._menu))
        if self._view.phase not in _MOVING:
            return moment
        kept = tuple(intent for intent in moment.intents if intent.kind not in _STEERING_KEYS)
        return moment if kept == moment.intents else replace(moment, intents=kept)

    def _picture(self, step: RoundStep, moment: Moment) -> Picture:
        view = step.view
        return draw_round(view.phase, partial(
            Shown, self._card, view, step.cue, self._menu.parts(),
            moment.faults.get(view.fault, "") if view.fault is not None else "",
            self._services.session_line() if view.phase is _RESULTS else "",
            self._unheard(moment) if moment.faults else False, self._rest.step(view.stim),
            view.fault is _NEAR_FALL and self._may_sit(), self._markers(view)))

    def _markers(self, view: RoundView) -> ShownMarker:
        """Let what is to be counted come and go; it is up in play only."""
        world = view.view
        return self._marker.step(world.marker if world is not None and view.phase is _PLAY else None)


_START = Choice("start", word("start"), "play", Slot.RIGHT, Tone.MAIN, rect=WIDE[1])
_BACK = Choice("back", word("back"), "back", Slot.LEFT, rect=WIDE[0])
_AGAIN = Choice("again", word("again"), "again", Slot.RIGHT, Tone.MAIN, rect=WIDE[1])
_DONE = Choice("done", word("done"), "check", Slot.LEFT, rect=WIDE[0])
_SIT = Choice("sit", word("sit"), "seated", Slot.CORNER_RIGHT, Tone.MAIN, dwell=False,
              rect=Rect(1310, 930, 570, 132))
_GO_ON_CALM = Choice("go_on", word("go_on"), "play", Slot.RIGHT, dwell=False, rect=WIDE[1])
_STOP = Choice("stop", word("stop"), "stop", Slot.LEFT, Tone.STOP, dwell=False, rect=WIDE[0])


_PAUSE = Choice("pause", word("pause"), "pause", Slot.CORNER_RIGHT, Tone.CALM, dwell=False)
_STOP_BELOW = Choice("stop", word("stop"), "stop", Slot.CORNER_LEFT, Tone.STOP, dwell=False)
_PAUSE_KEYS = {IntentKind.PAUSE: "pause", IntentKind.BACK: "pause"}


def _band(may_ask: bool = False) -> Menu:
    """Stop and pause under the world, and what may be asked; one switch or Enter pauses."""
    return Menu((_PAUSE, _STOP_BELOW, *([ASK] if may_ask else [])), _PAUSE_KEYS, show_focus=False)


def _menu_key(view: RoundView, moment: Moment) -> MenuKey:
    """Name what the menu depends on: all phases of moving share one, a pause asks whether somebody is there.

    The third is whether something may be asked, or whether somebody is there.
    """
    if view.phase in _MOVING:
        return "moving", None, view.may_ask, None
    if view.phase is not _PAUSED:
        return view.phase, None, True, view.aside
    return view.phase, view.fault, view.fault is not Fault.OFF_BOARD or stands(moment.frame), None


def _gravest_end(moment: Moment) -> Fault | None:
    """Give the fault that ends every round, if there is one."""
    return next((fault for fault in moment.faults if FAULTS[fault].effect is Effect.END), None)
