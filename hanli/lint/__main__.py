"""`python -m hanli.lint`."""

import sys

from hanli.lint.command import main

sys.exit(main())
