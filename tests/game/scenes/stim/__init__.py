"""The pages of stimulation, as a therapist and a patient use them."""
