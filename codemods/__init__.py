"""Codemods and lint rules for Inngest jobs, built on tree-sitter queries."""

__version__ = "0.1.0"
