"""`python -m hanli.lint`."""

import sys

from hanli.lint.command import _main

sys.exit(_main())
