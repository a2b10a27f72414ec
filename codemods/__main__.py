"""`python -m codemods` is `codemod`."""

import sys

from codemods.cli.main import main

sys.exit(main())
