"""`python3 main.py` on a fresh machine: real processes in a copy of the repository, without network."""

from __future__ import annotations

import ast
import io
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from station.install import Progress, news_in
from station.mishaps import DISK_FULL, NO_NETWORK, NO_VENV, READ_ONLY, WRONG_HASH, explain, explain_os_error
from tests.bootstrap_copy import BASE_PYTHON, REPOSITORY, Copy, Outcome, finish, until

pytestmark = pytest.mark.process

needs_pip = pytest.mark.skipif(find_spec("ensurepip") is None, reason="no ensurepip here (python3-venv)")


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Copy]:
    copy = Copy(tmp_path / "a folder with spaces and ümlaut")
    yield copy
    copy.end()


def told(outcome: Outcome) -> dict[str, object]:
    """Read what the command in the copy told about its start."""
    found = json.loads(outcome.out)
    assert isinstance(found, dict)
    return found


def assert_refused(outcome: Outcome, sentence: str) -> None:
    assert outcome.status == 2, outcome
    assert sentence in outcome.err
    assert outcome.out == ""
    assert "Traceback" not in outcome.err


# --- the ordinary way -------------------------------------------------------------------------------------

@needs_pip
def test_first_start_builds_with_venv_and_pip_and_the_second_just_runs(copy: Copy) -> None:
    first = copy.start("stream", "--board", "wii")
    assert first.status == 0, first
    assert told(first) == {"arguments": ["stream", "--board", "wii"], "prefix": str(copy.venv),
                           "leaked": False, "package": True}
    assert first.err.splitlines() == [
        f"Setting Surefoot up in {copy.venv} with pip; this happens once.",
        "Installing up to 1 packages with pip.",
        "Surefoot is set up.",
    ]
    second = copy.start("seven")
    assert (second.status, second.err) == (7, "")
    assert told(second)["arguments"] == ["seven"]


def test_uv_is_taken_where_it_is_found(copy: Copy) -> None:
    copy.uv()
    outcome = copy.start()
    assert outcome.status == 0, outcome
    assert "with uv" in outcome.err
    assert copy.calls() == ["venv", "pip"]
    assert told(outcome)["prefix"] == str(copy.venv)


@pytest.mark.parametrize(("line", "news"), [
    ("Collecting typing-inspection==0.4.5", "fetching typing-inspection"),
    ("Downloading pygame_ce-2.5.8-cp311-cp311-manylinux.whl (12.1 MB)", "fetching pygame_ce"),
    ("Downloading numpy (15.9MiB)", "fetching numpy"),
    ("Installing collected packages: pyserial, hidapi", "unpacking"),
    ("Prepared 17 packages in 1.02s", "unpacking"),
    ("Processing /mirror/pyserial-3.5-py2.py3-none-any.whl", None),
    ("WARNING: The index is slow", None),
])
def test_of_what_the_tools_print_only_news_is_shown(line: str, news: str | None) -> None:
    assert news_in(line) == news


def test_on_a_terminal_one_line_changes() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    progress = Progress(terminal)
    progress.step("first")
    progress.detail("second " * 100)
    progress.end()
    lines = terminal.getvalue().split("\r\033[K")
    assert lines[:2] == ["", "first"]
    assert len(lines[2].rstrip("\n")) < shutil.get_terminal_size().columns
    assert terminal.getvalue().count("\n") == 1


def test_only_ready_made_packages_with_known_hashes_are_asked_for(copy: Copy) -> None:
    copy.uv()
    copy.start()
    (asked,) = [line for line in (copy.tools / "calls").read_text().splitlines() if line.startswith("pip")]
    assert "--require-hashes" in asked
    assert "--only-binary :all:" in asked


def test_the_tools_come_in_with_the_first_test_run(copy: Copy) -> None:
    copy.uv()
    copy.lock(copy.digest, "requirements-dev.lock")
    copy.start("play")
    assert "requirements-dev.lock" not in (copy.tools / "calls").read_text()
    copy.start("test", "-q")
    assert "requirements-dev.lock" in (copy.tools / "calls").read_text()
    assert copy.calls() == ["venv", "pip", "pip"]
    copy.start("play")
    copy.start("test")
    assert len(copy.calls()) == 3


def test_a_changed_lock_updates_what_is_there(copy: Copy) -> None:
    copy.uv()
    copy.start()
    (copy.venv / "kept").touch()
    copy.lock(copy.digest, package="another")
    assert copy.start().status == 0
    assert copy.calls() == ["venv", "pip", "pip"]
    assert (copy.venv / "kept").exists()


def test_an_environment_made_by_hand_is_kept_and_completed(copy: Copy) -> None:
    copy.uv()
    subprocess.run([BASE_PYTHON, "-m", "venv", "--without-pip", copy.venv], check=True)
    (copy.venv / "kept").touch()
    assert copy.start().status == 0
    assert copy.calls() == ["pip"]
    assert (copy.venv / "kept").exists()


