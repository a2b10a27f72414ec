"""What a Python job does: the same anatomy as a TypeScript job's, read from LibCST's syntax.

`read` puts it together from the readers of the parts; the rules see plain values of
`inngest.anatomy.model` and nothing of the language.
"""
