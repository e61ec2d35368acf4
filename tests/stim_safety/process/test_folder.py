"""The folder, the watched prescription, and what is handed over to be kept."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.clock import SystemClock
from core.muscles import Muscle
from station.stimulation.example import example
from stim_safety import audit, budget, journal, known, prescription
from stim_safety.audit import GENESIS, Chain
from stim_safety.children import Scribe
from stim_safety.folder import Folder, FolderTrouble, WatchedFile, budget_name, journal_name, read_file
from stim_safety.keeping import Keeping
from stim_safety.start import Start
from stim_safety.step import Inputs, Outputs, Record, Spent
from stim_safety.words import Why

SPENT = Spent("p-1", 20_000, 1, 2, 3, (4,) * 8, 5)


def test_a_new_folder_is_made_for_its_owner_alone_and_says_nothing(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "a" / "b")
    assert (folder.logs(), folder.budget("p"), folder.pin(), folder.devices()) == ([], None, None, None)
    assert {each.name for each in folder.path.iterdir()} == {"audit", "journals", "budgets"}
    assert all(each.stat().st_mode & 0o077 == 0 for each in folder.path.iterdir())
    assert (folder.lock, folder.tripped) == (folder.path / "lock", folder.path / "tripped")


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FolderTrouble, match="must be able to read and write it"):
        Folder(tmp_path / "file" / "folder")


def test_what_is_there_and_cannot_be_read_is_never_nothing(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    (tmp_path / "pin").mkdir()
    with pytest.raises(FolderTrouble, match="pin cannot be used"):
        folder.pin()


def test_files_are_read(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    (tmp_path / "pin").write_bytes(b"pin")
    (tmp_path / "devices").write_bytes(b"devices")
    (tmp_path / "budgets" / "p-1.json").write_bytes(b"budget")
    for number in (2, 1):
        (folder.audit / f"audit-{number:06d}.jsonl").touch()
    assert (folder.pin(), folder.devices(), folder.budget("p-1")) == (b"pin", b"devices", b"budget")
    assert [path.name for path in folder.logs()] == ["audit-000001.jsonl", "audit-000002.jsonl"]


def test_old_journals_are_thrown_away(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    for number in range(1, 6):
        (folder.journals / journal_name(audit.file_name(number))).touch()
    folder.clear_journals(2)
    left = sorted(path.name for path in folder.journals.iterdir())
    assert left == ["journal-000004.jsonl", "journal-000005.jsonl"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", "", ".", "\u00e4", "x" * 65, "a b"])
def test_a_patient_cannot_name_another_file(name: str) -> None:
    assert budget_name(name) == f"{hashlib.sha256(name.encode()).hexdigest()}.json"


def test_a_plain_name_stays_readable() -> None:
    assert budget_name("p-0042_A") == "p-0042_A.json"


# The prescription while it is in force.


def test_a_file_that_stays_keeps_its_digest_and_is_not_looked_at_all_the_time(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"one")
    watched = WatchedFile(path)
    digest = hashlib.sha256(b"one").hexdigest()
    assert watched.look(0) == digest
    assert watched.look(watched.LOOK_NS - 1) is None
    assert watched.look(watched.LOOK_NS) == digest


def test_a_file_that_is_edited_in_place_or_replaced_has_another_digest(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"one")
    watched = WatchedFile(path)
    first = watched.look(0)
    told = path.stat()
    path.write_bytes(b"two")
    os.utime(path, ns=(told.st_atime_ns, told.st_mtime_ns))
    second = watched.look(watched.LOOK_NS)
    (tmp_path / "new").write_bytes(b"six")
    (tmp_path / "new").rename(path)
    assert len({first, second, watched.look(2 * watched.LOOK_NS)}) == 3


def test_a_file_that_is_gone_too_large_or_no_file_is_none_at_all(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(64 * 1024))
    watched = WatchedFile(path)
    assert watched.look(0)
    path.write_bytes(bytes(64 * 1024 + 1))
    assert watched.look(10**9) == ""
    path.unlink()
    assert watched.look(2 * 10**9) == ""
    os.mkfifo(path)
    assert watched.look(3 * 10**9) == ""
    path.unlink()
    path.write_bytes(b"back")
    assert watched.look(4 * 10**9)


def test_what_is_put_in_place_of_a_file_after_it_was_looked_at_holds_nothing_up(tmp_path: Path) -> None:
    for name, kind in (("pipe", os.mkfifo), ("folder", os.mkdir)):
        kind(tmp_path / name)
        with pytest.raises(OSError, match=r"no plain file|directory"):
            read_file(tmp_path / name)
    with pytest.raises(OSError, match="no plain file"):
        read_file(Path("/dev/zero"))


# What a step leaves.


@pytest.fixture
def scribe(tmp_path: Path) -> Iterator[Scribe]:
    Folder(tmp_path)
    started = Scribe(tmp_path, "audit/audit-000001.jsonl", "journals/journal-000001.jsonl")
    yield started
    started.process.kill()
    started.process.wait()
    started._ours.close()


def test_records_budget_device_and_journal_reach_the_disk(scribe: Scribe, tmp_path: Path) -> None:
    keeping = Keeping(scribe, Chain(GENESIS), 1_000_000_000, 5_000_000, frozenset({"old"}))
    keeping.begin({"kind": "p24"})
    records = (Record("start", 6_500_000, {"patient": "p-1"}, True), Record("end", 7_000_000))
    keeping.keep(Inputs(1, 2), Outputs(records=records, spent=SPENT, device_known="new"))
    keeping.keep(Inputs(3, 4), Outputs())
    assert scribe.end()
    folder = Folder(tmp_path)
    lines = folder.logs()[0].read_text().splitlines()
    assert [json.loads(line)["utc"] for line in lines] == ["2001-09-09T01:46:40.001Z", "2001-09-09T01:46:40.002Z"]
    part = audit.verify_files(folder.logs())
    assert (part.ended, part.problem, part.patients) == (True, "", frozenset({"p-1"}))
    assert folder.budget("p-1") == budget.dump(SPENT)
    assert known.load(folder.devices()) == {"old", "new"}
    assert len((folder.journals / "journal-000001.jsonl").read_text().splitlines()) == 3


@pytest.mark.parametrize(("incident", "to", "stays"), [(True, "READY", False), (True, "IDLE", True),
                                                       (False, "READY", True)])
def test_the_marker_of_an_incident_stays_until_a_person_has_dealt_with_it(
        scribe: Scribe, tmp_path: Path, incident: bool, to: str, stays: bool) -> None:
    Folder(tmp_path).mark_incident()
    keeping = Keeping(scribe, Chain(GENESIS), 0, 0, frozenset(), incident)
    for _ in range(2):
        keeping.keep(Inputs(1, 2), Outputs(records=(Record("state", 1, {"from": "IDLE", "to": to}),)))
    assert scribe.end()
    assert (tmp_path / "tripped").exists() is stays


def test_a_marker_that_cannot_be_left_is_said(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.tripped.symlink_to(tmp_path / "nowhere" / "x")
    with pytest.raises(FolderTrouble):
        folder.mark_incident()


def test_a_defect_is_a_line(scribe: Scribe, tmp_path: Path) -> None:
    Keeping(scribe, Chain(GENESIS), 0, 0, frozenset()).defect(Record("defect", 1, sync=True))
    assert scribe.end()
    assert '"kind":"defect"' in Folder(tmp_path).logs()[0].read_text().replace(" ", "")


NOW = SystemClock().utc()
TODAY = int(NOW.timestamp()) // 86_400
TEXT = example(NOW, (Muscle.RIGHT_WRIST_EXTENSORS,))


@pytest.mark.parametrize("start", [
    Start(prescription=prescription.read(TEXT, TODAY), spent=SPENT, incident=Why.INCIDENT,
          known_devices=frozenset({"p24 1", "p24 2"}), pin=b"pin", nonce=2**64 - 1, seed=7, utc_s=9,
          today_day=TODAY),
    Start(prescription=None, refusal="no", spent=None, nonce=1, seed=2, utc_s=3, today_day=TODAY),
], ids=["everything", "nothing"])
def test_what_a_run_began_with_comes_back_from_its_journal(start: Start) -> None:
    text = b"broken" if start.prescription is None else TEXT
    content = json.loads(journal.line(journal.head("p24", text, start)))
    assert journal.start_of(content) == ("p24", start)
