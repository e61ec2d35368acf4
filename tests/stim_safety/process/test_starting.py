"""The start: what is read, what is refused with a sentence, and the words of the command line."""

from __future__ import annotations

import gc
import io
import os
import resource
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.clock import SystemClock
from core.muscles import Muscle
from station.stimulation.example import example
from stim_safety import __main__ as program
from stim_safety import audit, budget, known, pin, starting
from stim_safety.audit import GENESIS, Chain
from stim_safety.folder import Folder
from stim_safety.process import Parts, local_day
from stim_safety.starting import NotStarted, Options, opened, prefer, read
from stim_safety.step import Record
from stim_safety.words import Why
from tests.stim_safety.process.far_end import FarEnd

NOW = SystemClock().utc()
NOW_S = int(NOW.timestamp())
TODAY = local_day(NOW_S)
TEXT = example(NOW, (Muscle.RIGHT_WRIST_EXTENSORS,), "p-1")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "safety")


@pytest.fixture
def order(tmp_path: Path) -> Path:
    path = tmp_path / "prescription.yaml"
    path.write_bytes(TEXT)
    return path


def write_log(folder: Folder, *kinds: str) -> None:
    chain = Chain(GENESIS)
    lines = [chain.line(Record(kind, 1, {"patient": "p-1"}), "now") for kind in kinds]
    (folder.audit / audit.file_name(1)).write_bytes(b"".join(lines))


# What is read.


def test_a_new_folder_begins_with_a_fresh_budget_and_no_incident(folder: Folder, order: Path) -> None:
    told = read(folder, order, NOW_S)
    start = told.start
    assert start.prescription is not None
    assert start.spent == budget.fresh("p-1", TODAY, NOW_S)
    assert (start.refusal, start.incident, start.known_devices, start.pin) == ("", None, frozenset(), None)
    assert (start.utc_s, start.today_day, told.text) == (NOW_S, TODAY, TEXT)
    assert start.nonce != start.seed != read(folder, order, NOW_S).start.nonce


def test_what_the_last_run_left_is_found(folder: Folder, order: Path) -> None:
    write_log(folder, "start", audit.END)
    spent = budget.fresh("p-1", TODAY, NOW_S)
    (folder.budgets / "p-1.json").write_bytes(budget.dump(spent))
    (folder.path / "devices").write_bytes(known.dump(["p24 1"]))
    (folder.path / "pin").write_bytes(b"pin")
    start = read(folder, order, NOW_S).start
    assert (start.spent, start.incident) == (spent, None)
    assert (start.known_devices, start.pin) == (frozenset({"p24 1"}), b"pin")


def test_fault_14_a_budget_that_should_be_there_and_is_not_is_none(folder: Folder, order: Path) -> None:
    write_log(folder, "start", audit.END)
    assert read(folder, order, NOW_S).start.spent is None
    (folder.budgets / "p-1.json").write_bytes(b"{}")
    assert read(folder, order, NOW_S).start.spent is None


def test_a_run_that_did_not_end_is_an_incident(folder: Folder, order: Path) -> None:
    write_log(folder, "start")
    assert read(folder, order, NOW_S).start.incident is Why.INCIDENT


def test_a_guardian_that_tripped_is_an_incident(folder: Folder, order: Path) -> None:
    write_log(folder, "start", audit.END)
    folder.mark_incident()
    assert read(folder, order, NOW_S).start.incident is Why.GUARDIAN_TRIPPED


def test_fault_60_a_log_with_a_broken_chain_is_no_start(folder: Folder, order: Path) -> None:
    write_log(folder, "start", audit.END)
    path = folder.logs()[0]
    path.write_bytes(path.read_bytes().replace(b"p-1", b"p-2"))
    start = read(folder, order, NOW_S).start
    assert start.refusal.startswith("The log of the stimulation program cannot be trusted: audit-000001.jsonl")
    assert start.incident is None


