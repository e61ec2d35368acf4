"""What a step leaves for the disk, made into lines and files and handed to the scribe.

The chain of the log is made here, in the controller's process: what the scribe gets is already fixed.
Not here: what is worth a record (`controller`), writing (`scribe`).
"""

from __future__ import annotations

import time
from collections.abc import Mapping

from stim_safety import budget, journal, known
from stim_safety.audit import Chain
from stim_safety.children import Scribe
from stim_safety.folder import BUDGETS, DEVICES, TRIPPED, budget_name
from stim_safety.step import Inputs, Outputs, Plain, Record
from stim_safety.timing import MS
from stim_safety.words import State

NS_PER_S = 1000 * MS


class Keeping:
    """Life: made at the start, `keep` after each step."""

    def __init__(self, scribe: Scribe, chain: Chain, utc_s: int, now_ns: int, devices: frozenset[str],
                 incident: bool = False) -> None:
        """utc_s, now_ns: wall and monotonic time of one moment.  devices: known so far.  incident: before."""
        self._scribe = scribe
        self._chain = chain
        self._utc_at_zero_ns = utc_s * NS_PER_S - now_ns
        self._devices = devices
        self._incident = incident

    def begin(self, head: Mapping[str, Plain]) -> None:
        """Write the first line of the journal: everything that the run began with."""
        self._scribe.journal(journal.line(head))

    def keep(self, inputs: Inputs, outputs: Outputs) -> None:
        """Keep what a step yielded; the budget first, so that no crash leaves a patient in the log without one."""
        if outputs.spent is not None:
            self._scribe.whole(f"{BUDGETS}/{budget_name(outputs.spent.patient)}", budget.dump(outputs.spent))
        for record in outputs.records:
            self._line(record)
            if self._incident and record.data.get("to") == State.READY.name:  # only a reset leads there
                self._incident = False
                self._scribe.remove(TRIPPED)
        if outputs.device_known:
            self._devices |= {outputs.device_known}
            self._scribe.whole(DEVICES, known.dump(self._devices))
        self._scribe.journal(journal.step_line(inputs, outputs))

    def defect(self, record: Record) -> None:
        """Keep the record of a defect."""
        self._line(record)

    def _line(self, record: Record) -> None:
        self._scribe.line(self._chain.line(record, self._utc(record.t_ns)), record.sync)

    def _utc(self, t_ns: int) -> str:
        """Return the time of day of a moment as text; it follows the monotonic clock from the start on."""
        at_ms = (self._utc_at_zero_ns + t_ns) // MS
        return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(at_ms // 1000))}.{at_ms % 1000:03d}Z"
