"""The files of a repository as they are, or as they would be: reading, never writing."""
