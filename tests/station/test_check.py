"""`check` finds every mistake of every file it is given; `schema` prints their shapes."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.clock import ManualClock
from core.errors import InputError
from core.events import JsonValue
from levels.reader import SHIPPED
from levels.schema import level_schema, plan_schema
from station.check import Kind, check, kind_of, schema
from station.settings import settings_schema
from tests.levels.making import spoilt


def checked(*paths: Path | str) -> tuple[int, list[str]]:
    out = io.StringIO()
    code = check(paths, False, out)
    return code, out.getvalue().splitlines()


def checked_as_json(*paths: Path | str) -> tuple[int, list[dict[str, JsonValue]]]:
    out = io.StringIO()
    code = check(paths, True, out)
    return code, json.loads(out.getvalue())


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_without_a_name_it_checks_the_shipped_levels() -> None:
    assert checked() == (0, [f"{len(SHIPPED)} files, no mistakes."])
    assert checked_as_json() == (0, [])


def test_right_files_of_both_kinds(tmp_path: Path) -> None:
    write(tmp_path / "level.yaml", spoilt())
    write(tmp_path / "deep" / "station.yml", "display: {diagonal_in: 27}\n")
    assert checked(tmp_path) == (0, ["2 files, no mistakes."])


def test_every_mistake_of_every_file_in_order(tmp_path: Path) -> None:
    level = write(tmp_path / "a" / "level.yaml", spoilt(("posture", "seatd"), ("order", 1)))
    station = write(tmp_path / "b" / "station.yaml", "sound:\n  on: yes\n  volume: 2\n")
    code, lines = checked(tmp_path)
    assert code == 2
    assert lines == [
        f'{level}:15:13: posture: "seatd" is not known here; did you mean seated?',
        f"{level}:{len(level.read_text().splitlines()) - 1}:11: order: must be serial, blocked or random, not 1.",
        f'{station}:2:7: sound.on: must be true or false, not "yes".',
        f"{station}:3:11: sound.volume: must be 1 or less, not 2.",
        "4 mistakes in 2 of 2 files.",
    ]


def test_a_file_named_twice_is_checked_once(tmp_path: Path) -> None:
    path = write(tmp_path / "station.yaml", "sound: {volume: 2}\n")
    code, lines = checked(path, str(path), tmp_path)
    assert code == 2
    assert lines[1:] == ["1 mistake in 1 of 1 file."]


def test_machines_get_objects(tmp_path: Path) -> None:
    path = write(tmp_path / "station.yaml", "sound: {volume: 2}\n")
    assert checked_as_json(path) == (2, [{
        "file": str(path), "line": 1, "column": 17, "path": "sound.volume",
        "message": "must be 1 or less, not 2."}])


def test_what_is_not_there_and_what_holds_nothing(tmp_path: Path) -> None:
    write(tmp_path / "folder" / "notes.txt", "no level")
    write(tmp_path / "folder" / ".hidden" / "level.yaml", "wrong")
    assert checked(tmp_path / "none.yaml", tmp_path / "folder", "bad\0name") == (2, [
        f"{tmp_path}/none.yaml:1:1: there is no such file; check the name.",
        f"{tmp_path}/folder:1:1: this folder holds no .yaml file.",
        "bad\\u0000name:1:1: there is no such file; check the name.",
        "3 mistakes in 3 of 3 files.",
    ])


def test_a_folder_that_may_not_be_entered_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path, **_: object) -> bool:
        raise PermissionError(13, "Permission denied")  # chmod would not stop an administrator

    monkeypatch.setattr(Path, "is_dir", refuse)
    monkeypatch.setattr(Path, "exists", refuse)
    assert checked(tmp_path / "level.yaml") == (2, [
        f"{tmp_path}/level.yaml:1:1: the file may not be read; ask for the right to read it.",
        "1 mistake in 1 of 1 file.",
    ])


@pytest.mark.parametrize(("text", "kind"), [
    ("# yaml-language-server: $schema=../level.schema.json\nsound: {}\n", Kind.LEVEL),
    ("# yaml-language-server: $schema=/opt/surefoot/station/settings.schema.json\nplay: x\n", Kind.SETTINGS),
    ("# yaml-language-server: $schema=settings.schema.json\n", Kind.SETTINGS),
    ("# yaml-language-server: $schema=other.json\nsound: {}\n", Kind.SETTINGS),
    ("schema: 1\nsound: {}\nboard: {}\n", Kind.SETTINGS),
    ("schema: 1\nplay: shelf_reach\n", Kind.LEVEL),
    ("schema: 1\n", Kind.LEVEL),
    ("- a list\n", Kind.LEVEL),
    ("{ not yaml", Kind.LEVEL),
    ("", Kind.LEVEL),
    ("# a note\nprescription: 1\n", Kind.PRESCRIPTION),
    ("play: x\n\nscreening :\n  { broken", Kind.PRESCRIPTION),
    ("play: x\nlevel:\n  prescription: 1\n", Kind.LEVEL),
    ("# yaml-language-server: $schema=../levels/plan.schema.json\n{ broken", Kind.PLAN),
    ("schema: 1\nplan: side_shelf\n", Kind.PLAN),
    ("plan : x\nset: { broken", Kind.PLAN),
    ("schema: 1\naxes: {}\nfeedback: {}\ngrade: 3\n", Kind.PLAN),
    ("schema: 1\nset: {plan: x}\nplay: lanterns\ntitle: {}\nwhy: {}\n", Kind.LEVEL),
])
def test_the_kind_of_a_file(text: str, kind: Kind) -> None:
    assert kind_of(text) is kind


def printed(kind: str | None) -> dict[str, JsonValue]:
    out = io.StringIO()
    assert schema(kind, out) == 0
    shape: dict[str, JsonValue] = json.loads(out.getvalue())
    return shape


def test_schemas_are_printed_as_json() -> None:
    assert printed("level") == level_schema()
    assert printed("settings") == settings_schema()
    assert printed("plan") == plan_schema()
    assert printed(None) == {"level": level_schema(), "settings": settings_schema(), "plan": plan_schema()}


def test_an_unknown_schema_is_told() -> None:
    with pytest.raises(InputError, match=r"There is no schema lever; there are: level, settings, plan\."):
        schema("lever", io.StringIO())


# --- plans --------------------------------------------------------------------------------------------------

def test_a_plan_is_checked_with_its_level(tmp_path: Path) -> None:
    write(tmp_path / "mine.yaml", spoilt())
    write(tmp_path / "plans" / "one.yaml", "schema: 1\nplan: ../mine.yaml\nset: {order: random}\n")
    plan = write(tmp_path / "plans" / "two.yaml", "schema: 1\nplan: ../mine.yaml\nset: {posture: lying}\n")
    assert checked(tmp_path) == (2, [
        f"{plan}:3:16: set.posture: must be seated or standing: a shelf is not reached lying.",
        "1 mistake in 1 of 3 files."])


def test_what_a_plan_says_in_vain_is_worth_knowing(tmp_path: Path) -> None:
    plan = write(tmp_path / "plan.yaml", "schema: 1\nplan: side_shelf\ngrade: 8\naxes: {range: {max: 5}}\n")
    assert checked(plan) == (0, [
        f"{plan}: worth knowing: grade 8 lies outside the lock of range, which begins at 5.",
        "1 file, no mistakes."])


# --- prescriptions ------------------------------------------------------------------------------------------

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "prescription.yaml"


def checked_on(day: int, path: Path) -> tuple[int, list[str]]:
    out = io.StringIO()
    code = check([path], False, out, ManualClock(utc=datetime(2026, 12, day, 12, tzinfo=UTC)))
    return code, out.getvalue().splitlines()


def test_the_example_prescription_is_right_until_it_is_over() -> None:
    assert checked_on(18, EXAMPLE) == (0, ["1 file, no mistakes."])
    assert checked_on(21, EXAMPLE) == (2, [
        f"{EXAMPLE}:10:10: expires: this prescription is over; look at the patient again and write a new one.",
        "1 mistake in 1 of 1 file."])


def test_what_is_allowed_and_worth_knowing_is_told_and_is_no_mistake(tmp_path: Path) -> None:
    text = EXAMPLE.read_text().replace("area: 25 cm2", "area: 10 cm2").replace("max: 20 mA", "max: 40 mA")
    path = write(tmp_path / "prescription.yaml", text)
    out = io.StringIO()
    assert check([path], False, out, ManualClock(utc=datetime(2026, 11, 21, 12, tzinfo=UTC))) == 0
    said, summary = out.getvalue().splitlines()
    assert said.startswith(f"{path}: worth knowing: Left wrist extensors: at 40 mA")
    assert summary == "1 file, no mistakes."


def test_every_mistake_of_a_prescription(tmp_path: Path) -> None:
    text = EXAMPLE.read_text("utf-8").replace("35 Hz", '"35 Hz"').replace("\nsession: 20 min", "\nsession 20 min")
    text = text.replace("max: 20 mA", "max: 200 mA").replace("skin:", "skim:")
    path = write(tmp_path / "prescription.yaml", text)
    assert checked_on(1, path) == (2, [
        f"{path}:21:11: channels.1.rate: stands in quotes; write it without them, such as 35 Hz.",
        f"{path}:22:10: channels.1.max: must be from 1 mA to 40 mA, not 200 mA.",
        f"{path}:29:1: write lines of the form key: value; there is nothing else here.",
        f"{path}:41:5: screening.answers.skim: is not known here; did you mean skin?",
        "4 mistakes in 1 of 1 file."])
