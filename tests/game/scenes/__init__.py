"""Scenes, driven tick by tick like a person would."""
