"""Measurements, as ratios inside one run: `python -m bench.commands`, `python -m bench.pages`. Never part of the tests."""
