"""The parts of sending an event from a handler: where, with what, and how."""
