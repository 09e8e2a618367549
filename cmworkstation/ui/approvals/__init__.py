"""The approvals page: what waits for somebody's word, with all that is needed to give it."""
