"""A kiosk with its real files, switched on and off again and again; the device keeps its state meanwhile.

Nothing here is a test.  The scribe writes at once, in this process; the one in a process of its own: `process`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from core.muscles import Muscle
from devices.emulators.stimulators.p24 import P24Emulator
from station.stimulation.example import example
from stim_safety import audit
from stim_safety.audit import Chain
from stim_safety.children import Scribe
from stim_safety.folder import Folder, WatchedFile
from stim_safety.keeping import Keeping
from stim_safety.messages import End
from stim_safety.starting import read
from stim_safety.step import Outputs
from stim_safety.timing import MS
from tests.stim_safety.rig import NONCE, UTC_S, Rig


class Shelf(Scribe):
    """Puts lines and files away at once."""

    def __init__(self, folder: Path, log: str) -> None:
        self._folder = folder
        self._log = folder / "audit" / log
        self._log.touch()
        self.acked, self.gone = 0, ""

    def line(self, line: bytes, sync: bool) -> None:
        with self._log.open("ab") as file:
            file.write(line)

    def journal(self, line: bytes) -> None:
        """Journals are not looked at here."""

    def whole(self, name: str, content: bytes) -> None:
        (self._folder / name).write_bytes(content)

    def remove(self, name: str) -> None:
        (self._folder / name).unlink(missing_ok=True)


@dataclass
class KeptRig(Rig):
    """A rig whose outputs are kept on the disk, and whose prescription is watched there."""

    keeping: Keeping | None = None
    watched: WatchedFile | None = None

    def step(self, **changes: object) -> Outputs:
        if self.watched is not None:
            changes = {"digest": self.watched.look(self.now_ns), **changes}
        outputs = super().step(**changes)
        if self.keeping is not None:
            self.keeping.keep(self.inputs[-1], outputs)
        return outputs


@dataclass
class Kiosk:
    """Life: `write` a prescription, `switch_on`, use the rig, `end` it or just forget it (a crash), again."""

    path: Path
    utc_s: int = UTC_S
    now_ns: int = 1_000 * MS
    device: P24Emulator = field(default_factory=P24Emulator)

    @property
    def folder(self) -> Folder:
        """The folder of the safety program."""
        return Folder(self.path / "safety")

    @property
    def paper(self) -> Path:
        """The file of the prescription."""
        return self.path / "prescription.yaml"

    def write(self, patient: str = "p-1", *changes: tuple[str, str]) -> None:
        """Write a prescription of now; each change must fit exactly one place."""
        now = datetime.fromtimestamp(self.utc_s, UTC)
        text = example(now, (Muscle.RIGHT_WRIST_EXTENSORS,), patient).decode()
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        self.paper.write_text(text)

    def switch_on(self, after_s: int = 0, **changes: object) -> KeptRig:
        """Start a run, so long after the last one."""
        self.utc_s += after_s
        self.now_ns += after_s * 1000 * MS
        told = read(self.folder, self.paper, self.utc_s)
        begin = replace(told.start, nonce=NONCE, seed=7, **changes)  # type: ignore[arg-type]  # by name
        if begin.incident is not None:
            self.folder.mark_incident()
        log = audit.next_file(path.name for path in self.folder.logs())
        rig = KeptRig(device=self.device, begin=begin, watched=WatchedFile(self.paper), keeping=Keeping(
            Shelf(self.folder.path, log), Chain(told.log.hash), self.utc_s, self.now_ns, begin.known_devices,
            begin.incident is not None))
        rig.now_ns = self.now_ns
        return rig

    def off(self, rig: KeptRig) -> None:
        """Note that a run is over, however it came to its end."""
        self.utc_s += (rig.now_ns - self.now_ns) // (1000 * MS)
        self.now_ns = rig.now_ns

    def end(self, rig: KeptRig) -> None:
        """End a run as one should."""
        rig.post(End())
        for _ in range(100):
            if rig.tick().over:
                break
        assert rig.outputs[-1].release
        self.off(rig)
