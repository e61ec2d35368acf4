"""The words of `--stim`: which stimulator, and where.

Not here: what each one understands (`stim_safety.drivers`).
"""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import InputError

NONE, SIM = "none", "sim"
KINDS = ("p24", "rehamove3", "rehastim2", "rehastim1", "openems")


@dataclass(frozen=True, slots=True)
class StimSpec:
    """kind: `none`, `sim` or one of `KINDS`; port: of a real one, else ""."""

    kind: str
    port: str = ""

    @staticmethod
    def parse(word: str) -> StimSpec:
        """Read `none`, `sim` or KIND:PORT; raises InputError for anything else."""
        kind, _, port = word.partition(":")
        if kind in {NONE, SIM} and not port and ":" not in word:
            return StimSpec(kind)
        if kind in KINDS and port:
            return StimSpec(kind, port)
        if kind in KINDS:
            raise InputError(f"--stim {word}: say which port, such as {kind}:/dev/ttyACM0.  A stimulator is never "
                             "searched for.")
        raise InputError(f"--stim {word}: use none, sim, or one of {', '.join(KINDS)} with its port, such as "
                         "p24:/dev/ttyACM0.")

    @property
    def there(self) -> bool:
        """Whether there is a stimulator at all."""
        return self.kind != NONE

    @property
    def simulated(self) -> bool:
        """Whether it is the simulated one."""
        return self.kind == SIM

    def __str__(self) -> str:
        """Return the word again."""
        return f"{self.kind}:{self.port}" if self.port else self.kind
