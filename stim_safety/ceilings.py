"""The one table of hard limits, each with its reason.  Nothing can raise them; a prescription may only lower them.

All are our own choice, derived from the norms named beside them; what is quoted from IEC 60601-2-10 without the
text at hand is marked "to be verified against the standard".  Surefoot is not a certified medical device.
Changing a number takes two reviewers and a new CEILINGS_VERSION, which makes every stored prescription invalid.
Not here: times of the program itself (`timing`), the arithmetic (`formulas`, `fence`).
"""

from __future__ import annotations

from dataclasses import dataclass

from stim_safety.words import Profile

CEILINGS_VERSION = 1

LOAD_OHM = 500
"""The resistance that the norms take for skin and body."""


@dataclass(frozen=True, slots=True)
class Ceilings:
    """Hard limits of one profile."""

    max_ua: int
    """Current.  Clinic 100 mA: commercial EMG-triggered units stop there, the P24 could do 130.  Kiosk 60 mA."""
    max_charge_pc: int
    """Charge of one phase.  40 uC = 100 mA x 400 us.  Kiosk 25 uC: below the remembered limited-output line
    20 + 28 t[ms] uC (AAMI NS4; to be verified against the standard)."""
    min_width_us: int = 50
    max_width_us: int = 400
    """Phase width: usual NMES is 150 to 400 us."""
    min_rate_mhz: int = 1_000
    max_rate_mhz: int = 50_000
    """Pulse rate in millihertz: usual NMES is 20 to 50 Hz."""
    rate_over_per_mille: int = 25
    """How far above the ordered rate a period that was rounded down may lie: half a millisecond, the grid of the
    P24, at 50 Hz.  A coarser device must refuse what it cannot keep."""
    max_rms_ua: int = 25_000
    """Half of the 50 mA r.m.s. into 500 ohm for rates to 400 Hz (IEC 60601-2-10; to be verified against the
    standard)."""
    max_density_ua_cm2: int = 1_000
    """R.m.s. current per area of the smaller pad: half of 2 mA/cm2 (HASOMED instructions for use), so that a pad
    that has half come off stays below it."""
    warn_density_ua_cm2: int = 500
    max_power_uw_cm2: int = 50_000
    """Power per area into 500 ohm: half of HASOMED's 0.1 W/cm2; FDA 1999 says below 0.25 W/cm2."""
    max_energy_nj: int = 5_000_000
    """One pulse into 500 ohm: 5 mJ, a sixtieth of 300 mJ (IEC 60601-2-10:1987 51.104; to be verified)."""
    net_charge_per_mille: int = 5
    """Charge left after a pulse, per mille of a phase: 0 on the grid; the devices do not balance for us."""
    max_rise_ua_per_s: int = 50_000
    """1 mA per tick of 20 ms; steps of at most 1 mA are what the norm asks of a knob (to be verified)."""
    min_ramp_ms: int = 1_000
    """From 0 to the height of a train, whatever the height."""
    calib_rise_ua_per_s: int = 10_000
    """While currents are being found, coming back to a level takes longer."""
    max_step_ua: int = 1_000
    """One press; also how far a train may go beyond what this patient has felt in this session."""
    max_on_ms: int = 15_000
    """FDA 1999: bursts of at least 1 s; literature 5 to 15 s."""
    min_off_ms: int = 1_000
    """And never shorter than the train before: off >= on."""
    max_session_ms: int = 30 * 60_000
    max_day_ms: int = 60 * 60_000
    """Time with current, ramps included; literature uses 20 to 30 minutes."""
    between_sessions_ms: int = 10 * 60_000
    """A shorter break continues the same session with its counters."""
    max_charge_session_nc: int = 300_000_000
    """300 mC absolute for each channel: 60 mA, 300 us, 35 Hz, 10 s on 50 s off for 20 min are 252."""
    max_channels: int = 2
    """Active at once; never across the trunk, each pair on one limb side."""
    max_k_per_mille: int = 800
    """Working current = motor + k (tolerated - motor)."""
    max_pad_sessions: int = 30
    max_pad_days: int = 92
    """HASOMED: electrodes for 30 sessions or three months, one set for each patient."""
    max_validity_days: int = 92


CEILINGS: dict[Profile, Ceilings] = {
    Profile.KIOSK: Ceilings(max_ua=60_000, max_charge_pc=25_000_000),
    Profile.CLINIC: Ceilings(max_ua=100_000, max_charge_pc=40_000_000),
}

MUSCLE_CAP_UA: dict[str, int] = {
    "vastus_lateralis": 80_000, "vastus_medialis": 80_000, "gluteus_medius": 80_000,
    "hamstrings": 70_000, "gastrocnemius": 70_000,
    "tibialis_anterior": 50_000, "deltoid": 50_000,
    "biceps": 40_000, "triceps": 40_000, "wrist_flexors": 40_000, "wrist_extensors": 40_000,
    "hand": 20_000,
}
"""Largest current for each muscle, without its side; our choice, by size.  What is not here (trunk, neck, head) is
not offered: current across the trunk may reach the heart."""
SIDES = ("left", "right")
MOST_CHANNELS = 8
"""Channels are 0 to 7: no stimulator that we know has more."""
MIN_AREA_MM2: dict[str, int] = {"hand": 500}
LEAST_AREA_MM2 = 1_000
"""Smallest pad that may be prescribed, 5 cm2 for the hand and 10 cm2 elsewhere; a smaller one burns sooner."""
MOST_AREA_MM2 = 20_000
"""The largest pads in the literature are 10 x 20 cm."""
