"""What a job does: its options, handler, steps, effects and ways out, read from its source."""
