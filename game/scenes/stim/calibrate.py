"""Finding the current of one channel: the therapist steps and marks, the patient holds and says enough.

Left is the therapist's half, right the patient's.  Every press is one step; letting go is zero at once.
Not here: the picture (`calibrate_pictures`), whether a step is granted (the safety program).
"""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from game.intents import IntentKind
from game.picture import Part, Picture, Tone
from game.scenes.layout import Slot
from game.scenes.menu import Choice
from game.scenes.scene import Moment, Turn
from game.scenes.stim import calibrate_pictures as places
from game.scenes.stim.holding import Holding
from game.scenes.stim.page import MIDDLE, ONWARD, StimPage, back, onward
from game.scenes.stim.pin import PinScene
from game.scenes.stim.steps import locked
from game.scenes.words import word
from game.stimulation import StimChannel, StimDesk, StimDoing, StimMark, StimPanel

FINDING = "calib"
_DOINGS = MappingProxyType({"up": StimDoing.UP, "down": StimDoing.DOWN, "moved": StimDoing.PADS_MOVED,
                            "begin": StimDoing.CALIBRATE})
_MARKS = MappingProxyType({"felt": StimMark.SENSORY, "moves": StimMark.MOTOR, "enough": StimMark.TOLERATED})
_NEEDS_THERAPIST = frozenset({"up", "down", "felt", "moves", "begin"})


class CalibrateScene(StimPage):
    """Leads through one channel."""

    keys = MappingProxyType({IntentKind.BACK: "back", IntentKind.MORE: "up", IntentKind.LESS: "down",
                             IntentKind.EASIER: "enough"})

    def __init__(self, desk: StimDesk, number: int) -> None:
        super().__init__(desk)
        self._number = number
        self._holding = Holding(places.HOLD)
        self._held = False

    def enter(self, t_ns: int) -> None:
        """Ask for the channel."""
        self._act(StimDoing.CALIBRATE, self._number)

    def pause(self) -> None:
        """Let go while another page is up."""
        self._let_go()

    def leave(self) -> None:
        """Let go, and leave the search if it is still on."""
        self._let_go()
        if self._desk.panel().state == FINDING:
            self._act(StimDoing.DISARM)

    def _look(self, moment: Moment, panel: StimPanel) -> None:
        """Pass the patient's hold on when it changes."""
        self._moment = self._holding.step(moment)
        if self._holding.held is not self._held:
            self._held = self._holding.held
            self._act(StimDoing.HOLD if self._held else StimDoing.RELEASE, self._number)

    def _for_menu(self, moment: Moment) -> Moment:
        return super()._for_menu(self._moment)

    def _choices(self, panel: StimPanel) -> Sequence[Choice]:
        moved = Choice("moved", word("stim.cal.moved"), "", Slot.BOTTOM, dwell=False, rect=MIDDLE)
        if panel.state != FINDING:
            found = self._channel(panel).working_ma is not None
            again = Choice("begin", word("stim.cal.again" if found else "stim.cal.begin"), "again",
                           Slot.CORNER_RIGHT, Tone.CALM if found else Tone.MAIN, False, ONWARD)
            return again, moved, back()
        return (
            Choice("up", word("stim.cal.up"), "", Slot.TOP, Tone.MAIN, False, places.UP),
            Choice("down", word("stim.cal.down"), "", Slot.TOP, Tone.CALM, False, places.DOWN),
            Choice("felt", word("stim.cal.felt"), "", Slot.TOP, Tone.CALM, False, places.FELT),
            Choice("moves", word("stim.cal.moves"), "", Slot.TOP, Tone.CALM, False, places.MOVES),
            Choice("enough", word("stim.cal.enough"), "heart", Slot.RIGHT, Tone.STOP, False, places.ENOUGH),
            moved, onward("back", word("done"), "check"))

    def _chosen(self, choice: str, panel: StimPanel) -> None:
        if choice == "back":
            self._go(Turn.BACK)
        elif choice in _NEEDS_THERAPIST and locked(panel):
            self._go(Turn.STAY, PinScene(self._desk))
        elif choice in _MARKS:
            self._act(StimDoing.MARK, self._number, mark=_MARKS[choice])
        else:
            self._act(_DOINGS[choice], self._number)

    def _picture(self, panel: StimPanel, controls: tuple[Part, ...]) -> Picture:
        channel, finding = self._channel(panel), panel.state == FINDING
        return Picture(f"stim_find_{'on' if finding else 'off'}", (
            *places.therapist_half(channel), *places.patient_half(channel, finding, self._held),
            *places.scale(channel), *self._told(panel, panel.warning, places.TOLD), *controls),
            word("stim.cal.sentence"))

    def _channel(self, panel: StimPanel) -> StimChannel:
        return next(channel for channel in panel.channels if channel.number == self._number)

    def _let_go(self) -> None:
        self._holding.let_go()
        if self._held:
            self._held = False
            self._act(StimDoing.RELEASE, self._number)
