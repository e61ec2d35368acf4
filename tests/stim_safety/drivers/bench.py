"""A driver and an emulated stimulator on one table, without a wire and without waiting."""

from __future__ import annotations

from devices.emulators.stimulators.serving import STIMULATORS, Steerable
from stim_safety.drivers import Answer, Ask, Driver, Frame, Outcome
from stim_safety.drivers.registry import DRIVERS, made_for
from stim_safety.timing import OPEN_ACK_MS
from stim_safety.words import Train

MS = 1_000_000
FULL_UA = 20_000
NAMES = tuple(DRIVERS)


def driver_of(name: str) -> Driver:
    return made_for(name, FULL_UA)


def device_of(name: str) -> Steerable:
    return STIMULATORS["p24" if name == "sim" else name](0)


class Bench:
    """chunk: of so many bytes the answers come, 0 for all at once."""

    def __init__(self, driver: Driver, device: Steerable, chunk: int = 0) -> None:
        self.driver = driver
        self.device = device
        self.t_ns = 0
        self._chunk = chunk

    def train(self, channel: int = 0, current_ua: int = 10_000) -> Train:
        """Return a usual train, as near to `current_ua` as the grid of the device allows."""
        able = self.driver.abilities
        return self.driver.pulse(channel, 200, 40_000, current_ua // able.step_ua * able.step_ua)

    def frame(self, ask: Ask) -> Frame:
        """Return the frame of `ask`, with the trains that it needs."""
        trains = {Ask.TRAINS: (self.train(),), Ask.OPEN: (self.train(current_ua=0),)}.get(ask, ())
        return self.driver.frame(ask, trains)

    def say(self, data: bytes, for_ms: int = 0) -> list[Answer]:
        """Write bytes, let time pass, and return all answers."""
        said = self.device.receive(self.t_ns, data) if data else b""
        said += self.device.advance(self.t_ns)
        answers = self._feed(said)
        for _ in range(for_ms):
            self.t_ns += MS
            answers += self._feed(self.device.advance(self.t_ns))
        return answers

    def ask(self, ask: Ask) -> Answer | None:
        """Ask and wait as long as is allowed; None when there is no answer, or none but to other things."""
        frame = self.frame(ask)
        answers = self.say(frame.data)
        able = self.driver.abilities
        patience_ms = max(OPEN_ACK_MS, able.ack_ms, able.hello_ms if ask is Ask.IDENTIFY else 0)
        while patience_ms and not any(each.ask is ask or each.outcome is not Outcome.DONE for each in answers):
            answers += self.say(b"", 1)
            patience_ms -= 1
        return next((each for each in answers if each.ask is ask or each.outcome is not Outcome.DONE), None)

    def does(self, *asks: Ask) -> bool:
        """Whether the device carries out all of these, one after the other."""
        return all(_is_done(self.ask(ask)) for ask in asks)

    def opens(self) -> bool:
        """Whether the device is what the driver thinks it is, and opens."""
        return self.does(*self.driver.abilities.opening, Ask.OPEN)

    def flows(self) -> bool:
        """Whether current flows now."""
        return bool(self.device.outputs(self.t_ns))

    def falls_silent(self) -> bool:
        """Whether nothing flows from now on, or after as long as a device with relays and a slow line may take."""
        slow_ms = self.driver.abilities.ack_ms
        self.t_ns += (slow_ms or 1) * MS
        return not self.flows()

    def peak_ua(self) -> int:
        """The strongest current that ever flowed."""
        return max((output.peak_ua for output in self.device.history), default=0)

    def _feed(self, said: bytes) -> list[Answer]:
        step = self._chunk or max(1, len(said))
        return [answer for at in range(0, len(said), step) for answer in self.driver.feed(said[at:at + step])]


def _is_done(answer: Answer | None) -> bool:
    return answer is not None and answer.outcome is Outcome.DONE
