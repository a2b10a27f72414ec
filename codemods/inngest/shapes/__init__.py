"""The keys that objects have by their types and schemas, followed through the project.

`shapes` is asked; `types` and `zod` read the two, and `model` has the keys and how they add up.
"""
