"""The list of faults, injected one by one into the controller on an emulated device; real processes: `process`."""
