"""A menu: a few choices that hand, key, switch and lean can all use.

A pointer must go up inside the target where it went down; there are no drags and no long presses.  Arrows
move the focus towards the place they point at, Tab goes round.  Not here: what a choice leads to (the
scenes), or where its place is (`game.scenes.layout`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.quick import quick
from game.intents import Intent, IntentKind
from game.picture import Button, Figure, Part, Rect, Tone
from game.scenes.dwell import NOTHING, DwellStep, LeanDwell, stands
from game.scenes.layout import MIDDLE, SLOTS, Slot
from game.scenes.scene import Moment
from game.services import Services
from game.sounds import Sound, SoundKind

BACK_KEY: Mapping[IntentKind, str] = {IntentKind.BACK: "back"}

_ARROWS = {(-1, 0): (Slot.LEFT, Slot.CORNER_LEFT), (1, 0): (Slot.RIGHT, Slot.CORNER_RIGHT),
           (0, 1): (Slot.TOP,), (0, -1): (Slot.BOTTOM,)}


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen.

    dwell: whether leaning may choose it; False for whatever must not happen by accident.  rect: where it
    is drawn when that is not the usual box of its slot.
    """

    id: str
    label: str
    icon: str
    slot: Slot
    tone: Tone = Tone.CALM
    dwell: bool = True
    rect: Rect | None = None

    @property
    def box(self) -> Rect:
        """Where it is drawn and touched."""
        return self.rect or SLOTS[self.slot]


@quick
@dataclass(frozen=True, slots=True)
class MenuStep:
    """What one tick did: `chosen` is set in the tick of the choice only."""

    chosen: str | None = None
    sounds: tuple[Sound, ...] = ()


QUIET = MenuStep()


