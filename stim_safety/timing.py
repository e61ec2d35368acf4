"""The one table of times.  All are our own choice, each with its reason.

Not here: limits of current and dose (`ceilings`).
"""

from __future__ import annotations

MS = 1_000_000
"""Nanoseconds in a millisecond."""

TICK_MS = 20
"""Ten checks in the time a frightened hand needs to move."""
LATE_WARN_MS = 40
"""One tick missed: told."""
LATE_WARNS = 3
"""The third warning within `LATE_WINDOW_MS` stops: a machine that is late again and again is not fit for this."""
LATE_WINDOW_MS = 2000
LATE_STOP_MS = 100
"""Five ticks missed: nobody knows what happened meanwhile."""
HEARTBEAT_MS = 50
GAME_SILENT_MS = 250
"""Five beats missed."""
TTL_MS = 100
TTL_MOST_MS = 150
"""A wish dies unless renewed: two beats, three at most."""
AGE_MOST_MS = 100
"""An older wish was meant for another moment; one from the future is a fault of clocks."""
WRONG_ECHOES = 3
ECHO_VALID_MS = 250
BAD_MESSAGES = 5
BAD_TIMES = 3
WISH_MOST_PER_S = 24
"""1.2 times the nominal 20 a second, as in a car's actuator limits."""
GUARDIAN_BEAT_MS = 50
GUARDIAN_SILENT_MS = 250
STOP_REPEATS = 3
STOP_GAP_MS = 20
ACK_MS = 100
OPEN_ACK_MS = 250
"""Switching the high voltage on takes the older devices tens of milliseconds."""
PROOF_MS = 1000
"""No clean status this long after a stop: fault, and "unplug the device" on the screen."""
UPDATE_MS = 40
"""The controller steps the current this often while it rises or falls."""
GARBLED_MOST = 3
SUSPEND_MS = 50
"""Jump between the clock that counts suspended time and the one that does not."""
LATCH_LEAST_MS = 3000
"""The cause must be gone this long before a latch may be reset."""
RESET_WITHIN_MS = 10_000
"""The second step of a reset must follow the first within this."""
RESET_GAP_MS = 300
"""... and not sooner: a key that repeats itself, or a frightened hand, is one step and not two."""
LOG_MS = 1000
"""No proof of writing for this long: the log is lost."""
UNLOCK_MS = 60_000
"""A therapist's page nobody touches locks itself."""
IDLE_ARMED_MS = 300_000
"""Armed and nothing asked for: somebody forgot it."""
PIN_TRIES = 5
LOCK_OUT_MS = 60_000
SCREENING_HOURS = 12
STEP_GAP_MS = 300
"""Least time between two steps of a calibration."""
