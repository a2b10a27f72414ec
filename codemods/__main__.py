"""`python -m codemods` is `codemod`."""

import sys

from codemods.cli.entry import main

sys.exit(main())
