"""The people who work here: who acts, their roles, keys and cards."""
