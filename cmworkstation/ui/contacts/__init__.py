"""People over all networks, and relations with them."""
