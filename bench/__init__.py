"""Measurements, as ratios inside one run, never part of the tests: `python -m bench.commands`, `bench.milestones`, `bench.pages`."""
