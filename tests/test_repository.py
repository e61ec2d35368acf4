"""Promises about the repository itself: its locks, its names, its files, its words."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("core", "levels", "signals", "devices", "game", "clinic", "station", "stim_safety")
LOCKS = ("requirements.lock", "requirements-dev.lock")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
MOST_LINES = 400

MAY_TELL_TIME = ("core/clock.py", "station/benchmarks/", "stim_safety/process.py", "stim_safety/scribe.py",
                 "stim_safety/keeping.py")
"""Where `time` may be imported: the one clock, what measures this machine, and the edge of the safety program,
which shares no clock with us."""
GIVEN_CHANCE = {"Random", "Generator", "default_rng", "SeedSequence", "PCG64"}
"""What may be named of `random` and `numpy.random`: makers of a source that is then passed on."""


def python_files() -> Iterator[Path]:
    yield ROOT / "main.py"
    for folder in (*PACKAGES, "tests"):
        yield from sorted((ROOT / folder).rglob("*.py"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree(path)))


def product_files() -> Iterator[Path]:
    return (path for path in python_files() if not name(path).startswith("tests/"))


def imports(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (module, what of it) for each import; for `import module` the second is empty."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)


# --- locks ------------------------------------------------------------------------------------------------

def pins(lock: str) -> dict[str, tuple[Requirement, int]]:
    """Read a lock: each requirement as text, with its parsed form and how many hashes it has."""
    text = (ROOT / lock).read_text("utf-8").replace("\\\n", " ")
    found = {}
    for line in text.splitlines():
        requirement, *hashes = line.split("--hash=sha256:")
        parsed = Requirement(requirement.strip())
        assert all(re.fullmatch(r"[0-9a-f]{64}", digest.strip()) for digest in hashes), line
        found[str(parsed)] = (parsed, len(hashes))
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_in_a_lock_is_pinned_and_has_a_hash(lock: str) -> None:
    found = pins(lock)
    assert found
    for requirement, hashes in found.values():
        assert hashes > 0, requirement
        assert [specifier.operator for specifier in requirement.specifier] == ["=="], requirement
        assert requirement.url is None


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_no_address_and_no_option(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert "://" not in text
    assert re.findall(r"(?m)^(?:--|-\w|#|/|\.).*", text) == []


@pytest.mark.parametrize(("lock", "extras"), [
    ("requirements.lock", ()),
    ("requirements-dev.lock", ("console", "chain", "research", "reports", "dev")),
])
def test_a_lock_satisfies_what_the_project_asks_for(lock: str, extras: tuple[str, ...]) -> None:
    found = [requirement for requirement, _ in pins(lock).values()]
    assert set(extras) <= set(PROJECT["optional-dependencies"])
    wanted = [*PROJECT["dependencies"], *(text for e in extras for text in PROJECT["optional-dependencies"][e])]
    for text in wanted:
        asked = Requirement(text)
        pinned = [pin for pin in found if _canonical(pin.name) == _canonical(asked.name)]
        assert pinned, f"{text} is not in {lock}: run .ci/lock"
        for pin in pinned:
            (version,) = (specifier.version for specifier in pin.specifier)
            assert asked.specifier.contains(version), f"{pin} is not {text}: run .ci/lock"


def test_the_second_lock_holds_the_first_at_the_same_versions() -> None:
    assert set(pins("requirements.lock")) <= set(pins("requirements-dev.lock"))


def _canonical(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


# --- names ------------------------------------------------------------------------------------------------

def test_no_other_distribution_brings_a_package_of_our_name() -> None:
    others = packages_distributions()
    taken = {package: others[package] for package in (*PACKAGES, "main", "tests") if package in others}
    assert {package: names for package, names in taken.items() if set(names) != {"surefoot"}} == {}


def test_the_wheel_takes_every_package_and_nothing_else() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packed = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert sorted(packed) == sorted(PACKAGES)
    with_code = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert with_code == {*PACKAGES, "tests"}


def test_every_folder_with_code_is_a_package() -> None:
    folders = {path.parent for path in python_files()} - {ROOT}
    assert [name(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


# --- files ------------------------------------------------------------------------------------------------

def test_a_module_says_what_lives_in_it() -> None:
    assert [name(path) for path in product_files() if not ast.get_docstring(tree(path))] == []


def test_a_file_stays_readable() -> None:
    lines = {name(path): len(path.read_text("utf-8").splitlines()) for path in python_files()}
    assert {path: count for path, count in lines.items() if count > MOST_LINES} == {}


def test_time_comes_from_the_clock() -> None:
    asking = {name(path) for path in product_files() for module, _ in imports(path) if module == "time"}
    assert {path for path in asking if not path.startswith(MAY_TELL_TIME)} == set()


def chance_used(path: Path) -> set[str]:
    """Tell what of `random` and `numpy.random` a file names, other than makers of a source."""
    if "random" not in path.read_text("utf-8"):
        return set()
    attributes = (node for node in nodes(path) if isinstance(node, ast.Attribute))
    named = {node.attr for node in attributes if isinstance(node.value, ast.Name | ast.Attribute)
             and ast.unparse(node.value) in {"random", "np.random", "numpy.random"}}
    imported = {what for module, what in imports(path) if module in {"random", "numpy.random"} and what}
    return (named | imported) - GIVEN_CHANCE


def test_chance_is_given() -> None:
    assert {name(path): used for path in python_files() if (used := chance_used(path))} == {}


def test_a_source_of_chance_has_a_seed() -> None:
    unseeded = [f"{name(path)}:{node.lineno}" for path in product_files() for node in nodes(path)
                if isinstance(node, ast.Call) and not node.args and not node.keywords
                and ast.unparse(node.func).rpartition(".")[2] in {"Random", "default_rng"}]
    assert unseeded == []


# --- words ------------------------------------------------------------------------------------------------

UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX)\b")
SILENCED = re.compile(r"#\s*(?:noqa(?::\s*[A-Z]+\d+(?:\s*,\s*[A-Z]+\d+)*)?"
                      r"|type:\s*ignore(?:\[[\w, -]+\])?|pragma:\s*no cover)\s*$")
"""A check that is switched off without a reason after it."""
ONE_MACHINE = re.compile(r"(?<![\w.:/])/(?:home|Users|work|root)/\w")
"""A path that exists on somebody's computer only."""


