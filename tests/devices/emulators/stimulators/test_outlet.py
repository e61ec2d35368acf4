"""What flows is told once for every change."""

from __future__ import annotations

from devices.emulators.stimulators import Output
from devices.emulators.stimulators.outlet import Outlet, balanced

WEAK, STRONG = (20_000, balanced(200, 2_000)), (20_000, balanced(200, 9_000))


def test_only_changes_are_kept() -> None:
    outlet = Outlet()
    for t_ns, pulses in enumerate([{0: WEAK}, {0: WEAK}, {0: STRONG, 1: WEAK}, {1: WEAK}, {}, {}]):
        outlet.put(t_ns, pulses)
    assert outlet.history == [Output(0, 0, *WEAK), Output(2, 0, *STRONG), Output(2, 1, *WEAK), Output(3, 0, 0, ()),
                              Output(4, 1, 0, ())]


def test_a_change_keeps_the_time_of_the_first() -> None:
    outlet = Outlet()
    outlet.put(1, {0: WEAK})
    outlet.put(5, {0: WEAK})
    assert outlet.flowing() == {0: Output(1, 0, *WEAK)}


def test_a_channel_without_current_is_silent() -> None:
    outlet = Outlet()
    outlet.put(1, {0: (20_000, balanced(200, 0)), 3: WEAK})
    assert set(outlet.flowing()) == {3}