def test_a_prescription_that_is_not_there_or_wrong_is_none_and_says_why(folder: Folder, tmp_path: Path) -> None:
    missing = read(folder, tmp_path / "none.yaml", NOW_S)
    path = tmp_path / "none.yaml"
    assert missing.start.refusal == f"The prescription {path} cannot be read: No such file or directory."
    (tmp_path / "wrong.yaml").write_bytes(TEXT.replace(b"35 Hz", b"3500 Hz"))
    wrong = read(folder, tmp_path / "wrong.yaml", NOW_S)
    for told in (missing, wrong):
        assert (told.start.prescription, told.start.spent) == (None, None)
    assert "rate" in wrong.start.refusal


# Priority.


def test_priority_is_asked_for_and_a_refusal_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[object, ...]] = []

    def refuse(*words: object) -> None:
        asked.append(words)
        raise PermissionError(1, "no")
    monkeypatch.setattr(os, "sched_setscheduler", refuse)
    monkeypatch.setattr(os, "setpriority", refuse)
    prefer()
    assert [words[:2] for words in asked] == [(0, os.SCHED_FIFO), (os.PRIO_PROCESS, 0)]


def test_a_program_that_is_served_first_may_not_spin_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    limits: list[tuple[object, ...]] = []
    monkeypatch.setattr(os, "sched_setscheduler", lambda *_words: None)
    monkeypatch.setattr(resource, "setrlimit", lambda *words: limits.append(words))
    prefer()
    assert limits == [(resource.RLIMIT_RTTIME, (starting.SPIN_US, starting.SPIN_US))]


# Opening.


