"""Assessments, wired: scripts of `signals.assessments` fed by the engine, shown to scenes, kept on disk.

Not here: what is asked and measured (`signals.assessments`), screens (`game.scenes`), people (`clinic.people`).
"""
