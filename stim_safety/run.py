"""Everything the controller knows in one run: where it stands, what was confirmed, found, asked and written.

Only facts, and what can be read off them.  Not here: what changes them (`moves`, `requests`, `device`, `outputs`).
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from stim_safety import calibration, validity
from stim_safety.budget import Left
from stim_safety.calibration import Found
from stim_safety.ceilings import CEILINGS
from stim_safety.course import Course
from stim_safety.dose import Dose
from stim_safety.drivers import Ask, Driver
from stim_safety.exchange import Exchange
from stim_safety.fence import Memory, still
from stim_safety.lease import Lease
from stim_safety.machine import Event
from stim_safety.messages import Message
from stim_safety.outbox import Outbox
from stim_safety.start import Start
from stim_safety.step import Inputs
from stim_safety.stopping import Stopping
from stim_safety.therapist import Therapist
from stim_safety.ticks import Ticks
from stim_safety.timing import GUARDIAN_SILENT_MS, MS
from stim_safety.words import Profile, State, Why

NS_PER_S = 1000 * MS


@dataclass(frozen=True, slots=True)
class Intent:
    """A move that waits for its record to be on disk.  channel: of a calibration."""

    event: Event
    number: int
    channel: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the newest wish was granted, and until when it counts."""

    channel: int
    granted_ua: int
    expires_ns: int


class Run:
    """The facts of one run.  Made once; `begin` for each step.  now_ns: the time of this step."""

    def __init__(self, driver: Driver, start: Start) -> None:
        self.driver, self.abilities, self.start = driver, driver.abilities, start
        self.prescription = None if start.refusal else start.prescription
        self.ceilings = CEILINGS[self.prescription.profile if self.prescription else Profile.KIOSK]
        self.external = self.prescription.external if self.prescription else None
        self.orders = {order.channel: order for order in self.prescription.channels} if self.prescription else {}
        self.inputs = Inputs(0, 0)
        self.now_ns = 0
        self._began: Inputs | None = None
        self._judged_s: int | None = None
        self._invalid: tuple[Why, ...] = ()
        self.failed = False
        self._stand()
        self._people(start)
        self._device()
        self.ticks = Ticks()
        self.lease = Lease(start.nonce, random.Random(start.seed))
        self.out = Outbox(start.nonce)
        self.guardian_ns: int | None = None

    def _stand(self) -> None:
        """Begin where it stands.  spoilt: what no reset of this run can mend.  quiet: the last stop was proven.

        incident: the last run did not end cleanly, or the device was found at work.  violated: what was wrong
        last.
        """
        self.state = State.BOOT
        self.why: Why | None = None
        self.violated: Why | None = None
        self.spoilt: list[Why] = []
        self.stopping: Stopping | None = None
        self.intent: Intent | None = None
        self.quiet = False
        self.incident = self.start.incident is not None
        self.ending = False
        self.mute = False
        self.latched_ns = 0
        self.reset_ns: int | None = None
        self.moved_ns = 0
        self.status_due = True
        self.told_ns = 0
        self.repeated_ns: int | None = None
        self.told: dict[tuple[type[Message], int], Message] = {}
        self.told_of: tuple[object, ...] | None = None

    def _people(self, start: Start) -> None:
        """Begin with what people did.  stop_pressed: stop was pressed to test it, and is not yet reset."""
        self.therapist = Therapist(start.pin)
        self.held = False
        self.stop_pressed = False
        self.stop_tested = False
        self.found: dict[int, Found] = {}

    def _device(self) -> None:
        """Begin with the device.  known: it is who it should be.  opened: it says that it is ready for trains."""
        self.exchange = Exchange(self.abilities)
        self.identity = ""
        self.version = ""
        self.introduced = 0
        self.known = False
        self.to_open: tuple[Ask, ...] = ()
        self.stopped_ns = 0
        self.opened = False
        self.running: frozenset[int] = frozenset()
        self.kept_alive_ns = 0
        self.course: Course | None = None
        self.wanted: Wanted | None = None
        self.decided: tuple[object, ...] = ()
        self.memory: dict[int, Memory] = {}
        self.resting: int | None = None
        self.dose = Dose(self.start.spent)
        self.kept_ns = 0
        self.trains = 0

    def begin(self, inputs: Inputs) -> None:
        """Begin a step."""
        if self._began is None:
            self._began, self.moved_ns = inputs, inputs.now_ns
            self.memory = {channel: still(inputs.now_ns) for channel in self.orders}
        self.inputs, self.now_ns = inputs, inputs.now_ns
        self.failed = False
        self.out.begin(inputs.now_ns, inputs.acked)

    @property
    def is_first(self) -> bool:
        """Whether this is the first step."""
        return self.inputs is self._began

    @property
    def utc_s(self) -> int:
        """Wall time as it follows from that of the start, suspended time included."""
        return self.start.utc_s + (self.inputs.boot_ns - (self._began or self.inputs).boot_ns) // NS_PER_S

    def since(self, then_ns: int) -> int:
        """Return the milliseconds since a moment."""
        return (self.now_ns - then_ns) // MS

    def invalid(self) -> tuple[Why, ...]:
        """Return why the prescription may not be used now."""
        if self.prescription is None:
            return (Why.NO_PRESCRIPTION,)
        now_s = self.utc_s
        if now_s != self._judged_s:  # all else that counts here is frozen since the start
            self._judged_s = now_s
            self._invalid = validity.problems(self.prescription, now_s, self.start.today_day)
        return self._invalid

    def guarded(self) -> bool:
        """Whether the guardian lives."""
        return self.guardian_ns is not None and self.since(self.guardian_ns) <= GUARDIAN_SILENT_MS

    def left(self) -> Left:
        """Return what is left of the budgets of time."""
        return self.dose.left(self.now_ns, self.prescription, self.ceilings)

    def charge_left_nc(self, channel: int) -> int:
        """Return what is left of the charge of a prescribed channel."""
        return self.dose.charge_left_nc(self.now_ns, channel, self.ceilings)

    def rest_left_ms(self, channel: int) -> int:
        """Return how long a channel must still rest."""
        memory, order = self.memory[channel], self.orders[channel]
        if memory.off_since_ns is None:
            return 0
        least_ms = max(order.off_ms, self.ceilings.min_off_ms, memory.last_on_ms)
        return max(0, least_ms - self.since(memory.off_since_ns))

    def found_of(self, channel: int) -> Found:
        """Return what was found for a channel."""
        return self.found.get(channel, Found())

    def working_ua(self, channel: int) -> int:
        """Return the working current of a prescribed channel, 0 while it is not found."""
        return calibration.working_ua(self.found_of(channel), self.orders[channel].k_per_mille)
