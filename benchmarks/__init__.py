"""Measurements, run by hand: each compares the library with what one would write without it."""
