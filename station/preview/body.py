"""The simulated patient of a preview: a body with this person's own limits, as far as they were measured.

Reach is the person's own.  How able the body is follows from how fast the person leaned and how much they swayed
in the last assessments; what was never measured is assumed, and said.
Not here: what such a body does (`devices.simulated`), playing (`playing`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from math import atan, degrees

from clinic import people
from clinic.people import KeptResult
from core.errors import InputError
from devices.simulated import stance
from devices.simulated.ability import person_of
from devices.simulated.people import Person
from devices.simulated.senses import Condition
from levels.words import Direction
from signals.calibration import Reach
from signals.offline.limits import limit_mm
from signals.offline.stance import cog_height_mm
from station.playtest.stance import measured

USUAL_ABILITY = 0.5
"""Between a person in the first weeks after a stroke and a healthy old one."""
USUAL_HEIGHT_M = 1.7
LOOK_BACK = timedelta(days=365)
"""Older assessments say nothing of a person today."""
_WAY_SHARE = 0.62
"""Part of its time that a minimum-jerk movement takes from 5 to 95 % of its way, where speed is measured."""
_SWAY_SEEDS = 2
_GRID = (0.0, 0.25, 0.5, 0.75, 1.0)
_MOST_MM = 240.0
_BEYOND = 1.15
"""The base of support ends so much beyond the reach, where a reach is longer than the base of such a body."""
_SIDES = ("left_mm", "right_mm", "front_mm", "back_mm")
_DEGREES = {Direction.FRONT: 0.0, Direction.FRONT_RIGHT: 45.0, Direction.RIGHT: 90.0, Direction.BACK_RIGHT: 135.0,
            Direction.BACK: 180.0, Direction.BACK_LEFT: 225.0, Direction.LEFT: 270.0, Direction.FRONT_LEFT: 315.0}


@dataclass(frozen=True, slots=True)
class Portrait:
    """A body that stands for a person.

    who: for headlines.  ability: 0 weakest .. 1 strongest, for what the reach does not say.  reach: on the board.
    farthest: mm by direction in a test of eight sides.  known, assumed: where all this is from, a sentence each.
    """

    who: str
    ability: float
    person: Person
    reach: Reach
    farthest: Mapping[Direction, float]
    known: tuple[str, ...]
    assumed: tuple[str, ...]


def portrait(known: people.Person | None, now: datetime, named: str | None = None) -> Portrait:
    """Return the body for a person; None gives a usual one.  named: the patient of whom nothing is kept yet."""
    if known is None:
        person = person_of(USUAL_ABILITY)
        why = "No patient was named" if named is None else f"Nothing is kept of patient {named} here yet"
        return Portrait("a usual person", USUAL_ABILITY, person, _board_reach(person), {}, (), (
            f"{why}: a body of ability {USUAL_ABILITY:g} plays (0 severely affected, 1 healthy and young).",))
    recalled, limits = known.last_reach(), known.latest("limits", now, LOOK_BACK)
    reach = recalled.value
    found = [*_by_speed(limits, reach), *_by_sway(known.latest("quiet_stance", now, LOOK_BACK))]
    ability = round(sum(each for each, _ in found) / len(found), 2) if found else USUAL_ABILITY
    person = with_reach(person_of(ability), reach)
    dates = () if reach is None or recalled.measured is None else (
        f"Reach to the four sides: measured on {recalled.measured:%d %B %Y}.",)
    return Portrait(known.id.upper(), ability, person, reach or _board_reach(person),
                    _farthest(limits, _height_m(known)), (*dates, *(said for _, said in found)),
                    tuple(_assumed(reach, ability, measured_at_all=bool(found))))


def _by_speed(limits: KeptResult | None, reach: Reach | None) -> Iterator[tuple[float, str]]:
    speed = None if limits is None else limits.values.get("velocity_deg_s")
    if limits is not None and speed is not None and speed > 0:
        ability = ability_of_speed(speed, reach)
        yield ability, f"Speed of leaning {speed:.1f} deg/s ({_date(limits)}): as a body of ability {ability:g}."


def _by_sway(quiet: KeptResult | None) -> Iterator[tuple[float, str]]:
    sway = None if quiet is None else quiet.values.get("rms_eyes_open_mm")
    if quiet is not None and sway is not None and sway > 0:
        ability = ability_of_sway(sway)
        yield ability, f"Sway {sway:.1f} mm RMS ({_date(quiet)}): as a body of ability {ability:g}."


def _assumed(reach: Reach | None, ability: float, *, measured_at_all: bool) -> Iterator[str]:
    if reach is None:
        yield "Reach was never measured: that of the body is taken."
    if not measured_at_all:
        yield f"Neither speed of leaning nor sway was measured in the last year: ability {ability:g} is taken."
    yield (f"Muscles and attention are those of a body of ability {ability:g}; it does not get better while it "
           "plays.")


def with_reach(person: Person, reach: Reach | None) -> Person:
    """Return the person with a measured reach; the base of support grows where it would end before it."""
    if reach is None:
        return person
    own = stance.Reach(*(min(getattr(reach, side), _MOST_MM) for side in _SIDES))
    base = stance.Reach(*(min(max(getattr(person.base, side), _BEYOND * getattr(own, side)), 250.0)
                          for side in _SIDES))
    return replace(person, base=base, movement=replace(person.movement, reach=own))


def _board_reach(person: Person) -> Reach:
    own = person.movement.reach
    return Reach(own.left_mm, own.right_mm, own.front_mm, own.back_mm)


def ability_of_speed(deg_s: float, reach: Reach | None = None) -> float:
    """Return the ability of the body that leans as fast to its reach, mean over the four sides, 0..1."""
    def speed(ability: float) -> float:
        person = with_reach(person_of(ability), reach)
        far_mm = sum(getattr(person.movement.reach, side) for side in _SIDES) / len(_SIDES)
        turned = degrees(atan(0.95 * far_mm / cog_height_mm(USUAL_HEIGHT_M)) - atan(
            0.05 * far_mm / cog_height_mm(USUAL_HEIGHT_M)))
        return turned / (_WAY_SHARE * person.movement.duration_s(far_mm))
    return _between(deg_s, speed)


def ability_of_sway(rms_mm: float) -> float:
    """Return the ability of the body that sways as much in quiet standing with open eyes, 0..1."""
    return _between(-rms_mm, lambda ability: -_sway_mm(ability))


@lru_cache(maxsize=8)
def _sway_mm(ability: float) -> float:
    """Return how much a body sways, measured as in a clinic; some that fall over are no measure."""
    found = [measured(person_of(ability), Condition(), seed) for seed in range(1, _SWAY_SEEDS + 1)]
    values = [sway.rms_mm for sway in found if sway is not None]
    return sum(values) / len(values) if values else 0.0


def _between(wanted: float, value: Callable[[float], float]) -> float:
    """Return where `value`, which rises with ability, is as wanted; the end where it is beyond."""
    points = [(value(ability), ability) for ability in _GRID]
    if wanted <= points[0][0]:
        return 0.0
    for (low, below), (high, above) in pairwise(points):
        if low <= wanted <= high and high > low:
            return round(below + (above - below) * (wanted - low) / (high - low), 2)
    return 1.0


def _farthest(limits: KeptResult | None, height_m: float) -> dict[Direction, float]:
    """Return how far the test of eight sides went, from shares of the usual limit to mm."""
    if limits is None:
        return {}
    shares = {direction: limits.values.get(f"maximum_{direction}_pct") for direction in Direction}
    return {direction: share / 100.0 * limit_mm(_DEGREES[direction], height_m)
            for direction, share in shares.items() if share is not None and 0.0 < share < 300.0}


def _height_m(known: people.Person) -> float:
    try:
        height = float(known.fact("height") or "")
    except ValueError:
        return USUAL_HEIGHT_M
    try:
        cog_height_mm(height / 100.0)
    except InputError:
        return USUAL_HEIGHT_M
    return height / 100.0


def _date(result: KeptResult) -> str:
    return datetime.fromisoformat(result.utc).strftime("%d %B %Y")
