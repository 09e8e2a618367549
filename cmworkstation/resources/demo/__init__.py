"""The demonstration: three months of an invented French library network and an invented English food co-op.

The texts are TOML files written by hand; `world.generate` turns them into conversations, always the same ones
for the same reference time. Nobody and no place in them exists.
"""
