"""CM Workstation: one inbox, one charter and one composer for community managers, offline first."""

__version__ = "0.1.0"
