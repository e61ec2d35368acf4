"""Difficulty and feedback that follow a person: what each new round begins with, and what is kept of it.

`plans` finds what a therapist planned, `making` decides from values alone, `desk` does it with files.
Not here: the rules (`game.difficulty`), the coach in play (`game.coaching`), the files (`clinic.coaching`).
"""
