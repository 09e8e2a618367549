"""The steps of the accounts wizard: each a page that asks one thing, and knows nothing of the others.

`wizard.py` says which step follows which; a step is named there with its number and listed in `Steps`.
"""
