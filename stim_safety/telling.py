"""What the game is told: where everything stands, at every change and again and again, for it may miss a word.

Not here: answers to what it asked (`requests`), reports of what was written (`outputs`).
"""

from __future__ import annotations

from stim_safety.messages import PART, TEXT, Channel, Device, Message, Prescribed, Refusal, Status
from stim_safety.run import Run
from stim_safety.timing import HEARTBEAT_MS, MS, TICK_MS

REPEAT_MS = 1000
_EARLY_MS = TICK_MS // 2
"""On the grid of ticks the status keeps its 50 ms on average, or is a little early."""


def tell(run: Run) -> None:
    """Tell what is due."""
    made_of = _made_of(run)
    again = run.repeated_ns is None or run.since(run.repeated_ns) >= REPEAT_MS
    if again or made_of != run.told_of:  # else the facts are those of the step before, and were told there
        run.told_of = made_of
        _tell_facts(run, again)
    if run.status_due or run.now_ns - run.told_ns >= (HEARTBEAT_MS - _EARLY_MS) * MS:
        run.status_due, run.told_ns = False, run.now_ns
        run.out.tell(status(run))


def status(run: Run) -> Status:
    """Return where the controller stands, with a new challenge."""
    left = run.left()
    course = run.course
    channel = course.channel if course is not None else run.resting
    return Status(
        state=run.state, challenge=run.lease.challenge(run.now_ns, run.state), why=run.why, channel=channel,
        level_ua=0 if course is None else course.level_ua, target_ua=0 if course is None else course.target_ua,
        rest_left_ms=run.rest_left_ms(channel) if channel is not None else _rest_left_ms(run),
        train_left_ms=max(0, course.left_ms(run.now_ns)) if course is not None and course.on else 0,
        session_left_ms=left.session_ms, day_left_ms=left.day_ms,
        unlocked=run.therapist.unlocked(run.now_ns), held=run.held, stop_tested=run.stop_tested,
        confirmed=run.therapist.bits(), pads=run.therapist.pad_bits(), trains=run.trains)


def _rest_left_ms(run: Run) -> int:
    """Return the rest until the first muscle could work again; it may be left over from its calibration."""
    return min((run.rest_left_ms(channel) for channel in run.orders if run.working_ua(channel)), default=0)


def cut(text: str, size: int) -> str:
    """Return as much of a text as `size` bytes hold, in whole characters and without zeros."""
    return text.replace("\0", "").encode("utf-8", "replace")[:size].decode("utf-8", "ignore")


def parts(text: str) -> list[str]:
    """Return a sentence in parts that fit a message."""
    found = []
    rest = text
    while rest:
        found.append(cut(rest, PART))
        rest = rest[len(found[-1]):]
    return found


def _made_of(run: Run) -> tuple[object, ...]:
    """Return everything in the facts that may change; the rest stands fast with the start of the run."""
    course = run.course
    flows = None if course is None else (course.channel, course.level_ua)
    return run.known, run.identity, flows, tuple(run.found.items())


def _tell_facts(run: Run, again: bool) -> None:
    """Tell the facts that are not told yet, or all of them again."""
    news = [message for message in _facts(run) if again or message != run.told.get(_key(message))]
    if again:
        run.repeated_ns = run.now_ns
        _refusal(run)
    for message in news:
        run.told[_key(message)] = message
        run.out.tell(message)


def _facts(run: Run) -> list[Message]:
    """Return what seldom changes."""
    found: list[Message] = []
    if run.prescription is not None:
        found.append(Prescribed(run.prescription.digest, cut(run.prescription.patient, TEXT),
                                run.start.pin is not None))
    for channel, order in run.orders.items():
        marks = run.found_of(channel)
        flows = run.course is not None and run.course.channel == channel
        found.append(Channel(
            channel, cut(order.muscle, TEXT), order.max_ua, run.course.level_ua if run.course and flows else 0,
            marks.sensory_ua, marks.motor_ua, marks.tolerated_ua, run.working_ua(channel)))
    if run.known:
        found.append(Device(cut(run.identity, TEXT), run.identity in run.start.known_devices))
    return found


def _key(message: Message) -> tuple[type[Message], int]:
    return type(message), message.channel if isinstance(message, Channel) else 0


def _refusal(run: Run) -> None:
    """Say why the prescription is not in force."""
    sentence = parts(run.start.refusal.replace("\0", ""))
    for number, part in enumerate(sentence, 1):
        run.out.tell(Refusal(number == len(sentence), part))
