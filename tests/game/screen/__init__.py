"""The screen, on the dummy driver."""
