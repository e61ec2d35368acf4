"""Checks of the sensors that follow a script, and the screens they make, for tests.

Nothing here is a test.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.faults import Fault
from core.muscles import Muscle
from core.samples import Stream
from game.checkup import CheckAct, CheckPhase, CheckupView, Line, Mark, Sense
from game.picture import Picture
from game.scenes.round import RoundScene
from signals.checkup import Finding, Topic, Verdict
from signals.checkup_words import for_patient, for_therapist
from tests.game.scenes.making import FakeServices, Person, make_cards

BOARD = ("board", "weight", "battery")
MUSCLES = ("sensor", "pads", "signal")
WORST = tuple(Finding(stream, topic, Verdict.MEND, value, Muscle.RIGHT_TIBIALIS_ANTERIOR)
              for stream in (Stream.BOARD, Stream.EMG) for topic in Topic for value in (-6.5, 0.5)
              if topic is not Topic.CORNERS)
"""Every sentence of a check, about a muscle with a long name."""


def lines(mark: Mark = Mark.OK, wrong: str = "", there: Sequence[str] = BOARD) -> tuple[Line, ...]:
    """Make lines of one mark; `wrong` must be mended."""
    return tuple(Line(key, Mark.MEND if key == wrong else mark, Sense.BOARD if key in BOARD else Sense.MUSCLES)
                 for key in there)


class FakeCheckup:
    """A check that looks for so many ticks, then says `then`; AGAIN begins anew, GO_ON and WITHOUT pass."""

    def __init__(self, then: CheckPhase = CheckPhase.PASSED, finding: Finding = WORST[0],
                 without: bool = False, there: Sequence[str] = BOARD, looks: int = 20) -> None:
        self.looks = looks
        self.then, self.finding, self.without, self.there = then, finding, without, there
        self.acts: list[CheckAct] = []
        self.cancelled = 0
        self._ticks = 0

    def step(self, tick: int, t_ns: int, act: CheckAct | None = None) -> CheckupView:
        self._ticks += 1
        if act is not None:
            self.acts.append(act)
            self.then, self._ticks = (self.then, 0) if act is CheckAct.AGAIN else (CheckPhase.PASSED, self.looks)
        if self._ticks < self.looks:
            marks = lines(Mark.WAITING if self._ticks < self.looks / 2 else Mark.OK, there=self.there)
            return CheckupView(CheckPhase.LOOKING, marks, progress=self._ticks / self.looks)
        wrong = self.there[0] if self.then is CheckPhase.MENDING else ""
        return CheckupView(self.then, lines(wrong=wrong, there=self.there), for_patient(self.finding),
                           for_therapist(self.finding), 1.0, 3.5, self.without,
                           act is CheckAct.WITHOUT)

    def cancel(self, tick: int, t_ns: int) -> None:
        self.cancelled += 1


def begin(check: FakeCheckup, lean_menu: bool = True) -> Person:
    """Make a person who has just pressed Start."""
    services = FakeServices(check=check, lean_menu=lean_menu)
    person = Person(services, RoundScene(services, "standing_0", 5), home_below=True)
    person.touch("start")
    return person


def checkup_pictures(lean_menu: bool = True) -> dict[str, Picture]:
    """Show a check in every phase, with every sentence there is, and the seat that is offered after near-falls."""
    seen: dict[str, Picture] = {}
    everything = (*BOARD, *MUSCLES)
    for number, finding in enumerate(WORST):
        for phase, without in ((CheckPhase.NOTED, False), (CheckPhase.MENDING, True)):
            person = begin(FakeCheckup(phase, finding, without, everything), lean_menu)
            seen[f"checkup_{phase}_{number}"] = person.until(f"checkup_{phase}").picture
    seen["checkup_looking"] = next(step.picture for step in person.steps if step.picture.key == "checkup_looking")
    return seen | {"round_paused_near_fall_sit": near_fall(falls=2).picture}


def near_fall(falls: int) -> Person:
    """Make a person who stumbles in play, in a session that has seen so many near-falls."""
    services = FakeServices(make_cards(), check=None, near_falls=falls)
    person = Person(services, RoundScene(services, "standing_0", 5), home_below=True)
    person.touch("start")
    person.until("round_play")
    for weight_kg in (30.0, 100.0):
        person.weight_kg = weight_kg
        person.live(5)
    person.weight_kg = 70.0
    person.until(f"round_paused_{Fault.NEAR_FALL}", 1.0)
    return person