@pytest.fixture
def game() -> Iterator[tuple[socket.socket, int]]:
    """Our end, and the descriptor of the program's end."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    yield ours, theirs.detach()
    ours.close()


def close(parts: Parts) -> None:
    for child in (parts.guardian, parts.scribe):
        child.process.kill()
        child.process.wait()
        child._ours.close()
    parts.wire.close()
    parts.game.close()


@pytest.mark.process
@pytest.mark.parametrize("incident", [False, True])
def test_everything_is_opened(own_signals: None, far_end: FarEnd, folder: Folder, order: Path, incident: bool,
                              game: tuple[socket.socket, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "prefer", lambda: None)
    write_log(folder, "start", *([] if incident else [audit.END]))
    treadle = FarEnd()
    parts = opened(Options(game[1], "p24", far_end.path, folder.path, order, treadle.path))
    assert parts.pedal is not None
    assert folder.tripped.exists() is incident
    with pytest.raises(NotStarted, match="Another stimulation program") as refused:
        opened(Options(os.dup(game[1]), "p24", far_end.path, folder.path, order))
    assert refused.value.code == starting.MISSING
    assert parts.scribe.end()
    close(parts)
    assert [path.name for path in folder.logs()] == ["audit-000001.jsonl", "audit-000002.jsonl"]
    parts.pedal.close()
    treadle.close()


@pytest.mark.process
def test_what_a_person_must_mend_is_a_sentence(own_signals: None, far_end: FarEnd, folder: Folder, order: Path,
                                               game: tuple[socket.socket, int], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    cases = [
        (Options(9999, "p24", far_end.path, folder.path, order), 2, "--game-fd 9999"),
        (Options(os.dup(game[1]), "p24", far_end.path, tmp_path / "file", order), 2, "cannot be used"),
        (Options(os.dup(game[1]), "p24", "/dev/none", tmp_path / "a", order), 3, "no port /dev/none"),
        (Options(game[1], "p24", far_end.path, tmp_path / "b", order, "/dev/none"), 3, "pedal"),
    ]
    for options, code, words in cases:
        with pytest.raises(NotStarted, match=words) as refused:
            opened(options)
        assert refused.value.code == code


def test_the_collector_of_garbage_is_still_before_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    class Signals:
        def unblock(self) -> None:
            done.append("unblocked")

    class Opened:
        signals = Signals()

    class Loop:
        def __init__(self, parts: object) -> None:
            assert isinstance(parts, Opened)

        def run(self) -> int:
            done.append("collecting" if gc.isenabled() else "still")
            return 7
    monkeypatch.setattr(starting, "opened", lambda _options: Opened())
    monkeypatch.setattr(starting, "Loop", Loop)
    try:
        assert starting.run(Options(0, "p24", "", Path(), Path())) == 7
    finally:
        gc.enable()
        gc.unfreeze()
    assert done == ["unblocked", "still"]


# The command line.


def test_the_words_of_run_arrive(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[Options] = []

    def run(options: Options) -> int:
        ran.append(options)
        return 5
    monkeypatch.setattr(program, "run", run)
    words = ["run", "--game-fd", "3", "--stim", "p24:/dev/ttyACM0", "--folder", "f", "--prescription", "p.yaml"]
    assert program.main(words) == 5
    assert program.main([*words, "--pedal", "/dev/pedal"]) == 5
    usual = Options(3, "p24", "/dev/ttyACM0", Path("f"), Path("p.yaml"))
    assert ran == [usual, Options(3, "p24", "/dev/ttyACM0", Path("f"), Path("p.yaml"), "/dev/pedal")]


@pytest.mark.parametrize("stim", ["p24", "p24:", "what:/dev/x", ":/dev/x"])
def test_a_stimulator_without_name_or_port_is_refused(stim: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        program.main(["run", "--game-fd", "3", "--stim", stim, "--folder", "f", "--prescription", "p"])
    assert ended.value.code == 2
    assert "such as p24:/dev/ttyACM0" in capsys.readouterr().err


def test_a_start_that_fails_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(_options: Options) -> int:
        raise NotStarted(3, "Plug it in.")
    monkeypatch.setattr(program, "run", fail)
    words = ["run", "--game-fd", "3", "--stim", "p24:/dev/x", "--folder", "f", "--prescription", "p"]
    assert program.main(words) == 3
    assert capsys.readouterr().err == "Plug it in.\n"


@pytest.mark.parametrize(("kinds", "words"), [
    (["start", audit.END], "2 lines are whole; the last run ended cleanly.\n"),
    (["start"], "1 lines are whole; the last run did NOT end cleanly.\n")])
def test_logs_are_proven(folder: Folder, kinds: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    write_log(folder, *kinds)
    assert program.main(["audit", str(folder.path)]) == 0
    assert capsys.readouterr().out == words


def test_a_changed_log_is_found(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    write_log(folder, "start", audit.END)
    path = folder.logs()[0]
    path.write_bytes(path.read_bytes().replace(b"p-1", b"p-2"))
    assert program.main(["audit", str(folder.path)]) == 4
    assert "line 1 was changed" in capsys.readouterr().err


def test_a_pin_is_set_and_never_shown(folder: Folder, monkeypatch: pytest.MonkeyPatch,
                                      capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("4711\n"))
    assert program.main(["pin", str(folder.path)]) == 0
    record = folder.pin()
    assert record is not None
    assert pin.check(record, "4711")
    assert "4711" not in capsys.readouterr().out


def test_a_person_is_asked_for_the_pin_without_showing_it(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda _question: "12345678")
    assert program.main(["pin", str(folder.path)]) == 0


@pytest.mark.parametrize("words", ["", "123", "abcd", "123456789"])
def test_a_pin_of_other_signs_is_refused(folder: Folder, words: str, monkeypatch: pytest.MonkeyPatch,
                                         capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{words}\n"))
    assert program.main(["pin", str(folder.path)]) == 2
    assert (capsys.readouterr().err, folder.pin()) == ("A PIN has 4 to 8 digits.\n", None)


def test_a_folder_that_cannot_be_used_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert program.main(["audit", str(tmp_path / "file")]) == 2
    assert "cannot be used" in capsys.readouterr().err