def text_files() -> Iterator[Path]:
    yield from python_files()
    yield from (path for path in ROOT.glob("*.*") if path.suffix in {".md", ".toml"})
    yield from (path for path in (ROOT / "docs").rglob("*") if path.suffix in {".md", ".ino", ".yaml"})
    yield from (path for path in (ROOT / ".ci").iterdir() if path.is_file())


def test_nothing_is_left_unfinished_silenced_or_tied_to_one_machine() -> None:
    found = []
    for path in text_files():
        forbidden = [UNFINISHED, SILENCED]
        if not name(path).startswith("tests/"):  # where a made-up path is an example
            forbidden.append(ONE_MACHINE)
        found += [f"{name(path)}:{number}: {line.strip()}"
                  for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
                  if any(pattern.search(line) for pattern in forbidden)]
    assert [place for place in found if not place.startswith(name(Path(__file__)))] == []


@pytest.mark.parametrize(("line", "silenced"), [
    ("x = y  # noqa: PLC0415", True),
    ("x = y  # noqa", True),
    ("x = y  # type: ignore[arg-type]", True),
    ("x = y  # noqa: PLC0415 - brings scipy in, see the top", False),
    ("x = y  # type: ignore[arg-type]  # the stub is wrong: it takes None too", False),
    ("x = y", False),
])
def test_a_reason_is_asked_for_where_a_check_is_switched_off(line: str, silenced: bool) -> None:
    assert bool(SILENCED.search(line)) is silenced


def test_the_changelog_tells_of_this_version() -> None:
    assert f"## {PROJECT['version']} " in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_licence_is_whole_and_named() -> None:
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert PROJECT["license"] == "Apache-2.0"
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_each_decision_is_in_the_index_and_says_why() -> None:
    folder = ROOT / "docs/decisions"
    index = (folder / "README.md").read_text("utf-8")
    pages = sorted(folder.glob("[0-9]*.md"))
    assert [page.name[:4] for page in pages] == [f"{number:04}" for number in range(1, len(pages) + 1)]
    for page in pages:
        assert f"({page.name})" in index
        text = page.read_text("utf-8")
        assert all(f"\n## {part}\n" in text for part in ("Context", "Decision", "Consequence")), page.name


def test_links_between_pages_lead_somewhere() -> None:
    link = re.compile(r"\]\((?!\w+:)([^)#\s]+)")
    pages = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
    links = [(page, target) for page in pages for target in link.findall(page.read_text("utf-8"))]
    assert [f"{name(page)}: {target}" for page, target in links if not (page.parent / target).exists()] == []
