"""A therapist's file is read exactly or not at all, with every reason and its place."""

from __future__ import annotations

import hashlib
import re

import pytest

from stim_safety.order import ChannelOrder, External, Pads
from stim_safety.prescription import MUSCLES, digest, read
from stim_safety.screening import BLOCKING, WORDS
from stim_safety.strict_yaml import Refused
from stim_safety.words import Profile
from tests.stim_safety.files import ASKED_S, EXAMPLE, TODAY, bent, refused

SECOND_CHANNEL = """  2:
    muscle: left_biceps
    pads:
      area: 30 cm2
      sessions: 0
      since: 2026-11-21
    width: 200 us
    rate: 40 Hz
    max: 15 mA
    working: 50 %
    ramp_up: 1 s
    ramp_down: 0 s
    on: 5 s
    off: 5 s

session: 20"""
EXTERNAL = "external:\n  full: 15 mA\n  confirmed_by: A. Therapist\n"


def test_the_example_is_read_exactly() -> None:
    found = read(EXAMPLE.encode(), TODAY)
    assert found.channels == (ChannelOrder(
        channel=0, muscle="left_wrist_extensors", pads=Pads(2_500, 3, TODAY - 19), width_us=250, rate_mhz=35_000,
        max_ua=20_000, k_per_mille=600, ramp_up_ms=2_000, ramp_down_ms=1_000, on_ms=6_000, off_ms=12_000),)
    assert (found.patient, found.by, found.profile) == ("P-0042", "A. Therapist", Profile.KIOSK)
    assert (found.issued_day, found.expires_day) == (TODAY, TODAY + 28)
    assert (found.session_ms, found.day_ms) == (1_200_000, 2_400_000)
    assert (found.screening.by, found.screening.at_s) == ("A. Therapist", ASKED_S)
    assert dict(found.screening.answers) == dict.fromkeys(WORDS, False)
    assert found.external is None
    assert found.digest == digest(EXAMPLE.encode()) == hashlib.sha256(EXAMPLE.encode()).hexdigest()


def test_two_channels_and_an_external_unit() -> None:
    found = read((bent(("session: 20", SECOND_CHANNEL)) + EXTERNAL).encode(), TODAY)
    assert [(order.channel, order.muscle, order.pads.area_mm2) for order in found.channels] == \
        [(0, "left_wrist_extensors", 2_500), (1, "left_biceps", 3_000)]
    assert (found.channels[1].ramp_down_ms, found.channels[1].off_ms) == (0, 5_000)
    assert found.external == External(15_000, "A. Therapist")


def test_a_judgement_is_kept_and_may_be_yes() -> None:
    found = read(bent(("    epilepsy: no", "    epilepsy: yes")).encode(), TODAY)
    assert [word for word, yes in found.screening.answers.items() if yes] == ["epilepsy"]


def test_kiosk_is_meant_where_no_profile_stands() -> None:
    text = re.sub(r"(?m)^profile:.*\n", "", EXAMPLE)
    assert read(text.encode(), TODAY).profile is Profile.KIOSK
    assert read(bent(("profile: kiosk", "profile: clinic")).encode(), TODAY).profile is Profile.CLINIC


# --- every number, one step below, at and above its limits --------------------------------------------------

CLINIC = ("profile: kiosk", "profile: clinic")
QUADRICEPS = ("muscle: left_wrist_extensors", "muscle: left_vastus_lateralis")
LARGE = ("area: 25 cm2", "area: 45 cm2")

