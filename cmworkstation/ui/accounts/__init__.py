"""The accounts page and the wizard that adds an account, each step tested before the next."""
