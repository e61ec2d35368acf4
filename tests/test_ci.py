"""The check of a commit: which skipped tests it lets pass."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

CI = Path(__file__).resolve().parent.parent / ".ci"

PASSED = '<testcase classname="tests.core.test_ring" name="test_order"/>'
SKIPPED = ('<testcase classname="tests.kernel.test_in_vm" name="test_all">'
           '<skipped type="pytest.skip" message="no qemu">...</skipped></testcase>')


def check(folder: Path, cases: str, *allowed: str) -> tuple[int, str]:
    report = folder / "tests.xml"
    report.write_text(f'<testsuites><testsuite name="pytest">{cases}</testsuite></testsuites>')
    done = subprocess.run([sys.executable, CI / "skipped", report, *allowed], check=False, capture_output=True,
                          text=True)
    return done.returncode, done.stderr


def test_all_that_ran_is_fine(tmp_path: Path) -> None:
    assert check(tmp_path, PASSED) == (0, "")


def test_a_skip_fails_with_its_name_and_reason(tmp_path: Path) -> None:
    assert check(tmp_path, PASSED + SKIPPED) == \
        (1, "skipped, but should run in CI: tests.kernel.test_in_vm.test_all: no qemu\n")


def test_a_skip_is_allowed_by_the_beginning_of_its_name(tmp_path: Path) -> None:
    assert check(tmp_path, PASSED + SKIPPED, "tests.kernel.test_in_vm") == (0, "")
    assert check(tmp_path, PASSED + SKIPPED, "tests.core")[0] == 1


@pytest.mark.parametrize("cases", ["", SKIPPED])
def test_nothing_that_ran_is_no_success(tmp_path: Path, cases: str) -> None:
    status, said = check(tmp_path, cases, "tests.kernel")
    assert status == 1
    assert "no test ran" in said


def test_a_report_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, CI / "skipped", tmp_path / "none.xml"], check=False,
                          capture_output=True, text=True)
    assert done.returncode == 1
    assert "no report of the tests" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("script", ["run", "lock", "skipped"])
def test_the_scripts_can_be_run_and_read(script: str) -> None:
    path = CI / script
    assert path.stat().st_mode & 0o111
    reader = ["bash", "-n"] if "bash" in path.read_text().splitlines()[0] else [sys.executable, "-m", "ast"]
    assert subprocess.run([*reader, path], check=False, capture_output=True).returncode == 0
