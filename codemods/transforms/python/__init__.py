"""Codemods for Python apps: the same commands, planned on sources that LibCST reads."""
