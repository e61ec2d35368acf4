"""Where results of assessments go: into the session's folder, and into the person's history.

Not here: what a page says (`station.assessing.page`), what a person's file looks like (`clinic.people`).
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

from clinic.people import KeptResult, Person
from core.clock import Clock
from core.errors import StorageError
from core.events import JsonValue
from game.assessing import ResultsPage
from signals.assessments.results import Report
from station.assessing.page import Device, like_of, page_of

FILE = "assessments.json"
FORMAT = 1


class Book:
    """Keeps results of one session.  folder: of the session; None keeps nothing on disk.

    trouble: why something could not be kept; an assessment does not break over it.
    """

    def __init__(self, folder: Path | None, person: Person, clock: Clock) -> None:
        self.person = person
        self.folder = folder
        self.trouble: StorageError | None = None
        self.entries: list[dict[str, JsonValue]] = []
        self._clock = clock
        self._session = clock.utc().isoformat() if folder is None else folder.name

    def keep(self, report: Report, title: str, device: Device) -> ResultsPage:
        """Enter a report; return its page."""
        like, now = like_of(report, device), self._clock.utc().isoformat()
        before = [result for result in self.person.results(report.assessment, like)
                  if result.session != self._session]
        page = page_of(report, title, device, before)
        values = {value.key: value.value for value in report.values if value.value is not None}
        self.entries.append({"utc": now, "patient": self.person.id, "device": device.words, **report.to_json(),
                             "rows": _rows(page), "facts": list[JsonValue](page.facts)})
        try:
            self._write()
            self.person.keep_result(KeptResult(report.assessment, now, self._session, like, values))
            if "height" in report.conditions:
                self.person.keep_fact("height", report.conditions["height"])
        except StorageError as error:
            self.trouble = error
        return page

    def _write(self) -> None:
        if self.folder is None:
            return
        draft = self.folder / (FILE + ".new")
        try:
            with draft.open("w", encoding="utf-8") as file:
                json.dump({"format": FORMAT, "assessments": self.entries}, file, indent=1, allow_nan=False)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.folder / FILE)
        except OSError as error:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            raise StorageError(f"Results cannot be kept in {self.folder}: {error.strerror or error}. "
                               "Free some space, or choose another folder with --out.") from error


def _rows(page: ResultsPage) -> list[JsonValue]:
    """Return the lines of a page as plain data."""
    return [{"label": row.label, "value": row.value, "spread": row.spread, "change": row.change,
             "before": row.before} for row in page.rows]
