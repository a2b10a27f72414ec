"""`python -m codemods` is `codemod`."""

from codemods.cli.entry import main

main()
