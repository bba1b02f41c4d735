"""Measurements of the frame reader, each against the same answer written by hand for one engine."""
