"""People for the guided calibrations: each tick they see the last step and show a body, on a manual clock."""

from __future__ import annotations

from collections.abc import Callable

from core.clock import NS_PER_S, ManualClock
from core.frames import TICK_NS
from signals.assembler import BodyState
from signals.guided import GuidedStep, Procedure

Person = Callable[[GuidedStep | None, float, int], BodyState]
"""(last step, seconds since it began to ask this, now in ns) -> body."""


def lead(procedure: Procedure, person: Person, limit_s: float = 200.0) -> list[GuidedStep]:
    """Run a procedure to its end; every step in order.  Fails when it does not end by itself."""
    clock, steps, asked = ManualClock(NS_PER_S), list[GuidedStep](), NS_PER_S
    while not steps or not steps[-1].done:
        last = steps[-1] if steps else None
        body = person(last, (clock.now_ns() - asked) / NS_PER_S, clock.now_ns())
        step = procedure.feed(body)
        if last is None or last.cue != step.cue:
            asked = clock.now_ns()
        steps.append(step)
        clock.advance(TICK_NS)
        assert clock.now_ns() < (1 + limit_s) * NS_PER_S, "it must end by itself"
    check(steps)
    return steps


def check(steps: list[GuidedStep]) -> None:
    """What holds for every step of every procedure."""
    for step in steps:
        assert 0 <= step.progress <= 1
        assert 0 <= step.overall <= 1
        assert 0 <= step.effort <= 1
        assert step.seconds_left >= 0
        assert step.sentence.endswith(".")
    final = steps[-1]
    assert final.key == ("done" if final.ok else "failed")
    assert (final.result is not None) is final.ok


def took_s(steps: list[GuidedStep]) -> float:
    """Seconds from the first step to the last."""
    return (len(steps) - 1) * TICK_NS / NS_PER_S


def keys(steps: list[GuidedStep]) -> list[str]:
    """The keys in their order, without repeats."""
    return [step.key for n, step in enumerate(steps) if n == 0 or steps[n - 1].key != step.key]
