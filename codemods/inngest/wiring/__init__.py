"""How jobs and the rest of the project are tied together: events sent, heard, and their data."""
