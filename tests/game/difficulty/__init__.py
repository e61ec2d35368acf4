"""Tests of difficulty, feedback and stages."""
