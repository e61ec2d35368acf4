"""A tour through every page of stimulation, and through a round with each state of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from core.stim import StimPhase, StimView
from game.intents import IntentKind
from game.phases import Phase
from game.picture import Button, Label, Picture
from game.plays import Stage
from game.scenes.scene import Scene
from game.scenes.setup import SetupScene
from game.scenes.stim.calibrate import CalibrateScene
from game.scenes.stim.channels import ChannelsScene
from game.scenes.stim.checklist import ChecklistScene
from game.scenes.stim.home import StimScene
from game.scenes.stim.pin import PinScene
from game.scenes.stim.stopping import StopScene
from game.stimulation import StimDesk, StimPanel
from tests.game.scenes.making import FakeServices, Person
from tests.game.scenes.stim_making import HAND, PIN, SHIN, WRIST, FakeDesk, make_done, make_panel
from tests.game.scenes.stim_rounds import evening, round_picture

WARNING = "This stimulator can only dim an outer unit: set that unit to 20 mA at full, and never change it."


def visit(scene: Callable[[StimDesk], Scene], panel: StimPanel) -> Person:
    """Somebody before a page."""
    desk = FakeDesk(panel)
    return Person(FakeServices(stim_desk=desk), scene(desk))


def stimulation_pictures() -> dict[str, Picture]:
    """Walk through all pages and keep the last picture of each name and text."""
    seen: dict[tuple[str, ...], Picture] = {}
    for walk in (_setup, _home, _pin, _check, _stop, _channels, _find):
        for person in walk():
            seen.update({(step.picture.key, *_texts(step.picture)): step.picture for step in person.steps})
    named = {f"{key[0]}_{number}": picture for number, (key, picture) in enumerate(seen.items())}
    return named | _rounds()


def _texts(picture: Picture) -> list[str]:
    return [part.text if isinstance(part, Label) else part.label for part in picture.parts
            if isinstance(part, Label | Button)]


def _setup() -> list[Person]:
    return [visit(lambda desk: SetupScene(FakeServices(stim_desk=desk)), make_panel())]


def _home() -> list[Person]:
    states = ("", "idle", "fault", "estop", "end", "stopping")
    panels = [make_panel(SHIN, WRIST), replace(make_panel(), warning=WARNING), make_done(),
              make_done(state="armed"), replace(make_panel(), digest=""),
              *(make_panel(state=state) for state in states)]
    return [visit(StimScene, panel) for panel in panels]


def _pin() -> list[Person]:
    person = visit(PinScene, make_panel())
    for _ in range(3):
        person.touch("1")
        person.touch("enter")
    for digit in 3 * PIN:
        person.touch(digit)
    return [person]


def _check() -> list[Person]:
    panel = replace(make_panel(SHIN, WRIST, HAND), unlocked=True, external=True, warning=WARNING)
    person = visit(ChecklistScene, panel)
    while person.picture.key.startswith("stim_check") and not person.step.quit:
        person.touch("yes")
    return [person]


def _stop() -> list[Person]:
    person = visit(StopScene, replace(make_panel(), unlocked=True))
    person.do(IntentKind.STIM_STOP)
    person.touch("reset")
    others = [visit(StopScene, make_panel(state=state)) for state in ("fault", "stopping")]
    return [person, *others]


def _channels() -> list[Person]:
    return [visit(ChannelsScene, make_done(SHIN, WRIST, HAND))]


def _find() -> list[Person]:
    person = visit(lambda desk: CalibrateScene(desk, 0), make_done(working=False))
    person.touch("up")
    person.do(IntentKind.HOLD)
    for choice in ("up", "felt", "up", "moves", "up"):
        person.touch(choice)
    person.touch("enough")
    return [person]


def _rounds() -> dict[str, Picture]:
    """Every phase of stimulation in every phase of a round, and every stage over a world."""
    views = [StimView(phase, "", rest_s=7.0, share=0.5) for phase in StimPhase if phase is not StimPhase.NONE]
    views.append(StimView(StimPhase.BLOCKED, "electrode"))
    seen = {f"stim_{phase}_{view.phase}_{view.why}": round_picture(evening(), view, phase)
            for view in views for phase in Phase}
    for stage in Stage:
        seen[f"stim_stage_{stage}"] = round_picture(evening(stage=stage), views[1])
    return seen
