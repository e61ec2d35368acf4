"""The sockets of an emulated stimulator: what flows out of each, and every change of it.

Not here: what makes it change (each device).
"""

from __future__ import annotations

from devices.emulators.stimulators import Output

GAP_US = 100
Pulse = tuple[int, tuple[tuple[int, int], ...]]
"""Period (us) and points (us, uA)."""


def balanced(width_us: int, current_ua: int) -> tuple[tuple[int, int], ...]:
    """Return the points of the pulse that RehaStim1 and RehaStim2 shape by themselves."""
    return (width_us, current_ua), (GAP_US, 0), (width_us, -current_ua)


class Outlet:
    """Keeps what flows.  history: every change so far."""

    def __init__(self) -> None:
        self.history: list[Output] = []
        self._running: dict[int, Output] = {}
        self._flowing: dict[int, Output] = {}

    def put(self, t_ns: int, pulses: dict[int, Pulse]) -> None:
        """Put out exactly these trains from now on."""
        for channel in sorted(self._running.keys() | pulses.keys()):
            period_us, points = pulses.get(channel, (0, ()))
            before = self._running.get(channel)
            if before is None or (before.period_us, before.points) != (period_us, points):
                self._change(Output(t_ns, channel, period_us, points))

    def flowing(self) -> dict[int, Output]:
        """Return what flows; a channel at 0 mA is silent."""
        return self._flowing.copy()

    def _change(self, output: Output) -> None:
        self.history.append(output)
        self._running.pop(output.channel, None)
        if output.points:
            self._running[output.channel] = output
        self._flowing = {channel: running for channel, running in self._running.items() if running.peak_ua}
