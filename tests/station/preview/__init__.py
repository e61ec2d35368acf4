"""Tests of the preview of plans."""
