"""The clinic checks a prescription with the very reader that will load it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from clinic.prescriptions import problems, warnings
from core.problems import Problem

EXAMPLE = (Path(__file__).resolve().parents[2] / "docs" / "examples" / "prescription.yaml").read_bytes()
TODAY = date(2026, 11, 21)


def test_the_example_has_no_problem() -> None:
    assert problems(EXAMPLE, "p.yaml", TODAY) == ()


def test_every_problem_has_its_file_and_place() -> None:
    assert problems(b"\xff\nprescription: 2", "p.yaml", TODAY) == (
        Problem("p.yaml", 1, 1, "", "this is not UTF-8; save the file as UTF-8."),
        Problem("p.yaml", 2, 15, "prescription", "must be 1, not 2: this program reads another form; "
                                     "begin with a new example."))


def test_it_is_over_after_its_last_day() -> None:
    assert problems(EXAMPLE, "p.yaml", date(2026, 12, 19)) == ()
    (problem,) = problems(EXAMPLE, "p.yaml", date(2026, 12, 20))
    assert (problem.line, problem.column, problem.path) == (10, 10, "expires")


def test_it_does_not_count_before_it_was_issued() -> None:
    (problem,) = problems(EXAMPLE, "p.yaml", date(2026, 11, 20))
    assert (problem.path, problem.message) == ("issued", "must be from 2016-11-12 to 2026-11-20, not 2026-11-21.")


def test_a_density_near_its_limit_is_told_with_its_channel() -> None:
    small = EXAMPLE.replace(b"area: 25 cm2", b"area: 10 cm2").replace(b"max: 20 mA", b"max: 40 mA")
    assert warnings(EXAMPLE, TODAY) == ()
    assert warnings(small, TODAY) == (
        "Left wrist extensors: at 40 mA the current density under the pads passes 0.5 mA/cm2; larger pads are "
        "gentler to the skin.",)


def test_what_has_problems_has_no_warnings() -> None:
    assert warnings(b"prescription: 2", TODAY) == ()
