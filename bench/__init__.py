"""Measurements, as ratios inside one run, never part of the tests: `python -m bench.commands`, `.milestones`, `.pages`, `.screens`."""
