"""The page of history: what we said, a sample of it, figures, and what of the charters was used."""