@dataclass(slots=True)
class Menu:
    """The choices of one screen; `keys` says which choice an intent stands for.

    dwell_s: how long to lean for a choice, None when leaning chooses nothing.  dial: where the lean is shown.
    Nothing that stops has the focus by itself, so that a blind press of a switch stops nothing.  suggest: whether
    something else has it; False where no answer may be suggested.
    """

    choices: Sequence[Choice]
    keys: Mapping[IntentKind, str] = field(default_factory=dict)
    dwell_s: float | None = None
    dial: Rect | None = MIDDLE
    show_focus: bool = True
    suggest: bool = True
    _focus: int | None = None
    _pressed: str | None = None
    _lean: LeanDwell | None = None
    _filled: DwellStep = NOTHING
    _point: tuple[float, float] | None = None
    _buttons: tuple[Part, ...] = ()
    _buttons_look: tuple[int | None, str | None, DwellStep] | None = None

    def __post_init__(self) -> None:
        usual = (tone for tone in (Tone.MAIN, Tone.CALM) if tone in {choice.tone for choice in self.choices})
        first = next(usual, None)
        if self.suggest:
            self._focus = next((index for index, choice in enumerate(self.choices) if choice.tone is first), None)
        slots = [choice.slot for choice in self.choices if choice.dwell]
        if self.dwell_s is not None and slots:
            self._lean = LeanDwell(slots, self.dwell_s)

    def reset(self) -> None:
        """Forget half-done presses and fills, as after another screen."""
        self._pressed = None
        self._filled = NOTHING
        if self._lean:
            self._lean.reset()

    @property
    def focused(self) -> str | None:
        """Id of the choice that has the focus, None for none."""
        return None if self._focus is None else self.choices[self._focus].id

    def point_to(self, choice_id: str) -> None:
        """Give the focus to a choice."""
        self._focus = next(index for index, choice in enumerate(self.choices) if choice.id == choice_id)

    def go_on_from(self, other: Menu) -> None:
        """Take over a press that began on the menu that was there before, on a choice that this one has too."""
        if any(choice.id == other._pressed for choice in self.choices):
            self._pressed = other._pressed

    def step(self, moment: Moment) -> MenuStep:
        """Live through one tick; the first choice made in it counts."""
        if self._lean is None and not moment.intents:
            return QUIET
        chosen = self._by_hand(moment.intents)
        self._filled = self._lean.step(moment.t_ns, moment.frame) if self._lean else NOTHING
        self._point = _lean_of(moment) if self._lean else None
        if chosen is None and self._filled.chosen is not None:
            chosen = next(choice.id for choice in self.choices if choice.slot is self._filled.chosen)
        if chosen is None:
            return MenuStep(sounds=self._filled.sounds)
        self.reset()
        return MenuStep(chosen, (*self._filled.sounds, Sound(SoundKind.CHOOSE)))

    def parts(self) -> tuple[Part, ...]:
        """Show the choices, and the dial where leaning chooses."""
        looks = self._focus, self._pressed, self._filled
        if looks != self._buttons_look:  # seldom: while nobody chooses they stay as they are
            self._buttons_look = looks
            self._buttons = tuple(self._button(index, choice) for index, choice in enumerate(self.choices))
        buttons = self._buttons
        if self._lean is None or self.dial is None or self._point is None:
            return buttons
        return (*buttons, Figure(self.dial, "lean_dial", self._filled.fill, self._point))

    def _button(self, index: int, choice: Choice) -> Button:
        fill = self._filled.fill if choice.dwell and choice.slot is self._filled.filling else 0.0
        focused = self.show_focus and index == self._focus
        return Button(choice.id, choice.box, choice.label, choice.icon, choice.tone, focused,
                      choice.id == self._pressed, fill)

    def _by_hand(self, intents: Sequence[Intent]) -> str | None:
        arrows = [intent for intent in intents if intent.kind is IntentKind.STEER and (intent.x or intent.y)]
        for arrow in arrows:
            self._point_at(arrow)
        for intent in intents:
            if arrows and intent.kind in (IntentKind.NEXT, IntentKind.PREV):
                continue
            chosen = self._take(intent)
            if chosen is not None:
                return chosen
        return None

    def _take(self, intent: Intent) -> str | None:
        under = self._under(intent)
        match intent.kind:
            case IntentKind.NEXT:
                self._move_focus(1)
            case IntentKind.PREV:
                self._move_focus(-1)
            case IntentKind.HOVER if under is not None:
                self._focus = under
            case IntentKind.PRESS:
                self._pressed = None if under is None else self.choices[under].id
            case IntentKind.RELEASE:
                pressed, self._pressed = self._pressed, None
                return pressed if under is not None and self.choices[under].id == pressed else None
            case IntentKind.ACTIVATE:
                return None if self._focus is None else self.choices[self._focus].id
            case _:
                return self.keys.get(intent.kind)
        return None

    def _move_focus(self, by: int) -> None:
        start = self._focus if self._focus is not None else (-1 if by > 0 else 0)
        self._focus = (start + by) % len(self.choices)

    def _under(self, intent: Intent) -> int | None:
        places = (index for index, choice in enumerate(self.choices) if choice.box.holds(intent.x, intent.y))
        return next(places, None)

    def _point_at(self, arrow: Intent) -> None:
        slots = _ARROWS.get((round(arrow.x), round(arrow.y)), ())
        for index, choice in enumerate(self.choices):
            if choice.slot in slots:
                self._focus = index
                return


def menu_for(services: Services, *choices: Choice, keys: Mapping[IntentKind, str] = BACK_KEY,
             dial: Rect | None = MIDDLE, suggest: bool = True) -> Menu:
    """Make a menu as the settings of this place want it."""
    return Menu(choices, keys, services.dwell_s if services.lean_menu else None, dial, suggest=suggest)


def back_choice(label: str) -> Choice:
    """Make the choice that leads back, which is always at the left."""
    return Choice("back", label, "back", Slot.LEFT)


def _lean_of(moment: Moment) -> tuple[float, float] | None:
    if not stands(moment.frame):
        return None
    return moment.frame.lean_x.value, moment.frame.lean_y.value
