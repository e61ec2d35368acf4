"""The check of the sensors on the screen: big ticks that fill one after the other, and what may be answered.

It stands in the place of a round's instruction while it runs, so it is no scene of its own.
Not here: the judging (`game.checkup.Checkup` and what fulfils it), the round (`game.scenes.round`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from math import ceil
from types import MappingProxyType

from game.checkup import CheckAct, CheckPhase, Checkup, CheckupView, Line, Mark, Sense
from game.intents import IntentKind
from game.picture import Align, Figure, Label, LatePicture, Meter, Part, Picture, Rect, TextRole, Tone
from game.scenes.layout import WIDE, Slot, title
from game.scenes.menu import Choice, Menu, menu_for
from game.scenes.scene import Moment
from game.scenes.words import word
from game.services import Services
from game.sounds import Sound, SoundKind

ROW_TOP, ROW_HEIGHT, ICON, ROW_WIDTH = 172.0, 112.0, 96.0, 820.0
ALONE_X, LEFT_X, RIGHT_X = 560.0, 110.0, 1000.0
SENTENCE = Rect(110, 518, 1700, 112)
LOOKING_SENTENCE = Rect(110, 560, 1700, 150)
METER = Rect(460, 750, 1000, 44)
DIAL = Rect(850, 642, 220, 230)
THERAPIST = Rect(110, 884, 1700, 180)
WITHOUT = Rect(1310, 908, 570, 150)
THERAPIST_BESIDE = Rect(60, 884, 1220, 186)
_FIGURES: Mapping[Mark, str] = MappingProxyType({
    Mark.WAITING: "dot_later", Mark.LOOKING: "dot_now", Mark.OK: "check", Mark.NOTE: "question",
    Mark.MEND: "warning",
})
_ACTS = frozenset(CheckAct)
_KEYS: Mapping[IntentKind, str] = MappingProxyType({IntentKind.BACK: "leave"})


@dataclass(frozen=True, slots=True)
class CheckStep:
    """What one tick of the check did.

    passed: the round may begin, boardless: without its board.  leave: another level is wanted.
    """

    picture: Picture
    passed: bool = False
    boardless: bool = False
    leave: bool = False
    sounds: tuple[Sound, ...] = ()


class CheckupPanel:
    """Shows one check and takes the answers.  Life: `step` once per tick until `passed` or `leave`."""

    def __init__(self, services: Services, checkup: Checkup) -> None:
        self._services, self._checkup = services, checkup
        self._menu = Menu(())
        self._shown_for: tuple[CheckPhase, bool] | None = None
        self._marks: tuple[Mark, ...] = ()
        self._lines: tuple[Line, ...] = ()

    def step(self, moment: Moment) -> CheckStep:
        """Let the check go on, with what was answered."""
        chosen = self._menu.step(moment)
        if chosen.chosen == "leave":
            self._checkup.cancel(moment.tick, moment.t_ns)
        act = CheckAct(chosen.chosen) if chosen.chosen in _ACTS else None
        view = self._checkup.step(moment.tick, moment.t_ns, act)
        self._fit_menu(view)
        return CheckStep(self._picture(view), view.phase is CheckPhase.PASSED, view.boardless,
                         chosen.chosen == "leave", (*chosen.sounds, *self._ticked(view)))

    def cancel(self, moment: Moment) -> None:
        """Leave the check: the round was stopped."""
        self._checkup.cancel(moment.tick, moment.t_ns)

    def _ticked(self, view: CheckupView) -> tuple[Sound, ...]:
        """Let each new tick be heard."""
        if view.lines is self._lines:
            return ()
        self._lines = view.lines
        before, self._marks = self._marks, tuple(line.mark for line in view.lines)
        ticked = any(now is Mark.OK is not then for then, now in zip(before, self._marks, strict=False))
        return (Sound(SoundKind.FOCUS),) if ticked else ()

    def _fit_menu(self, view: CheckupView) -> None:
        wanted = view.phase, view.can_do_without
        if wanted == self._shown_for:
            return
        self._shown_for = wanted
        match view.phase:
            case CheckPhase.NOTED:
                self._menu = menu_for(self._services, _GO_ON, _AGAIN_LEFT, keys=_KEYS, dial=DIAL)
            case CheckPhase.MENDING:
                without = (_WITHOUT,) if view.can_do_without else ()
                self._menu = menu_for(self._services, _AGAIN, _LEAVE, *without, keys=_KEYS, dial=DIAL)
            case _:
                self._menu = Menu((_BACK,), _KEYS)

    def _picture(self, view: CheckupView) -> Picture:
        """Name the picture, and make it when somebody looks."""
        return LatePicture(_key(view), partial(_draw, view, self._menu.parts()))


_GO_ON = Choice("go_on", word("go_on"), "play", Slot.RIGHT, Tone.MAIN, rect=WIDE[1])
_AGAIN = Choice("again", word("check.again"), "again", Slot.RIGHT, Tone.MAIN, rect=WIDE[1])
_AGAIN_LEFT = Choice("again", word("check.again"), "again", Slot.LEFT, rect=WIDE[0])
_LEAVE = Choice("leave", word("check.leave"), "levels", Slot.LEFT, rect=WIDE[0])
_BACK = Choice("leave", word("back"), "back", Slot.CORNER_LEFT, Tone.STOP, dwell=False)
_WITHOUT = Choice("without", word("check.without"), "play", Slot.BOTTOM, rect=WITHOUT)


def _key(view: CheckupView) -> str:
    return f"checkup_{view.phase}"


def _draw(view: CheckupView, controls: tuple[Part, ...]) -> Picture:
    heading = word(f"check.{view.phase}")
    sentence = view.sentence or word("check.sentence")
    return Picture(_key(view), (title(heading), *_rows(view.lines), *_below(view, sentence), *controls),
                   f"{heading} {sentence}")


def _below(view: CheckupView, sentence: str) -> tuple[Part, ...]:
    if view.phase in (CheckPhase.LOOKING, CheckPhase.PASSED):
        return Label(LOOKING_SENTENCE, sentence, TextRole.TITLE), Meter(METER, view.progress)
    therapist = view.therapist
    if view.phase is CheckPhase.NOTED:
        therapist = f"{therapist} {word('check.by_itself', seconds=max(1, ceil(view.seconds_left)))}"
    where = THERAPIST_BESIDE if view.can_do_without else THERAPIST
    return Label(SENTENCE, sentence, TextRole.BODY), Label(where, therapist, TextRole.SMALL, soft=True)


def _rows(lines: tuple[Line, ...]) -> tuple[Part, ...]:
    """Show each line as a mark and a word: in one column, or the board's to the left of the muscles'."""
    parts: list[Part] = []
    places = {Sense.BOARD: 0, Sense.MUSCLES: 0}
    alone = len({line.sense for line in lines}) == 1
    for line in lines:
        x = ALONE_X if alone else LEFT_X if line.sense is Sense.BOARD else RIGHT_X
        y = ROW_TOP + ROW_HEIGHT * places[line.sense]
        places[line.sense] += 1
        parts += [Figure(Rect(x, y, ICON, ICON), _FIGURES[line.mark], 1.0),
                  Label(Rect(x + ICON + 36, y, ROW_WIDTH - ICON - 36, ICON), word(f"check.{line.key}"),
                        TextRole.BODY, Align.LEFT, line.mark in (Mark.WAITING, Mark.LOOKING))]
    return tuple(parts)