def test_its_own_python_runs_the_command_without_asking_for_anything(copy: Copy) -> None:
    subprocess.run([BASE_PYTHON, "-m", "venv", "--without-pip", copy.venv], check=True)
    done = subprocess.run([copy.venv / "bin/python", copy.folder / "main.py", "doctor"], check=True, text=True,
                          capture_output=True, env=copy.environment)
    assert json.loads(done.stdout)["arguments"] == ["doctor"]
    assert not (copy.folder / ".venv.lock").exists()


def test_every_start_imports_next_to_nothing() -> None:
    code = (f"import sys; sys.path.insert(0, {str(REPOSITORY)!r}); bare = set(sys.modules); "
            "import station.environment; print(*set(sys.modules) - bare)")
    done = subprocess.run([BASE_PYTHON, "-I", "-c", code], check=True, capture_output=True, text=True)
    assert set(done.stdout.split()) <= {"station", "station.environment", "__future__"}


def test_python_3_6_can_read_why_it_is_refused() -> None:
    source = (REPOSITORY / "main.py").read_text()
    ast.parse(source, feature_version=(3, 6))
    assert "from __future__" not in source  # which 3.6 does not know


def test_an_old_python_is_refused(copy: Copy) -> None:
    pretend = ("import runpy, sys; sys.version_info = (3, 10, 4, 'final', 0); sys.version = '3.10.4 (old)'; "
               f"sys.argv = ['main.py']; runpy.run_path({str(copy.folder / 'main.py')!r}, run_name='__main__')")
    done = subprocess.run([BASE_PYTHON, "-c", pretend], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (2, "Surefoot needs Python 3.11 or newer; this is Python 3.10.4.\n")


# --- what may be in the way -------------------------------------------------------------------------------

def test_without_the_venv_module_it_says_what_to_install(copy: Copy) -> None:
    copy.hide("ensurepip")
    assert_refused(copy.start(), "apt install python3-venv")


@needs_pip
def test_with_pip_and_no_network_it_says_so_and_the_next_start_succeeds(copy: Copy) -> None:
    usual = dict(copy.environment)
    copy.environment |= {"PIP_NO_INDEX": "0", "PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_FIND_LINKS": "",
                         "PIP_RETRIES": "1"}
    assert_refused(copy.start(), NO_NETWORK)
    copy.environment = usual
    assert copy.start().status == 0


@needs_pip
def test_with_pip_a_package_of_another_hash_is_refused(copy: Copy) -> None:
    copy.lock("0" * 64)
    assert_refused(copy.start(), WRONG_HASH)


@needs_pip
def test_with_pip_a_package_that_is_nowhere_is_named(copy: Copy) -> None:
    copy.lock(copy.digest, package="surefoot-absent")
    assert_refused(copy.start(), "no ready-made package of surefoot-absent for Python")


@needs_pip
def test_a_uv_that_cannot_do_it_gives_way_to_pip(copy: Copy) -> None:
    copy.uv("error: unexpected argument '--compile-bytecode' found")
    outcome = copy.start()
    assert outcome.status == 0, outcome
    assert told(outcome)["package"] is True


@pytest.mark.parametrize(("says", "sentence"), [
    ("error: Failed to fetch: `https://mirror/simple/numpy/`\n  Caused by: dns error", NO_NETWORK),
    ("error: Failed to download\n  Caused by: Hash mismatch for `numpy==2.4.6`", WRONG_HASH),
    ("error: Failed to install: scipy\n  Caused by: No space left on device (os error 28)", DISK_FULL),
    ("error: failed to create directory: Permission denied (os error 13)", "cannot write to"),
])
def test_what_uv_reports_becomes_a_sentence(copy: Copy, says: str, sentence: str) -> None:
    copy.uv(says)
    assert_refused(copy.start(), sentence)


def test_an_unknown_failure_shows_the_last_words(copy: Copy) -> None:
    copy.uv("one\ntwo\nthe moon is full")
    copy.hide("ensurepip")
    assert_refused(copy.start(), "the moon is full")


def test_a_folder_that_may_not_be_written_is_told(copy: Copy) -> None:
    copy.uv()
    if os.geteuid() == 0:  # may write anywhere, unless it gives that up
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            pytest.skip("root without setpriv (util-linux) cannot be kept from writing")
        copy.prefix = [setpriv, "--bounding-set=-all", "--inh-caps=-all"]
    copy.folder.chmod(0o555)
    try:
        assert_refused(copy.start(), f"cannot write to {copy.folder}")
    finally:
        copy.folder.chmod(0o755)


@pytest.mark.parametrize(("output", "sentence"), [
    ("WARNING: Retrying (Retry(total=4)) after connection broken by 'NewConnectionError(': Failed to establish a "
     "new connection: [Errno -3] Temporary failure in name resolution')': /simple/numpy/\n"
     "ERROR: No matching distribution found for numpy==2.4.6", NO_NETWORK),
    ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", WRONG_HASH),
    ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", DISK_FULL),
    ("ERROR: Could not install packages due to an OSError: [Errno 30] Read-only file system: '/x'", READ_ONLY),
    ("The virtual environment was not created successfully because ensurepip is not\navailable.", NO_VENV),
    ("/usr/bin/python3: No module named venv", NO_VENV),
])
def test_what_pip_reports_becomes_a_sentence(output: str, sentence: str) -> None:
    assert explain(output, "pip") == (sentence, True)


@pytest.mark.parametrize(("error", "sentence"), [
    (OSError(28, "No space left on device"), DISK_FULL),
    (OSError(30, "Read-only file system"), READ_ONLY),
    (PermissionError(13, "Permission denied"), READ_ONLY),
    (OSError(5, "Input/output error"), "Input/output error"),
])
def test_what_the_file_system_reports_becomes_a_sentence(error: OSError, sentence: str) -> None:
    assert sentence in explain_os_error(error)


# --- builds that did not end, and two at a time ------------------------------------------------------------

def test_ctrl_c_ends_with_a_sentence_and_the_next_start_begins_anew(copy: Copy) -> None:
    copy.uv("hang")
    process = copy.begin()
    until(copy.tools / "hanging")
    process.send_signal(signal.SIGINT)
    outcome = finish(process)
    assert outcome.status == 130
    assert outcome.err.splitlines()[-1] == "Stopped. The next start will set Surefoot up again."
    assert "Traceback" not in outcome.err
    copy.uv()
    (copy.venv / "half-installed").touch()
    assert copy.start().status == 0
    assert copy.calls() == ["venv", "pip", "venv", "pip"]
    assert not (copy.venv / "half-installed").exists()


def test_after_a_kill_the_next_start_waits_for_the_tool_and_begins_anew(copy: Copy) -> None:
    copy.uv("hang")
    killed = copy.begin()
    until(copy.tools / "hanging")
    killed.kill()
    finish(killed)
    copy.uv()
    waiting = copy.begin()
    assert waiting.stderr is not None
    assert "waiting" in waiting.stderr.readline()
    assert copy.calls() == ["venv", "pip"]
    (copy.tools / "go").touch()
    assert finish(waiting).status == 0
    assert copy.calls() == ["venv", "pip", "venv", "pip"]


def test_of_two_starts_at_once_one_builds_and_both_run(copy: Copy) -> None:
    copy.uv("hang")
    first = copy.begin("first")
    until(copy.tools / "hanging")
    second = copy.begin("second")
    assert second.stderr is not None
    assert "waiting" in second.stderr.readline()
    (copy.tools / "go").touch()
    outcomes = [finish(first), finish(second)]
    assert [outcome.status for outcome in outcomes] == [0, 0], outcomes
    assert [told(outcome)["arguments"] for outcome in outcomes] == [["first"], ["second"]]
    assert copy.calls() == ["venv", "pip"]


def test_an_environment_whose_python_is_gone_is_built_again(copy: Copy) -> None:
    copy.uv()
    copy.start()
    for name in ("python", "python3", f"python3.{sys.version_info.minor}"):
        (copy.venv / "bin" / name).unlink(missing_ok=True)
    (copy.venv / "bin/python").symlink_to("/nonexistent/python3")
    assert copy.start().status == 0
    assert copy.calls() == ["venv", "pip", "venv", "pip"]


def test_an_environment_whose_python_was_exchanged_is_built_again(copy: Copy) -> None:
    copy.uv()
    copy.start()
    stamp = copy.venv / "requirements.lock.installed"
    stamp.write_bytes(stamp.read_bytes().replace(b"python3", b"python2", 1))
    assert copy.start().status == 0
    assert copy.calls()[2:] == ["pip"]


def test_a_python_that_is_no_environment_does_not_loop(copy: Copy) -> None:
    copy.uv()
    copy.start()
    (copy.venv / "pyvenv.cfg").unlink()
    assert_refused(copy.start(), "Delete that folder and start again.")


def test_a_python_that_does_not_start_is_told(copy: Copy) -> None:
    copy.uv()
    copy.start()
    (copy.venv / "bin/python").unlink()
    (copy.venv / "bin/python").write_text("no program")
    lock = (copy.folder / "requirements.lock").read_bytes()
    (copy.venv / "requirements.lock.installed").write_bytes(os.fsencode(copy.venv / "bin/python") + b"\n" + lock)
    assert_refused(copy.start(), "Delete that folder and start again.")
