"""The checks of a commit: which skipped tests they let pass, and which mutants may survive."""

from __future__ import annotations

import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

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


@pytest.mark.parametrize("script", ["run", "lock", "skipped", "mutants"])
def test_the_scripts_can_be_run_and_read(script: str) -> None:
    path = CI / script
    assert path.stat().st_mode & 0o111
    reader = ["bash", "-n"] if "bash" in path.read_text().splitlines()[0] else [sys.executable, "-m", "ast"]
    assert subprocess.run([*reader, path], check=False, capture_output=True).returncode == 0


# --- mutants -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def mutants() -> ModuleType:
    """Load the command, which has no `.py` in its name."""
    loader = SourceFileLoader("mutants_of_ci", str(CI / "mutants"))
    spec = spec_from_loader(loader.name, loader)
    assert spec
    module = module_from_spec(spec)
    sys.modules[loader.name] = module  # its dataclass looks itself up there
    loader.exec_module(module)
    return module


BLOCK = """fence _rate
- return a < b
+ return a <= b
# Both sides are never equal here."""


def test_the_list_of_survivors_gives_each_with_its_reason(mutants: ModuleType) -> None:
    found = mutants.read_list(f"# A remark.\n\n{BLOCK}\n\n{BLOCK.replace('_rate', '_width')}\n")
    assert {str(mutant) for mutant in found} == {
        "fence _rate\n- return a < b\n+ return a <= b", "fence _width\n- return a < b\n+ return a <= b"}


@pytest.mark.parametrize("broken", [
    BLOCK.rpartition("\n")[0], "fence _rate\n# Why?", BLOCK.replace("# Both", "Both"), BLOCK.replace("+ ", "* ")])
def test_a_survivor_without_reason_or_change_is_refused(mutants: ModuleType, broken: str) -> None:
    with pytest.raises(ValueError, match="fence _rate"):
        mutants.read_list(broken)


def test_the_list_in_the_repository_can_be_read_and_names_modules_that_are_there(mutants: ModuleType) -> None:
    reviewed = mutants.read_list(mutants.LIST.read_text("utf-8"))
    assert {mutant.place.split()[0] for mutant in reviewed} <= set(mutants.all_modules())


@pytest.mark.parametrize(("killed", "survivors", "listed", "code"), [
    (20, 0, 0, 0), (19, 1, 1, 0), (19, 1, 0, 1), (18, 1, 1, 1), (0, 0, 0, 1)])
def test_mutants_pass_when_enough_are_killed_and_the_rest_is_listed(  # 18 of 19: 94.7 %
        mutants: ModuleType, killed: int, survivors: int, listed: int, code: int) -> None:
    survived = [mutants.Mutant(f"fence _{number}", ("a",), ("b",)) for number in range(survivors)]
    results = [("fence", mutants.Mutant("fence _x", ("a",), ("c",)), 1)] * killed
    results += [("fence", mutant, 0) for mutant in survived]
    assert mutants.judge(results, set(survived[:listed]), whole=True) == code


def test_a_mutant_that_was_not_judged_fails(mutants: ModuleType) -> None:
    mutant = mutants.Mutant("fence _x", ("a",), ("b",))
    assert mutants.judge([("fence", mutant, 1)] * 99 + [("fence", mutant, None)], {mutant}, whole=True) == 1


def test_a_mutant_is_known_by_what_it_changes_and_not_by_its_number(mutants: ModuleType) -> None:
    lines = ["def x_rate__mutmut_orig(a, b):", "    return a < b",
             "def x_rate__mutmut_7(a, b):", "    return a <= b"]
    spans = {"x_rate__mutmut_orig": [1, 2], "x_rate__mutmut_7": [3, 4]}
    assert str(mutants.read_mutant("fence", "x_rate__mutmut_7", spans, lines)) == \
        "fence rate\n- return a < b\n+ return a <= b"


def test_every_module_of_the_safety_program_is_mutated_or_of_the_edge(mutants: ModuleType) -> None:
    modules = set(mutants.all_modules())
    assert {"fence", "decide", "controller", "codecs/sm2", "drivers/p24"} <= modules
    assert not modules & set(mutants.EDGE)
    assert all((mutants.ROOT / "stim_safety" / f"{name}.py").exists() for name in mutants.EDGE)
    given = mutants.assign(modules, column=0)
    assert sorted(module for group in given.values() for module in group) == sorted(modules)
    assert all(given.values())
    assert all(mutants.assign(mutants.all_tests(), column=1).values())


def test_a_module_that_is_not_mutated_is_told() -> None:
    done = subprocess.run([sys.executable, CI / "mutants", "guardian"], check=False, capture_output=True,
                          text=True)
    assert done.returncode == 2
    assert "guardian: no module of stim_safety that is mutated" in done.stderr
