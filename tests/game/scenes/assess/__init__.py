"""Tests of the scenes of assessments."""
