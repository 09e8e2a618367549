"""The page of the dashboard: what we heard, what we did, what changed; and with whom we speak."""
