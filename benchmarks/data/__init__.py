"""Benchmarks of what goes in and comes out."""
