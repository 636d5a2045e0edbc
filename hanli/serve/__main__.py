"""`python -m hanli.serve`."""

from hanli.serve.command import _main

_main()
