"""The gallery's chapter of coached play: guesses, results, summaries, counting, play by feel, plans with mistakes.

Each level has a plan of its own that brings up what is to be seen; the simulated patient plays, hands answer.
Not here: the camera and the other chapters (`station.gallery`).
"""

from __future__ import annotations

from collections.abc import Mapping
from math import hypot
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from game.intents import Intent, IntentKind
from game.picture import World
from game.plays import BodyKind, BodyState, View
from station.coaching.plans import FOLDER
from station.gallery_names import SETTLE_TICKS

if TYPE_CHECKING:  # the gallery itself reads this chapter
    from station.gallery import Camera

LOOK_TICKS = 130
"""So long something is looked at before it is answered."""


def _plan(level: str, grade: int, brings: str) -> str:
    """Write a plan that brings up one kind of screen."""
    return (f"schema: 1\nplan: {level}\ngrade: {grade}\nfew_words: false\n"
            f"feedback: {{fade: false, probes: 0, {brings}}}\n")


PLANS: Mapping[str, str] = MappingProxyType({
    "shelf_reach/side_shelf": _plan("side_shelf", 8, "percent: 100, guess_every: 2"),
    "shelf_reach/whole_shelf": _plan("whole_shelf", 7, "percent: 100, guess_every: 0, summary: true"),
    "shelf_reach/first_shelf": _plan("first_shelf", 4,
                                     "percent: 100, guess_every: 0, second_task: colours, second_share: 1"),
    "shelf_reach/corner_shelf": _plan("corner_shelf", 2, "percent: 0, guess_every: 0, on_request: true"),
    "lanterns/first_light": _plan("first_light", 3, "percent: 0, guess_every: 0"),
    "lanterns/keep_it_lit": _plan("keep_it_lit", 3,
                                   "percent: 100, guess_every: 0, second_task: count, second_share: 1"),
})
"""What each level of the chapter is planned to show."""
BROKEN = "shelf_reach/far_things"
SHORT = 1.5
"""So many radii short of a target somebody is held."""
LONGEST_AWAY_TICKS = 6000
_MISTAKE = "schema: 1\nplan: far_things\naxes:\n  size: {min: 7, max: 3}\n"


def write_plans(data: Path) -> None:
    """Write the plans of this chapter where the station looks for them, and one with a mistake."""
    folder = data / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for level, text in {**PLANS, BROKEN: _MISTAKE}.items():
        (folder / f"{level.partition('/')[2]}.yaml").write_text(text, encoding="utf-8")


def coached(camera: Camera) -> None:
    """Play every level that has a plan; ask how it was, guess, count, and go on."""
    camera.wait(SETTLE_TICKS + 2)
    for level in (BROKEN, *PLANS):
        _find(camera, level)
        camera.press(level)
        if camera.key == "plan_trouble":
            camera.press("ok")
        else:
            camera.press("start")
            camera.press("start")
            kept: set[int] = set()
            while not camera.key.startswith("round_results"):
                _live(camera, kept)
            camera.press("done")
        while camera.key != "home":
            camera.press("back")


def _find(camera: Camera, level: str) -> None:
    """Go through the postures and pages to where a level is offered."""
    camera.press("levels")
    for posture in [button for button in camera.buttons() if button != "back"]:
        camera.press(posture)
        seen: list[str] = []
        while level not in camera.buttons() and camera.buttons() != seen:
            seen = seen or camera.buttons()
            if "more" not in camera.buttons():
                break
            camera.press("more")
        if level in camera.buttons():
            return
        camera.press("back")
    raise AssertionError(f"the level {level} is in no menu")


def _live(camera: Camera, kept: set[int]) -> None:
    """Let time pass; answer what is asked, one way and the other, and ask what may be asked.

    kept: after how many things the patient was kept away from the next one already.
    """
    buttons = camera.buttons()
    if camera.key.startswith("round_aside"):
        before = len(camera.shots)
        camera.wait(LOOK_TICKS)
        answer = "second" if "second" in buttons and len(camera.shots) == before else "first"
        if answer in camera.buttons():
            camera.press(answer)
    elif "ask" in buttons:
        camera.press("ask")
    else:
        view = next((part.view for part in camera.step().picture.parts if isinstance(part, World)), None)
        if view is not None and view.score % 3 == 2 and view.score not in kept:
            _keep_away(camera, view, kept)


def _keep_away(camera: Camera, view: View, kept: set[int]) -> None:
    """Have a helper hold the patient a little short of a thing, once nearly reached, until it counts as a miss."""
    body = next((body for body in view.bodies
                 if body.kind is BodyKind.ITEM and body.state is BodyState.FILLING), None)
    if body is None:
        return
    kept.add(view.score)
    share = max(0.0, 1.0 - SHORT * body.size / max(body.size, hypot(body.x, body.y)))
    step = camera.step(Intent(IntentKind.STEER, share * body.x, share * body.y))
    for _ in range(LONGEST_AWAY_TICKS):
        if any(event.kind == "item_missed" for event in step.events):
            break
        step = camera.step()
    camera.step(Intent(IntentKind.STEER))
