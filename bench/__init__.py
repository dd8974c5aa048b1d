"""Measurements, started by bin/bench."""
