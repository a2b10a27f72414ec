"""Inngest in Python: readers that fill the same model as those for TypeScript, by LibCST."""
