"""`python -m hanli.serve`."""

from hanli.serve.command import main

main()