NUMBERS = [
    # line of the example, what it is changed to, whether it is read
    ("width: 250 us", "width: 49 us", False), ("width: 250 us", "width: 50 us", True),
    ("width: 250 us", "width: 400 us", True), ("width: 250 us", "width: 401 us", False),
    ("width: 250 us", "width: 200.5 us", False), ("width: 250 us", "width: 4096 us", False),
    ("rate: 35 Hz", "rate: 0.999 Hz", False), ("rate: 35 Hz", "rate: 1 Hz", True),
    ("rate: 35 Hz", "rate: 50 Hz", True), ("rate: 35 Hz", "rate: 50.001 Hz", False),
    ("rate: 35 Hz", "rate: 0 Hz", False), ("rate: 35 Hz", "rate: 1000 Hz", False),
    ("rate: 35 Hz", "rate: 35.123 Hz", True), ("rate: 35 Hz", "rate: 35.1234 Hz", False),
    ("max: 20 mA", "max: 0.999 mA", False), ("max: 20 mA", "max: 1 mA", True),
    ("max: 20 mA", "max: 40 mA", True), ("max: 20 mA", "max: 40.001 mA", False),
    ("max: 20 mA", "max: 40.5 mA", False), ("max: 20 mA", "max: -5 mA", False),
    ("working: 60 %", "working: 0 %", True), ("working: 60 %", "working: 80 %", True),
    ("working: 60 %", "working: 80.1 %", False), ("working: 60 %", "working: 60.25 %", False),
    ("ramp_up: 2 s", "ramp_up: 0.999 s", False), ("ramp_up: 2 s", "ramp_up: 1 s", True),
    ("ramp_down: 1 s", "ramp_down: 0 s", True), ("ramp_down: 1 s", "ramp_down: 15.001 s", False),
    ("on: 6 s", "on: 2.999 s", False), ("on: 6 s", "on: 3 s", True),
    ("on: 6 s", "on: 12 s", True), ("on: 6 s", "on: 12.001 s", False), ("on: 6 s", "on: 15.001 s", False),
    ("off: 12 s", "off: 5.999 s", False), ("off: 12 s", "off: 6 s", True),
    ("off: 12 s", "off: 600 s", True), ("off: 12 s", "off: 600.001 s", False),
    ("area: 25 cm2", "area: 9.99 cm2", False), ("area: 25 cm2", "area: 10 cm2", True),
    ("area: 25 cm2", "area: 200 cm2", True), ("area: 25 cm2", "area: 200.01 cm2", False),
    ("area: 25 cm2", "area: 0 cm2", False), ("area: 25 cm2", "area: -25 cm2", False),
    ("sessions: 3", "sessions: 0", True), ("sessions: 3", "sessions: 29", True),
    ("sessions: 3", "sessions: 30", False), ("sessions: 3", "sessions: 2.5", False),
    ("sessions: 3", "sessions: 3 times", False),
    ("since: 2026-11-02", "since: 2026-08-21", True), ("since: 2026-11-02", "since: 2026-08-20", False),
    ("since: 2026-11-02", "since: 2026-11-21", True), ("since: 2026-11-02", "since: 2026-11-22", False),
    ("session: 20 min", "session: 0.999 min", False), ("session: 20 min", "session: 1 min", True),
    ("session: 20 min", "session: 30 min", True), ("session: 20 min", "session: 30.001 min", False),
    ("day: 40 min", "day: 19.999 min", False), ("day: 40 min", "day: 20 min", True),
    ("day: 40 min", "day: 60 min", True), ("day: 40 min", "day: 60.001 min", False),
    ("issued: 2026-11-21", "issued: 2026-11-22", False), ("issued: 2026-11-21", "issued: 2026-09-18", True),
    ("issued: 2026-11-21", "issued: 2026-09-17", False), ("issued: 2026-11-21", "issued: 2016-11-12", False),
    ("expires: 2026-12-19", "expires: 2026-11-21", True), ("expires: 2026-12-19", "expires: 2026-11-20", False),
    ("expires: 2026-12-19", "expires: 2027-02-21", True), ("expires: 2026-12-19", "expires: 2027-02-22", False),
    ("prescription: 1 ", "prescription: 2 ", False), ("prescription: 1 ", "prescription: 0 ", False),
    ("ceilings: 1 ", "ceilings: 2 ", False), ("ceilings: 1 ", "ceilings: 0 ", False),
]


@pytest.mark.parametrize(("old", "new", "read_"), NUMBERS)
def test_fault_15_numbers_at_their_edges(old: str, new: str, read_: bool) -> None:
    problems = refused(bent((old, new)))
    assert (problems == []) is read_, problems
    assert len(problems) <= 1


