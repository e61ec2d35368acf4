"""A preview for a terminal: what a therapist without time needs is in the first lines, at most 80 columns wide.

Not here: the numbers (`told`).
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence

from station.coaching.words import percent
from station.preview.changes import NOTHING
from station.preview.ladder import Rests
from station.preview.told import Spread, Told

WIDTH = 80
_NAME = 20


def text_of(told: Told) -> str:
    """Return the whole page."""
    return "\n".join(_lines(told)) + "\n"


def _lines(told: Told) -> Iterator[str]:
    yield from _wrapped(f"{told.title}, grade {told.grade}, for {told.body.who}")
    yield from _wrapped(f"{told.plan}: a simulated patient played {_count(len(told.visits), 'visit')} of "
                        f"{_count(told.rounds, 'round')}.")
    yield ""
    yield from _wrapped(told.verdict)
    yield ""
    yield from _numbers(told)
    yield from _part("What the plan changes", [str(change) for change in told.changes] or [NOTHING])
    yield from _part("Look at this", [*told.worries, *told.worth])
    yield from _part("How the rounds begin", told.said)
    yield from _part("Measured of this person", told.body.known)
    yield from _part("Assumed", told.body.assumed)
    if told.picture:
        yield ""
        yield f"Picture: {told.picture}"


def _numbers(told: Told) -> Iterator[str]:
    if told.measured:
        yield _row("Expected success", f"{_percent(told.success)} of the tries; the aim is "
                                       f"{percent(told.settings.target)}")
    minutes = told.each(lambda seen: seen.play_s / 60)
    yield _row("A round takes", f"{_between(minutes, '.1f')} minutes")
    items, clean = told.each(lambda seen: seen.items), told.each(lambda seen: seen.clean)
    yield _row("Repetitions", f"{items.mean:.0f} a round" + (
        f", {clean.mean:.0f} of them at the first go" if told.measured else ""))
    yield _row("Went wrong", _wrong(told))
    stim = told.each(lambda seen: seen.stim_s)
    if stim.most:
        yield _row("Stimulation", f"{_between(stim, '.0f')} s a round, in "
                                  f"{told.each(lambda seen: seen.trains).mean:.0f} trains")
    yield from _difficulty(told)


def _difficulty(told: Told) -> Iterator[str]:
    if told.rest.how is Rests.NOWHERE or not told.measured:
        yield _row("Difficulty", "stays where it is" if told.settings.axes else "is the same at every grade")
        return
    yield _row("It begins at", _grades(told.grades(after=False)))
    yield _row("After a visit", _grades(told.grades(after=True)))
    yield _row("It comes to rest", _grades(told.rest_grades()) + _tries(told))
    yield _row("Success there", _ladder(told))


def _tries(told: Told) -> str:
    tries, each = told.rest.tries, sum(seen.told.tries.of for seen in told.visits[0]) or 1
    if tries is None:
        return "; not within the next visits"
    return f"; in about {_count(max(1, round(tries / each)), 'visit')}" if tries else "; it is there"


def _ladder(told: Told) -> str:
    """Say how success falls from the easiest to the hardest that is allowed."""
    first, last = told.rungs[0], told.rungs[-1]
    return f"{percent(first.success)} at the easiest allowed, {percent(last.success)} at the hardest"


def _wrong(told: Told) -> str:
    parts = [(told.total(lambda seen: seen.falls), "stepped off", "stepped off"),
             (told.total(lambda seen: seen.near_falls), "near-fall", "near-falls"),
             (told.total(lambda seen: seen.pauses), "pause", "pauses")]
    said = [f"{count} {one if count == 1 else many}" for count, one, many in parts if count]
    return f"{', '.join(said)}, in {len(told.visits) * told.rounds} rounds" if said else "nothing"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")


def _grades(grades: Mapping[str, float]) -> str:
    return ", ".join(f"{axis} {grade:.1f}" for axis, grade in grades.items())


def _percent(spread: Spread) -> str:
    if round(spread.least, 2) == round(spread.most, 2):
        return percent(spread.mean)
    return f"{percent(spread.mean)} ({percent(spread.least)} to {percent(spread.most)})"


def _between(spread: Spread, digits: str) -> str:
    least, most = format(spread.least, digits), format(spread.most, digits)
    mean = format(spread.mean, digits)
    return mean if least == most else f"{mean} ({least} to {most})"


def _row(name: str, words: str) -> str:
    first, *more = textwrap.wrap(words, WIDTH - _NAME)
    return "\n".join([f"{name:<{_NAME}}{first}", *(" " * _NAME + line for line in more)])


def _part(title: str, sentences: Sequence[str]) -> Iterator[str]:
    if sentences:
        yield ""
        yield title
        for sentence in sentences:
            yield from _wrapped(sentence, "  ")


def _wrapped(words: str, indent: str = "") -> Iterable[str]:
    return textwrap.wrap(words, WIDTH, initial_indent=indent, subsequent_indent=indent and indent + "  ")
