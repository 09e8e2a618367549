"""The inbox page: views and accounts, the list of conversations, the thread, the context beside it, search."""
