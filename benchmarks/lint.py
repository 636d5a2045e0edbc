"""How well hanli.lint finds: precision and recall on the labelled cases, and torchfix beside it where it is installed.

The cases are tests/hanli/lint/cases/, where `# expect: rule` marks what must be found on a line. A finding counts if its
line and rule agree. The rules were shaped on these cases; beside them stand faults planted into other programs
(benchmarks/mutants.py), and pairs by engineers who had not seen the rules (benchmarks/blind.py), at default settings. torchfix, whose rules have other names, is given credit for any finding on a marked line.

    python -m benchmarks.lint
    uv run --no-project --with torchfix python -m benchmarks.lint   # only prints what torchfix would have found
"""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

from benchmarks import blind, mutants, tables
from hanli.lint import RULES, check_file

CASES = sorted((Path(__file__).parents[1] / "tests/hanli/lint/cases").glob("*.py"))
MARK = re.compile(r"# expect: ([\w, -]+)$")
Place = tuple[str, int, str]


def expected() -> Counter[Place]:
    """What the comments announce: file, line, rule."""
    found: Counter[Place] = Counter()
    for path in CASES:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if match := MARK.search(line):
                found.update((path.name, number, rule.strip()) for rule in match[1].split(","))
    return found


def ours() -> Counter[Place]:
    """What hanli.lint finds."""
    return Counter((path.name, one.line, one.rule) for path in CASES for one in check_file(path, style=True))


def torchfix() -> set[tuple[str, int]] | None:
    """The lines on which torchfix finds anything; None if it is not installed."""
    if importlib.util.find_spec("torchfix") is None:
        return None
    command = [sys.executable, "-m", "torchfix", "--select", "ALL", *map(str, CASES)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return {(Path(name).name, int(line)) for name, line in re.findall(r"^(.+?\.py):(\d+):", done.stdout, re.M)}


def share(part: int, whole: int) -> str:
    """A ratio with two decimals."""
    return f"{part / whole:.2f}" if whole else "–"


def main() -> None:
    """Keep the table, a rule a row; with torchfix, print its recall of each rule instead."""
    wanted, found, other = expected(), ours(), torchfix()
    right = wanted & found
    rows = []
    for rule in [*RULES, ""]:
        counts = [sum(n for (_, _, name), n in one.items() if rule in (name, "")) for one in (wanted, found, right)]
        name = f"`{rule}`" if rule else "all rules"
        rows.append([name, str(counts[0]), share(counts[2], counts[0]), share(counts[2], counts[1])])
        if other is not None:
            seen = sum(n for (file, line, name), n in wanted.items() if rule in (name, "") and (file, line) in other)
            print(rows[-1][0], share(seen, counts[0]))
    if other is None:
        counted = mutants.count()
        planted = [[name, str(total), str(seen)] for name, total, seen in counted if total]
        planted.append(["all kinds", str(sum(one[1] for one in counted)), str(sum(one[2] for one in counted))])
        own = tables.table(["rule", "cases", "recall", "precision"], rows)
        strange = tables.table(["set", "pairs", "found at first sight", "found now", "false alarms now"], blind.count())
        planted_table = tables.table(["fault", "planted", "found"], planted)
        tables.write("lint", {}, {"blind": strange, "rules": own, "planted": planted_table})


if __name__ == "__main__":
    main()
