"""How a project declares its events, and the text of one more declaration."""
