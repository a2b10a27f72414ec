"""One lint rule a file: the module's docstring is its page, `RULE` its head, `check` its work."""
