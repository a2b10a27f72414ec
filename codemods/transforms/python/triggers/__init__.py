"""The parts of sending an event from a Python handler: where, with what, and how."""
