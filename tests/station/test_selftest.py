"""The command `test`: what it runs, what it says, how it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.clock import ManualClock
from core.errors import ExitCode
from station import selftest
from station.selftest import FAILED_STEPS, ROOT, Step

pytestmark = pytest.mark.process


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a place with one test that passes, and let only that run."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/test_one.py").write_text("def test_one():\n    pass\n")
    monkeypatch.setattr(selftest, "STEPS", (Step("good", ("-c", "print('not shown')")),))
    monkeypatch.setattr(selftest, "_workers", lambda: ["-p", "no:cacheprovider"])
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # they take longer to load than the test
    return tmp_path


def test_all_good_is_a_line_each_and_pytests_own_is_last(bench: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert selftest.run([], ManualClock(), bench) == ExitCode.DONE
    lines = capfd.readouterr().out.splitlines()
    assert lines[0].split() == ["good", "ok", "0.0", "s"]
    assert "not shown" not in lines
    assert "1 passed" in lines[-1]


def test_a_failed_step_is_shown_and_the_tests_still_run(bench: Path, capfd: pytest.CaptureFixture[str],
                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selftest, "STEPS", (Step("bad", ("-c", "print('the reason'); exit(1)")),))
    assert selftest.run([], ManualClock(), bench) == ExitCode.CHECK_FAILED
    out = capfd.readouterr().out
    assert "bad                FAILED" in out
    assert "the reason" in out
    assert "1 passed" in out.splitlines()[-1]


def test_steps_run_side_by_side_and_are_named_in_their_order(bench: Path, capfd: pytest.CaptureFixture[str],
                                                             monkeypatch: pytest.MonkeyPatch) -> None:
    meets = "import os, threading\nwhile not os.path.exists('met'):\n    threading.Event().wait(0.01)\n"
    monkeypatch.setattr(selftest, "STEPS", (
        Step("first", ("-c", f"{meets}exit(1)")), Step("second", ("-c", "open('met', 'w')")),
        Step("third", ("-c", "exit(1)"))))
    (bench / "tests/conftest.py").write_text(
        "import os\n\ndef pytest_terminal_summary(terminalreporter):\n"
        f"    terminalreporter.write_line('before: ' + os.environ['{FAILED_STEPS}'])\n")
    assert selftest.run([], ManualClock(), bench) == ExitCode.CHECK_FAILED
    said = capfd.readouterr().out
    assert said.index("second ") < said.index("first ")
    assert "before: first, third" in said


def test_a_failed_test_ends_with_4(bench: Path) -> None:
    (bench / "tests/test_one.py").write_text("def test_one():\n    assert False\n")
    assert selftest.run([], ManualClock(), bench) == ExitCode.CHECK_FAILED


@pytest.mark.parametrize(("unwanted", "kept"), [("", False), ("1", True)])
def test_where_no_bytecode_is_wanted_one_folder_serves_the_run_and_goes_with_it(
        bench: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, unwanted: str,
        kept: bool) -> None:
    tell = "import sys; print('told', sys.dont_write_bytecode, sys.pycache_prefix); exit(1)"
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", unwanted)
    monkeypatch.delenv("PYTHONPYCACHEPREFIX", raising=False)
    monkeypatch.setattr(selftest, "STEPS", (Step("one", ("-c", tell)), Step("two", ("-c", tell))))
    selftest.run([], ManualClock(), bench)
    one, two = (line.split() for line in capfd.readouterr().out.splitlines() if line.startswith("told"))
    assert one == two
    assert one[1] == "False"
    assert (one[2] != "None") is kept
    assert not Path(one[2]).exists()
    assert (bench / "tests" / "__pycache__").exists() is not kept


@pytest.mark.parametrize(("arguments", "code"), [
    (["tests", "-q"], ExitCode.DONE),
    (["tests", "-k", "nothing_of_this_name"], ExitCode.CHECK_FAILED),
    (["--no-such-option"], ExitCode.CHECK_FAILED),
])
def test_arguments_go_to_pytest_alone(bench: Path, capfd: pytest.CaptureFixture[str], arguments: list[str],
                                      code: ExitCode) -> None:
    assert selftest.run(arguments, ManualClock(), bench) == code
    assert "good" not in capfd.readouterr().out


def test_without_the_tests_it_says_where_to_run_them(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert selftest.run([], ManualClock(), tmp_path) == ExitCode.WRONG_INPUT
    assert capfd.readouterr().out == \
        "The tests need a copy of the repository: run `python3 main.py test` there.\n"


def test_without_the_tools_it_names_them(bench: Path, capfd: pytest.CaptureFixture[str],
                                         monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selftest, "MODULES", ("pytest", "surefoot_absent"))
    assert selftest.run([], ManualClock(), bench) == ExitCode.WRONG_INPUT
    assert "missing here: surefoot_absent" in capfd.readouterr().out


def test_the_summary_repeats_what_failed_before_pytest() -> None:
    done = subprocess.run([sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests/test_repository.py",
                           "-k", "licence"], cwd=ROOT, check=True, capture_output=True, text=True,
                          env=os.environ | {FAILED_STEPS: "ruff, mypy"})
    assert "ruff, mypy: see the top" in done.stdout
    assert "1 passed" in done.stdout.splitlines()[-1]


@pytest.mark.parametrize("step", selftest.STEPS, ids=lambda step: str(step.name))
def test_each_step_names_a_tool_that_is_here(step: Step) -> None:
    start = [*step.arguments[:2], "--help"] if step.arguments[0] == "-m" else \
        ["-c", f"import sys; sys.argv.append('--help'); {step.arguments[1]}"]
    done = subprocess.run([sys.executable, *start], check=True, capture_output=True, text=True)
    assert "Usage" in done.stdout or "usage" in done.stdout
