"""One codemod a file: each plans a change set for a project and writes nothing."""