@pytest.mark.parametrize(("muscle", "most", "over"), [
    ("hand", "20", "20.001"), ("biceps", "40", "40.001"), ("tibialis_anterior", "50", "50.001"),
    ("vastus_lateralis", "60", "60.001"),  # the kiosk's ceiling
])
def test_a_muscle_has_its_cap_below_the_ceiling(muscle: str, most: str, over: str) -> None:
    change = ("muscle: left_wrist_extensors", f"muscle: right_{muscle}")
    narrow = ("width: 250 us", "width: 200 us")
    assert refused(bent(change, LARGE, narrow, ("max: 20 mA", f"max: {most} mA"))) == []
    assert refused(bent(change, LARGE, narrow, ("max: 20 mA", f"max: {over} mA"))) == \
        [f"channels.1.max: must be from 1 mA to {most} mA, not {over} mA."]


def test_the_clinic_may_more_but_never_more_than_the_muscle() -> None:
    assert refused(bent(CLINIC, QUADRICEPS, LARGE, ("max: 20 mA", "max: 80 mA"))) == []
    assert refused(bent(CLINIC, QUADRICEPS, LARGE, ("max: 20 mA", "max: 80.001 mA"))) == \
        ["channels.1.max: must be from 1 mA to 80 mA, not 80.001 mA."]


def test_a_hand_may_have_smaller_pads() -> None:
    hand = ("muscle: left_wrist_extensors", "muscle: left_hand")
    assert refused(bent(hand, ("area: 25 cm2", "area: 5 cm2"))) == []
    assert refused(bent(hand, ("area: 25 cm2", "area: 4.99 cm2"))) == \
        ["channels.1.pads.area: must be from 5 cm2 to 200 cm2, not 4.99 cm2."]


@pytest.mark.parametrize("wrong", [
    "nan Hz", "NaN", ".nan", "inf Hz", "-.inf", "3e1 Hz", "35", "35Hz", "35  Hz", "35 hz", "35 mHz", "35 us",
    "035 Hz", "+35 Hz", "35. Hz", ".5 Hz", "35,5 Hz", "0x23 Hz", "1_0 Hz", "35 Hz Hz", "thirty Hz", "true",
    "-0.0 Hz", "٣٥ Hz", "35.0000 Hz", "99999999 Hz"])
def test_fault_15_a_number_is_plain_and_has_its_unit(wrong: str) -> None:
    assert refused(bent(("rate: 35 Hz", f"rate: {wrong}"))) == \
        [f'channels.1.rate: must be a plain number, one space and the unit Hz, such as 35 Hz, not "{wrong}".']


