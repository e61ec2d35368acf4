"""The pages on which a therapist and a patient make stimulation ready, one question at a time.

Every page works by touch and by keys alone; what the safety program refuses is said with its reason.
Not here: judging (the safety program), play with stimulation (`game.scenes.round`).
"""
