"""Assessments: scripts that read from top to bottom as a person lives through them, and what they found.

Each is fed one moment per tick (the body, what a person did, an answer) and yields a step to show; trials are
measured from raw samples that a recorder holds.  No diagnosis, no label, no comparison with a norm.
Not here: screens, files, people (`game`, `station`, `clinic`).
"""
