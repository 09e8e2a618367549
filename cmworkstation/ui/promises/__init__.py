"""The promise ledger."""
