"""The window. It shows values, asks services and decides nothing."""
