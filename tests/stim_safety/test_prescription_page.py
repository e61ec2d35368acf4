"""docs/prescription.md says what the reader does."""

from __future__ import annotations

from pathlib import Path

import pytest

from stim_safety import prescription
from stim_safety.ceilings import MUSCLE_CAP_UA
from stim_safety.form import MILLIAMPERE
from stim_safety.prescription import read
from stim_safety.screening import QUESTIONS
from stim_safety.strict_yaml import Refused
from tests.stim_safety.files import EXAMPLE, TODAY, bent

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "prescription.md").read_text("utf-8")


def test_the_mistakes_of_the_page_are_told_in_its_words() -> None:
    text = bent(("width: 250 us", "width: 500 us"), ("rate: 35 Hz", "rate: 35"), ("    skin: no", "    skim: no"))
    with pytest.raises(Refused) as refusal:
        read(text.encode(), TODAY)
    told = [f"   my_prescription.yaml:{problem}\n" for problem in refusal.value.problems]
    assert [line for line in told if line not in PAGE] == \
        ["   my_prescription.yaml:35:3: screening.answers.skin: is missing; write skin: no or yes.\n"]


def test_every_line_of_the_form_stands_on_the_page_and_in_the_example() -> None:
    inner = (*prescription.CHANNEL_KEYS, *prescription.PADS_KEYS)
    assert [key for key in (*inner, *prescription.EXTERNAL_KEYS) if f"{key}`" not in PAGE] == ["pads"]
    for key in {*inner, *prescription.KEYS, *prescription.SCREENING_KEYS} - {"external"}:
        assert f"{key}:" in EXAMPLE


@pytest.mark.parametrize("muscle", list(MUSCLE_CAP_UA))
def test_every_muscle_stands_there_with_its_cap(muscle: str) -> None:
    (row,) = [line for line in PAGE.splitlines() if f"`{muscle}`" in line]
    assert row.endswith(f"| {MILLIAMPERE.write(MUSCLE_CAP_UA[muscle])} |")


def test_every_question_stands_there_on_its_side() -> None:
    blocking, kept = PAGE.split("A yes to one of these is your judgement")
    for question in QUESTIONS:
        assert f"- `{question.word}`: {question.text}\n" in (blocking if question.blocks else kept)
