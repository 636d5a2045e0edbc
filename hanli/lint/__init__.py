"""Find the anti-patterns and the dead APIs of PyTorch 2.14 in your own files, without running them.

    python -m hanli.lint train.py project/ --language en

The files are read as syntax trees; torch is not imported, so the answer comes at once. Names are followed through imports,
so that `from torch import nn as layers` hides nothing. Where the tree cannot decide, the linter says nothing. A line that
is meant as it is carries the comment `# hanli: ignore[rule]`.

The exit status is 0 without findings, 1 with findings, 2 if a file could not be read.

Source: <https://docs.python.org/3/library/ast.html>
"""

from hanli.deprecation import forward_old_names
from hanli.lint.checker import LintError, check, check_file, find_python_files
from hanli.lint.findings import LANGUAGES, Finding
from hanli.lint.rules import RULES

__all__ = ["check", "check_file", "find_python_files", "Finding", "LintError", "LANGUAGES", "RULES"]

__getattr__ = forward_old_names(__name__, {"files": "find_python_files"})
