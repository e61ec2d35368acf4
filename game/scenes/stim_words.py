"""What each reason of the safety program means, in one sentence for the patient and one for the therapist.

Keys are the lower-case names of its reasons.  The patient's is calm and short; the therapist's says what to do.
Not here: the reasons themselves (the safety program), the words of the pages (`game.scenes.words`).
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Told:
    """One reason in two sentences."""

    patient: str
    therapist: str


_ENOUGH = "This is as much as is right for you."
_ANOTHER_DAY = "That is enough help for today."
_CALL = "Rest. Your therapist will look at this."
_MOMENT = "One moment, please. Rest."
_NOT_YET = "Help is not ready yet."
_AGAIN = "Stop, look why, then reset in two steps."

REASONS: MappingProxyType[str, Told] = MappingProxyType({
    # limits
    "ceiling": Told(_ENOUGH, "The hard limit of the program is reached; nothing can raise it."),
    "prescription": Told(_ENOUGH, "The largest current of the prescription is reached."),
    "calibration": Told(_ENOUGH, "The working current that was found for this patient is reached."),
    "muscle": Told(_ENOUGH, "The limit for this muscle is reached; a muscle that is not listed is not offered."),
    "device": Told(_ENOUGH, "The stimulator cannot do more than this."),
    "felt": Told("A small step first.", "Go up in steps of 1 mA: the patient has not felt this much today."),
    "width": Told(_NOT_YET, "The pulse width is out of range; correct the prescription."),
    "rate": Told(_NOT_YET, "The pulse rate is out of range; correct the prescription."),
    "rates": Told(_NOT_YET, "This stimulator has one rate for all channels; prescribe the same for each."),
    "charge": Told(_ENOUGH, "The charge of one pulse is at its limit; prescribe a shorter pulse or less current."),
    "rms": Told(_ENOUGH, "The mean current is at its limit; prescribe a lower rate or a shorter pulse."),
    "density": Told(_ENOUGH, "The current is too dense for these pads; use larger pads."),
    "power": Told(_ENOUGH, "The power for these pads is at its limit; use larger pads."),
    "energy": Told(_ENOUGH, "The energy of one pulse is at its limit; prescribe a shorter pulse."),
    "net_charge": Told(_CALL, "The pulse would leave charge behind, so it is not sent. Call your technician."),
    "shape": Told(_CALL, "The shape of the pulse is not one that may be sent. Call your technician."),
    "area": Told(_NOT_YET, "These pads are too small; use larger ones and correct the prescription."),
    "rise": Told("It grows slowly, for you.", "The current rises as fast as it may."),
    "ramp": Told("It grows slowly, for you.", "The ramp is as short as it may be."),
    "grid": Told(_CALL, "The stimulator cannot set this value exactly. Correct the prescription."),
    "channel": Told(_NOT_YET, "This channel is not in the prescription."),
    "channels": Told("One muscle at a time.", "No more channels may be active at once."),
    "not_a_number": Told(_CALL, "A value was not a number, so nothing is sent. Call your technician."),
    # time and dose
    "on_time": Told("This help is over. Well done.", "The longest time of one train is used."),
    "resting": Told("The muscle rests for a moment.", "A rest after each train is required; it ends by itself."),
    "session": Told(_ANOTHER_DAY, "The time of this session is used. Go on without stimulation."),
    "day": Told(_ANOTHER_DAY, "The time of this day is used. Go on without stimulation."),
    "dose": Told(_ANOTHER_DAY, "The charge of this session is used. Go on without stimulation."),
    "no_budget": Told(_NOT_YET, "The record of what was used today is missing or altered. Call your technician."),
    "too_soon": Told("A little slower, please.", "That was too soon after the last step; wait a moment."),
    # where we stand
    "state": Told(_NOT_YET, "That is not possible now. Follow the steps of the page Stimulation."),
    "no_prescription": Told(_NOT_YET, "No valid prescription is loaded. Start Surefoot with one."),
    "expired": Told(_NOT_YET, "The prescription has expired. Write a new one."),
    "screening": Told(_NOT_YET, "The screening is missing, too old or says no. Ask the questions again."),
    "not_confirmed": Told(_NOT_YET, "Something is not confirmed yet. Go through the checklist."),
    "locked": Told(_NOT_YET, "The page is locked, or the PIN did not fit. Enter your PIN."),
    "locked_out": Told(_NOT_YET, "Too many wrong PINs. Wait a minute, then try again."),
    "pads": Told(_NOT_YET, "Check the pads of this channel and confirm them."),
    "pads_old": Told(_NOT_YET, "These pads are worn out. Take new ones and correct the prescription."),
    "not_calibrated": Told(_NOT_YET, "The current of this channel is not found yet. Find it first."),
    "stop_not_tested": Told(_NOT_YET, "The stop was not tried in this session. Try it first."),
    "not_held": Told("Hold the button to go on.", "The patient must hold the button while the current is found."),
    "not_the_patient": Told("Only you can say when it is enough.", "Only the patient may say Enough."),
    "mark_order": Told("First feel it, then see it move.", "Mark Felt first, then Moves, then Enough, going up."),
    "unknown_device": Told(_NOT_YET, "This stimulator was not confirmed. Check its number and confirm it."),
    "idle_too_long": Told(_MOMENT, "Nothing was asked for five minutes, so it was disarmed. Arm it again."),
    "prescription_changed": Told(_NOT_YET, "The prescription file was changed. Start Surefoot again."),
    "latch": Told(_CALL, f"Stimulation is stopped and stays so. {_AGAIN}"),
    # the game
    "game_lost": Told(_CALL, "The game is gone, so stimulation stopped. Start Surefoot again."),
    "game_silent": Told(_CALL, f"The game was silent for a moment, so stimulation stopped. {_AGAIN}"),
    "wrong_echo": Told(_CALL, f"The game answered wrongly, so stimulation stopped. {_AGAIN}"),
    "stale": Told(_MOMENT, "A wish came too late and was not granted."),
    "future": Told(_CALL, f"The clocks do not agree, so stimulation stopped. {_AGAIN}"),
    "sequence": Told(_CALL, f"A message was lost or came twice, so stimulation stopped. {_AGAIN}"),
    "message": Told(_CALL, f"A message could not be read, so stimulation stopped. {_AGAIN}"),
    "flood": Told(_CALL, f"Too many wishes came at once, so stimulation stopped. {_AGAIN}"),
    "ttl": Told("This help is over.", "The wish was not renewed, so the train ended."),
    # this program
    "late": Told(_CALL, f"The computer was too slow. Close other programs. {_AGAIN}"),
    "suspended": Told(_CALL, f"The computer was asleep, so stimulation stopped. {_AGAIN}"),
    "defect": Told(_CALL, "The safety program ended. Take the pads off, then start Surefoot again."),
    "guardian_lost": Told(_CALL, "The second watch is gone, so stimulation stopped. Start Surefoot again."),
    "guardian_tripped": Told(_CALL, "The second watch stopped stimulation. Start Surefoot again."),
    "log": Told(_CALL, "The log cannot be written, so nothing is given. Free some disk space and start again."),
    "signal": Told(_CALL, "The computer ended the safety program. Start Surefoot again."),
    "incident": Told(_NOT_YET, "The last session did not end cleanly. Ask the patient how they are, then go on."),
    "other_controller": Told(_NOT_YET, "Another Surefoot has this stimulator. Close it, then start again."),
    # the device
    "port_lost": Told(_CALL, "The stimulator is unplugged. Plug it in and start Surefoot again."),
    "write": Told(_CALL, "Nothing could be sent to the stimulator. Unplug it, then start Surefoot again."),
    "no_answer": Told(_CALL, "The stimulator does not answer. Unplug it, look at its switch, start again."),
    "wrong_answer": Told(_CALL, "The stimulator answered wrongly. Unplug it, then start Surefoot again."),
    "garbled": Told(_CALL, "The stimulator's answers are garbled. Check its cable, then start again."),
    "wrong_device": Told(_NOT_YET, "Another device answers here. Plug the prescribed stimulator in."),
    "device_error": Told(_CALL, f"The stimulator reports an error. Look at its display. {_AGAIN}"),
    "device_reset": Told(_CALL, f"The stimulator has restarted itself. Check its power. {_AGAIN}"),
    "electrode": Told("Rest. A pad needs a look.", f"A pad is loose or a lead is off: fix it. {_AGAIN}"),
    "pulse_timeout": Told(_CALL, f"The stimulator could not finish a pulse. Check pads and leads. {_AGAIN}"),
    "low_current": Told("Rest. A pad needs a look.", f"Too little current flows: change the pads. {_AGAIN}"),
    "high_voltage": Told(_CALL, f"The stimulator's voltage is wrong. Check its power. {_AGAIN}"),
    "unexpected_output": Told(_CALL, "Current flowed unasked. Take the pads off. Call your technician."),
    "missing_output": Told(_CALL, f"The current that was asked for did not flow. Check pads and leads. {_AGAIN}"),
    "emergency_switch": Told(_CALL, f"The emergency switch was used. Let it out when all is well. {_AGAIN}"),
    "module": Told(_CALL, "A part of the stimulator is missing or broken. Call your technician."),
    "not_continuous": Told(_NOT_YET, "This stimulator cannot hold a train that long. Prescribe shorter trains."),
    # people
    "stopped": Told("Stopped. All is quiet now.", f"Somebody pressed stop. {_AGAIN}"),
    "pedal": Told("Stopped. All is quiet now.", f"The pedal stopped it. {_AGAIN}"),
    "patient_stopped": Told("You said stop. All is quiet now.", f"The patient stopped: ask how it is. {_AGAIN}"),
    "done": Told("That is all. Thank you.", "The session of stimulation is over."),
})

UNKNOWN = Told(_CALL, "Stimulation is not possible now; the log says why.")


def reason(name: str) -> Told:
    """Give the sentences of a reason; one that is new here is still told, in general words."""
    return REASONS.get(name, UNKNOWN)
