"""Proof in the window: the dossier of a reply, and the bundle."""
