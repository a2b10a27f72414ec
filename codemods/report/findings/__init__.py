"""The findings of a run, one format a file: `render` takes a Result and gives the whole text.

Text from the project is escaped in each as its readers need it. What is not a finding (the summary,
notes, stale entries of a baseline) is in `summary.py`, for the other stream.
"""
