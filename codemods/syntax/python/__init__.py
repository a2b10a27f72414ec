"""Python sources: reading them by LibCST, and editing them by byte spans."""
