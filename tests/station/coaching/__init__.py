"""Tests of the desk that lets difficulty and feedback follow a person."""