@pytest.mark.parametrize(("old", "new", "problem"), [
    ("prescription: 1 ", "prescription: 2 ",
     "prescription: must be 1, not 2: this program reads another form; begin with a new example."),
    ("ceilings: 1 ", "ceilings: 0 ",
     "ceilings: must be 1, not 0: the safety limits are others now; write a new prescription."),
    ("ceilings: 1 ", "ceilings: 9999 ",
     "ceilings: must be 1, not 9999: the safety limits are others now; write a new prescription."),
    ("ceilings: 1 ", "ceilings: 10000 ", "ceilings: must be from 0 to 9999, not 10000."),
    ("ceilings: 1 ", "ceilings: one ", 'ceilings: must be a plain whole number, such as 1, not "one".'),
    ("rate: 35 Hz", 'rate: "35 Hz"',
     "channels.1.rate: stands in quotes; write it without them, such as 35 Hz."),
    ("sessions: 3", "sessions: three",
     'channels.1.pads.sessions: must be a plain whole number, such as 0, not "three".'),
    ("rate: 35 Hz", "rate:", "channels.1.rate: needs its value on the same line, such as rate: 35 Hz."),
    ("issued: 2026-11-21", "issued: 21.11.2026", 'issued: must be a day such as 2026-11-21, not "21.11.2026".'),
    ("expires: 2026-12-19", "expires: 2026-02-30", 'expires: must be a day such as 2027-02-21, not "2026-02-30".'),
    ("expires: 2026-12-19", 'expires: "2026-12-19"',
     "expires: stands in quotes; write it without them, such as 2027-02-21."),
    ("at: 2026-11-21T09:30Z", 'at: "2026-11-21T09:30Z"',
     "screening.at: stands in quotes; write it without them, such as 2026-11-21T09:30Z."),
    *[("at: 2026-11-21T09:30Z", f"at: {wrong}",
       f'screening.at: must be a time in UTC such as 2026-11-21T09:30Z, not "{wrong}".')
      for wrong in ("2026-11-21", "2026-11-21T09:30", "2026-11-21T24:00Z", "2026-11-21T09:60Z", "2026-11-21T9:30Z",
                    "2026-13-21T09:30Z", "2026-11-21T09:30+01:00", "2026-11-21T09:30:60Z", "now")],
    ("profile: kiosk", "profile: gym", 'profile: "gym" is not known here; there are: kiosk, clinic.'),
    ("profile: kiosk", "profile: klinic", 'profile: "klinic" is not known here; did you mean clinic?'),
    ("profile: kiosk", 'profile: "clinic"',
     "profile: stands in quotes; write it without them, such as kiosk or clinic."),
    ("muscle: left_wrist_extensors", "muscle: left_wrist_extensor",
     'channels.1.muscle: "left_wrist_extensor" is not known here; did you mean left_wrist_extensors?'),
    ("muscle: left_wrist_extensors", "muscle: trunk",
     f'channels.1.muscle: "trunk" is not known here; there are: {", ".join(MUSCLES)}.'),
    ("skin: no", "skin: No", 'screening.answers.skin: "No" is not known here; there are: no, yes.'),
    ("skin: no", "skin:", "screening.answers.skin: needs its value on the same line, such as skin: no or yes."),
    ("patient: P-0042", "patient: Ann Example",
     'patient: must be a word such as P-0042, not "Ann Example".'),
    ("patient: P-0042", f"patient: {'P' * 33}", f'patient: must be a word such as P-0042, not "{"P" * 33}".'),
    ("patient: P-0042", "patient: ../../pin", 'patient: must be a word such as P-0042, not "../../pin".'),
    ("patient: P-0042", "patient: -P", 'patient: must be a word such as P-0042, not "-P".'),
    ('\nby: "A. Therapist"', '\nby: ""', "by: must be a name of at most 60 bytes."),
    ('\nby: "A. Therapist"', '\nby: "  "', "by: must be a name of at most 60 bytes."),
    ('\nby: "A. Therapist"', f"\nby: {'ä' * 30}b", "by: must be a name of at most 60 bytes."),
    ('\nby: "A. Therapist"', "\nby:", 'by: needs its value on the same line, such as by: "A. Therapist".'),
    ("on: 6 s", "on: 2.999 s", "channels.1.on: must be at least 3 s, as the two ramps are part of it."),
    ("off: 12 s", "off: 5.999 s", "channels.1.off: must not be shorter than on, 6 s: the muscle needs the rest."),
    ("expires: 2026-12-19", "expires: 2027-02-22",
     "expires: must be from 2026-11-21 to 2027-02-21, not 2027-02-22."),
    ("    pads:", "    pads: 3 ", "channels.1.pads: needs further lines, indented by two spaces."),
    ("  1: ", "  0: ", "channels.0: is not known here; there are: 1, 2, 3, 4, 5, 6, 7, 8."),
    ("  1: ", "  9: ", "channels.9: is not known here; there are: 1, 2, 3, 4, 5, 6, 7, 8."),
    ("  1: ", "  red: ", "channels.red: is not known here; there are: 1, 2, 3, 4, 5, 6, 7, 8."),
])
def test_what_is_wrong_is_told_with_what_would_be_right(old: str, new: str, problem: str) -> None:
    assert problem in refused(bent((old, new)))


