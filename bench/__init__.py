"""Benchmarks: `python -m bench` prints every figure of the program, measured in CPU time."""
