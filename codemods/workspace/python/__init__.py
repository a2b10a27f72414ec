"""Python's side of the repository: distributions and their dependencies, modules and files."""
