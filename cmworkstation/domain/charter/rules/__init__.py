"""The kinds of checks: each module makes finders, functions from a page to the spots they point at."""