def test_the_longest_names_and_patients() -> None:
    assert refused(bent(("patient: P-0042", f"patient: {'P' * 32}"))) == []
    assert read(bent(('\nby: "A. Therapist"', f"\nby: {'ä' * 30}")).encode(), TODAY).by == "ä" * 30
    assert read(bent(('\nby: "A. Therapist"', '\nby: " A "')).encode(), TODAY).by == "A"


def test_seconds_may_stand_in_a_time() -> None:
    assert read(bent(("T09:30Z", "T23:59:58Z")).encode(), TODAY).screening.at_s == TODAY * 86_400 + 86_398


def test_a_prescription_lasts_to_its_last_day() -> None:
    assert refused(EXAMPLE, TODAY + 28) == []
    assert refused(EXAMPLE, TODAY + 29) == \
        ["expires: this prescription is over; look at the patient again and write a new one."]


@pytest.mark.parametrize("word", sorted(BLOCKING))
def test_fault_16_a_yes_that_blocks_makes_no_prescription(word: str) -> None:
    (problem,) = refused(bent((f"    {word}: no", f"    {word}: yes")))
    assert problem.startswith(f"screening.answers.{word}: yes means that this patient must not be stimulated (")


def test_a_muscle_has_one_channel() -> None:
    text = bent(("session: 20", SECOND_CHANNEL.replace("left_biceps", "left_wrist_extensors")))
    assert refused(text) == \
        ["channels.2.muscle: left_wrist_extensors has another channel already; a muscle has one."]


def test_a_muscle_that_is_not_known_is_no_other_muscle() -> None:
    text = bent(("muscle: left_wrist_extensors", "muscle: x"),
                ("session: 20", SECOND_CHANNEL.replace("left_biceps", "left_vastus_lateralis")))
    assert [problem.split(":")[0] for problem in refused(text)] == ["channels.1.muscle"]
    other = bent(("muscle: left_wrist_extensors", f"muscle: {MUSCLES[0]}"), LARGE,
                 ("session: 20", SECOND_CHANNEL.replace("left_biceps", "x")))
    assert [problem.split(":")[0] for problem in refused(other)] == ["channels.2.muscle"]
    assert "is not known here" in refused(other)[0]


def test_an_external_unit_can_give_no_more_than_any_channel_may_have() -> None:
    two = bent(("session: 20", SECOND_CHANNEL))
    problem = ("external.full: must not be more than 15 mA, the least max of the channels: a unit that can only "
               "be dimmed may fail at full.")
    assert refused(two + EXTERNAL) == []
    assert refused(two + EXTERNAL.replace("15 mA", "15.001 mA")) == [problem]
    assert refused(EXAMPLE + EXTERNAL.replace("15 mA", "20 mA")) == []
    assert refused(EXAMPLE + EXTERNAL.replace("15 mA", "0.999 mA")) == \
        ["external.full: must be from 1 mA to 60 mA, not 0.999 mA."]
    assert refused(EXAMPLE + EXTERNAL.replace("15 mA", "60.001 mA")) == \
        ["external.full: must be from 1 mA to 60 mA, not 60.001 mA."]


def test_an_external_unit_is_written_whole() -> None:
    assert refused(EXAMPLE + "external: none\n") == [
        "external: needs further lines, indented by two spaces."]
    assert refused(EXAMPLE + "external:\n  fall: 40 mA\n  confirmed_by: B\n") == [
        "external.full: is missing; write full: 10 mA.",
        "external.fall: is not known here; did you mean full?"]


