"""The terminal: one click command a file; parse, call, print."""
