"""From the bytes of a therapist's file to a prescription in force, or every reason why it is none.

The file goes from the therapist straight to this program; nothing in between can change it, and its digest is
shown to the therapist.  Whatever is missing, unknown, twice, without unit or above a ceiling makes the whole file
no prescription: nothing is completed, rounded or brought down.
Not here: the words of the file (`strict_yaml`), single values (`form`), whether it may be used today (`validity`).
"""

from __future__ import annotations

import hashlib
import re
from types import MappingProxyType

from stim_safety.ceilings import (
    CEILINGS,
    CEILINGS_VERSION,
    LEAST_AREA_MM2,
    MIN_AREA_MM2,
    MOST_AREA_MM2,
    MOST_CHANNELS,
    MUSCLE_CAP_UA,
    SIDES,
    Ceilings,
)
from stim_safety.form import (
    COUNT,
    HERTZ,
    MICROSECOND,
    MILLIAMPERE,
    MINUTE,
    PERCENT,
    SECOND,
    SQUARE_CENTIMETRE,
    Form,
)
from stim_safety.limits import bounds, order_faults
from stim_safety.order import ChannelOrder, External, Pads, Prescription, Screening
from stim_safety.quantise import floor_ua
from stim_safety.screening import BLOCKING, QUESTIONS, WORDS
from stim_safety.strict_yaml import Problem, Refused, parse
from stim_safety.words import Profile

VERSION = 1
MOST_VERSION = 9_999
LEAST_UA = 1_000
"""A smaller cap could not even be found by the 1 mA steps of a calibration."""
SHOWN_STEP_UA = 500
"""Currents that are proposed to people are on the coarsest common grid below the limit."""
MOST_OFF_MS = 600_000
"""A longer rest between two trains is a slip of the pen."""
OLDEST_DAYS = 3_660
"""Days before today that a date may lie; further back is a slip of the pen."""
MUSCLES = tuple(f"{side}_{muscle}" for muscle in MUSCLE_CAP_UA for side in SIDES)
KEYS = ("prescription", "ceilings", "patient", "by", "issued", "expires", "profile", "channels", "session", "day",
        "screening", "external")
CHANNEL_KEYS = ("muscle", "pads", "width", "rate", "max", "working", "ramp_up", "ramp_down", "on", "off")
PADS_KEYS = ("area", "sessions", "since")
SCREENING_KEYS = ("by", "at", "answers")
EXTERNAL_KEYS = ("full", "confirmed_by")
_PATIENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
_ANSWERS = ("no", "yes")


