"""What is to change, as a value, and the one door through which it is written."""
