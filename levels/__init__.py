"""Level files (YAML) and what reads, checks and grades them.

A level holds no code and no key for current; safety limits never come from a level.
"""
