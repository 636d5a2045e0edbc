"""The projects of the course, a program each: `python -m hanli.projects.classification --help`.

A program trains with a progress bar and a log, keeps the best model, goes on after an interruption, and measures the
test set once, beside the trivial baseline.
"""

__all__: list[str] = []
