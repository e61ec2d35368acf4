"""One kiosk, wired: the only place that knows devices, signals, levels, game and clinic together."""
