"""Names of the pictures of the gallery: the key of a screen, and what is to be seen of a play.

Not here: the camera (`station.gallery`).
"""

from __future__ import annotations

from game.picture import Button, Figure, Picture, World
from game.plays import BodyState, Place
from game.scenes.app import AppStep

SETTLE_TICKS = 60
"""A screen is kept after it has stood for 0.6 s, so that nothing is half faded in."""


def shot_name(step: AppStep, about: str = "") -> str:
    """Name of a screen; the play itself has one for each thing that can be seen in it."""
    if about and step.picture.key.startswith("assess_results"):
        return f"{step.picture.key}_{about}"
    if step.picture.key != "round_play":
        return step.picture.key
    world = next((part for part in step.picture.parts if isinstance(part, World)), None)
    if world is not None and (coached_name := _coached_name(step.picture, world)):
        return f"round_play_{world.view.place}_{coached_name}"
    if world is not None and world.view.place is Place.LANTERNS:
        return f"round_play_lanterns_{world.view.stage}"
    states = {body.state for body in world.view.bodies} if world else set()
    if world is not None and BodyState.FILLING in states and 2 * world.view.score >= world.view.goal:
        return "round_play_later"
    shown = next((state for state in (BodyState.HELD, BodyState.FILLING) if state in states), None)
    return "round_play" if shown is None else f"round_play_{shown}"


def _coached_name(picture: Picture, world: World) -> str:
    """Name what a coach adds to play: something to count, an offer to ask, a try without feedback."""
    if world.view.counting:
        up = any(isinstance(part, Figure) and part.name == f"marker_{world.view.marker}" and part.value >= 1.0
                 for part in picture.parts)
        return "counting_up" if up else "counting"
    if any(isinstance(part, Button) and part.id == "ask" for part in picture.parts):
        return "may_ask"
    return "" if world.view.feedback else "by_feel"


def patience(step: AppStep) -> int:
    """Return for how many ticks a screen must have stood before it is kept."""
    return 8 if step.picture.key in {"round_play", "round_countdown"} else SETTLE_TICKS
