"""Text and trees: parsing, queries, literals, edits and list surgery. No disk, no Inngest."""