@pytest.mark.parametrize(("changes", "problem"), [
    # 10 cm2 at 400 us and 50 Hz: r.m.s. 0.2 of the current, 1 mA/cm2 allowed: 50 mA
    ((("max: 20 mA", "max: 50 mA"),), None),
    ((("max: 20 mA", "max: 50.001 mA"),),
     "is too much for this width, rate and area (density): 50 mA at most."),
    ((CLINIC, ("max: 20 mA", "max: 80 mA")),
     "is too much for this width, rate and area (density): 50 mA at most."),
    ((CLINIC, ("max: 20 mA", "max: 80 mA"), ("session: 20 min", "session: 31 min")),
     "is too much for this width, rate and area (density): 50 mA at most."),
    ((("max: 20 mA", "max: 51 mA"), ("off: 12 s", "off: 1 s")), None),
])
def test_what_is_right_by_itself_may_be_too_much_together(
        changes: tuple[tuple[str, str], ...], problem: str | None) -> None:
    large = (QUADRICEPS, ("area: 25 cm2", "area: 10 cm2"), ("width: 250 us", "width: 400 us"),
             ("rate: 35 Hz", "rate: 50 Hz"))
    found = [each for each in refused(bent(*large, *changes)) if each.startswith("channels.1.max")]
    assert found == ([f"channels.1.max: {problem}"] if problem else [])


@pytest.mark.parametrize(("changes", "key"), [
    ((("on: 6 s", "on: 60 s"), ("off: 12 s", "off: 4 s")), "on"),
    ((("on: 6 s", "on: 12 s"), ("off: 12 s", "off: never")), "off"),
    ((("on: 6 s", "on: 1.5 s"), ("ramp_up: 2 s", "ramp_up: 0.5 s")), "ramp_up"),
    ((("on: 6 s", "on: 1.5 s"), ("ramp_down: 1 s", "ramp_down: 60 s")), "ramp_down"),
    ((("on: 6 s", "on: 60 s"), ("ramp_up: 2 s", "ramp_up: 7 s"), ("off: 12 s", "off: 15 s")), "on")])
def test_nothing_is_told_that_follows_from_a_value_that_is_wrong_itself(
        changes: tuple[tuple[str, str], ...], key: str) -> None:
    assert [each.split(":")[0] for each in refused(bent(*changes))] == [f"channels.1.{key}"]


@pytest.mark.parametrize(("key", "value"), [
    ("prescription", "1"), ("ceilings", "1"), ("patient", "P-0042"), ("issued", "2026-11-21"),
    ("expires", "2027-02-21"), ("session", "20 min"), ("day", "20 min"), ("channels.1.width", "250 us"),
    ("channels.1.rate", "35 Hz"), ("channels.1.max", "10 mA"), ("channels.1.working", "50 %"),
    ("channels.1.ramp_up", "2 s"), ("channels.1.ramp_down", "1 s"), ("channels.1.on", "5 s"),
    ("channels.1.off", "10 s"), ("channels.1.pads.area", "45 cm2"), ("channels.1.pads.sessions", "0"),
    ("channels.1.pads.since", "2026-11-21"), ("screening.at", "2026-11-21T09:30Z")])
def test_what_is_missing_is_told_with_a_usual_value(key: str, value: str) -> None:
    name = key.rpartition(".")[2]
    (line,) = [line for line in EXAMPLE.splitlines(keepends=True) if line.strip().startswith(f"{name}:")]
    assert refused(bent((line, ""))) == [f"{key}: is missing; write {name}: {value}."]


def test_all_problems_at_once_in_order_with_their_places() -> None:
    text = bent(("by: \"A. Therapist\"               #", "bi: \"A. Therapist\"               #"),
                ("rate: 35 Hz", "rate: 35"), ("skin: no", "skim: no"), ("off: 12 s", "off: 2 s"))
    with pytest.raises(Refused) as refusal:
        read(text.encode(), TODAY)
    assert [str(problem).split(": ")[:2] for problem in refusal.value.problems] == [
        ["1:1", "by"], ["8:1", "bi"], ["21:11", "channels.1.rate"], ["27:10", "channels.1.off"],
        ["35:3", "screening.answers.skin"], ["41:5", "screening.answers.skim"]]


def test_what_is_missing_is_not_told_while_lines_cannot_be_read() -> None:
    text = bent(("session: 20 min", "session 20 min"), ("rate: 35 Hz", "rate: 35"))
    assert [problem.partition(": ")[0] for problem in refused(text)] == ["channels.1.rate", ""]


# --- every key ----------------------------------------------------------------------------------------------
