"""Tests of game.coaching."""
