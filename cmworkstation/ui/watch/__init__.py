"""The watch: what is said about us, alarms, and where people talk."""
