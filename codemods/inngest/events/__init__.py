"""Events: which names the server takes (`event_names`), which one an expression names (`named`),
what a project declares and sends (`declarations`), and what SDK 3's `schemas` list.
"""