def digest(data: bytes) -> str:
    """Return the SHA-256 of a file's bytes, 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def read(text: bytes, today_day: int) -> Prescription:
    """Read a whole file.  today_day: days since 1970.  Raises Refused with every problem."""
    tree = parse(text)
    problems: list[Problem] = []
    prescription = _prescription(Form(tree.root, "", problems), today_day, digest(text))
    if tree.problems:  # what seems to be missing may stand in a line that could not be read
        problems = [*tree.problems, *(each for each in problems if not each.message.startswith("is missing"))]
    if problems:
        raise Refused(problems)
    return prescription


def _prescription(form: Form, today_day: int, file_digest: str) -> Prescription:
    form.only(KEYS)
    _version(form, "prescription", VERSION, "this program reads another form; begin with a new example.")
    _version(form, "ceilings", CEILINGS_VERSION, "the safety limits are others now; write a new prescription.")
    profile = Profile(form.choice("profile", tuple(Profile))) if "profile" in form.keys else Profile.KIOSK
    ceilings = CEILINGS[profile]
    issued_day = form.day("issued", today_day - OLDEST_DAYS, today_day)
    first_day = issued_day if form.right("issued") else today_day
    expires_day = form.day("expires", first_day, first_day + ceilings.max_validity_days)
    if form.right("expires") and expires_day < today_day:
        form.problem("expires", "this prescription is over; look at the patient again and write a new one.")
    orders = _channels(form.inside("channels"), ceilings, today_day)
    external = _external(form.inside("external"), orders, ceilings) if "external" in form.keys else None
    session_ms = form.number("session", MINUTE, 60_000, ceilings.max_session_ms, 1_200_000)
    return Prescription(
        patient=form.matching("patient", _PATIENT, "P-0042"),
        by=form.name("by"),
        issued_day=issued_day,
        expires_day=expires_day,
        profile=profile,
        channels=orders,
        session_ms=session_ms,
        day_ms=form.number("day", MINUTE, session_ms, ceilings.max_day_ms, session_ms),
        screening=_screening(form.inside("screening")),
        external=external,
        digest=file_digest,
    )


def _version(form: Form, key: str, version: int, otherwise: str) -> None:
    written = form.number(key, COUNT, 0, MOST_VERSION, version)
    if form.right(key) and written != version:
        form.problem(key, f"must be {version}, not {written}: {otherwise}")


def _channels(form: Form, ceilings: Ceilings, today_day: int) -> tuple[ChannelOrder, ...]:
    numbers = tuple(str(number) for number in range(1, MOST_CHANNELS + 1))
    form.only(numbers)
    orders: list[ChannelOrder] = []
    taken: set[str] = set()
    for key in sorted(set(form.keys) & set(numbers)):
        channel = form.inside(key)
        order = _order(channel, int(key) - 1, ceilings, today_day)
        if channel.right("muscle") and order.muscle in taken:
            channel.problem("muscle", f"{order.muscle} has another channel already; a muscle has one.")
        elif channel.right("muscle"):
            taken.add(order.muscle)
        orders.append(order)
    return tuple(orders)


def _order(form: Form, channel: int, ceilings: Ceilings, today_day: int) -> ChannelOrder:
    form.only(CHANNEL_KEYS)
    muscle = form.choice("muscle", MUSCLES)
    kind = muscle.partition("_")[2]
    pads = form.inside("pads")
    on_ms = form.number("on", SECOND, ceilings.min_ramp_ms, ceilings.max_on_ms, 5_000)
    order = ChannelOrder(
        channel=channel,
        muscle=muscle,
        pads=_pads(pads, MIN_AREA_MM2.get(kind, LEAST_AREA_MM2), ceilings, today_day),
        width_us=form.number("width", MICROSECOND, ceilings.min_width_us, ceilings.max_width_us, 250),
        rate_mhz=form.number("rate", HERTZ, ceilings.min_rate_mhz, ceilings.max_rate_mhz, 35_000),
        max_ua=form.number("max", MILLIAMPERE, LEAST_UA, min(ceilings.max_ua, MUSCLE_CAP_UA[kind]), 10_000),
        k_per_mille=form.number("working", PERCENT, 0, ceilings.max_k_per_mille, 500),
        ramp_up_ms=form.number("ramp_up", SECOND, ceilings.min_ramp_ms, ceilings.max_on_ms, 2_000),
        ramp_down_ms=form.number("ramp_down", SECOND, 0, ceilings.max_on_ms, 1_000),
        on_ms=on_ms,
        off_ms=form.number("off", SECOND, ceilings.min_off_ms, MOST_OFF_MS, 10_000),
    )
    if form.right("on", "off") and order.off_ms < on_ms:
        form.problem("off", f"must not be shorter than on, {SECOND.write(on_ms)}: the muscle needs the rest.")
    ramps_ms = order.ramp_up_ms + order.ramp_down_ms
    if form.right("on", "ramp_up", "ramp_down") and on_ms < ramps_ms:
        form.problem("on", f"must be at least {SECOND.write(ramps_ms)}, as the two ramps are part of it.")
    if form.right(*CHANNEL_KEYS) and pads.right(*PADS_KEYS):
        _together(form, order, ceilings)
    return order


def _together(form: Form, order: ChannelOrder, ceilings: Ceilings) -> None:
    """Look whether values that are right by themselves are too much together."""
    faults = order_faults(order, ceilings)
    if faults:
        limits = ", ".join(why.name.lower() for why in faults)
        most = MILLIAMPERE.write(floor_ua(bounds(order, ceilings)[0].ua, SHOWN_STEP_UA))
        form.problem("max", f"is too much for this width, rate and area ({limits}): {most} at most.")


def _pads(form: Form, least_mm2: int, ceilings: Ceilings, today_day: int) -> Pads:
    form.only(PADS_KEYS)
    return Pads(
        area_mm2=form.number("area", SQUARE_CENTIMETRE, least_mm2, MOST_AREA_MM2, 4_500),
        sessions=form.number("sessions", COUNT, 0, ceilings.max_pad_sessions - 1, 0),
        since_day=form.day("since", today_day - ceilings.max_pad_days, today_day),
    )


def _screening(form: Form) -> Screening:
    form.only(SCREENING_KEYS)
    inside = form.inside("answers")
    inside.only(WORDS)
    answers = {question.word: inside.choice(question.word, _ANSWERS) == "yes" for question in QUESTIONS}
    for question in QUESTIONS:
        if answers[question.word] and question.word in BLOCKING:
            inside.problem(question.word, f"yes means that this patient must not be stimulated ({question.text})")
    return Screening(MappingProxyType(answers), form.name("by"), form.moment("at"))


def _external(form: Form, orders: tuple[ChannelOrder, ...], ceilings: Ceilings) -> External:
    """Read what the therapist has set on an external unit: all of it may come through when its dimmer fails."""
    form.only(EXTERNAL_KEYS)
    external = External(form.number("full", MILLIAMPERE, LEAST_UA, ceilings.max_ua, 10_000),
                        form.name("confirmed_by"))
    if form.clean and external.full_ua > (most_ua := min(order.max_ua for order in orders)):
        form.problem("full", f"must not be more than {MILLIAMPERE.write(most_ua)}, the least max of the channels: "
                             "a unit that can only be dimmed may fail at full.")
    return external
