"""The world between two steps, as the screen shows it; pure.

Not here: pixels (`room`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.frames import TICK_HZ
from game.plays import Body, BodyKind, BodyState, View


@dataclass(frozen=True, slots=True)
class Scene:
    """Who is where at one instant.

    wanted: what is asked for now, waiting or filling; a thing or home.  held: what is carried.  still: other
    things on the shelf.  done: from left to right.  seconds: of the play, for what breathes.
    """

    seconds: float
    hand: Body | None
    home: Body | None
    wanted: Body | None
    held: Body | None
    still: tuple[Body, ...]
    done: tuple[Body, ...]


def scene_between(previous: View, current: View, alpha: float, guide: bool) -> Scene:
    """Blend two views, `alpha` 0..1 of the way; without `guide` a thing that only waits stays unseen."""
    share = min(1.0, max(0.0, alpha))
    before = {} if current.cut else {body.id: body for body in previous.bodies}
    bodies = [_body_between(before.get(body.id), body, share) for body in current.bodies]
    things = [body for body in bodies if body.kind is BodyKind.ITEM]
    if not guide:
        things = [body for body in things if body.state not in {BodyState.WANTED, BodyState.IDLE}]
    home = next((body for body in bodies if body.kind is BodyKind.HOME), None)
    asked = [body for body in (*things, *([home] if home else [])) if body.state in _ASKED]
    ticks = (0 if current.cut else previous.tick - current.tick) * (1.0 - share) + current.tick
    return Scene(
        seconds=ticks / TICK_HZ,
        hand=next((body for body in bodies if body.kind is BodyKind.HAND), None),
        home=home,
        wanted=asked[0] if asked else None,
        held=next((body for body in things if body.state is BodyState.HELD), None),
        still=tuple(body for body in things if body.state is BodyState.IDLE),
        done=tuple(sorted((body for body in things if body.state is BodyState.DONE), key=lambda body: body.x)))


FAR_X, FAR_Y = 2.3, 1.2
"""Nothing is shown further out, in lean units."""
_ASKED = frozenset({BodyState.WANTED, BodyState.FILLING})


def _body_between(before: Body | None, now: Body, share: float) -> Body:
    """Blend places and fills; a fill that fell was emptied, and is shown as it is.

    Whatever the sensors say, everything stays in the picture.
    """
    before = before or now
    fill = now.fill if now.fill < before.fill else _mixed(before.fill, now.fill, share)
    return replace(now, x=_within(_mixed(before.x, now.x, share), FAR_X), fill=max(0.0, min(1.0, fill)),
                   y=_within(_mixed(before.y, now.y, share), FAR_Y))


def _within(value: float, limit: float) -> float:
    return max(-limit, min(limit, value))


def _mixed(one: float, other: float, share: float) -> float:
    return one + (other - one) * share
