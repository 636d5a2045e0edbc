"""What a block repeats from the output of another block is what that block printed."""

from __future__ import annotations

import re
from pathlib import Path

SNIPPETS = Path(__file__).parents[2] / "snippets"


def test_the_gains_on_record_are_those_that_were_measured() -> None:
    measured = (SNIPPETS / "trials/growth/cutmix_score.out").read_text(encoding="utf-8").splitlines()[0]
    first_seed, mean = re.search(r"\[([\d.]+),.* mean \+([\d.]+) ", measured).groups()  # type: ignore[union-attr]
    recorded = (SNIPPETS / "trials/growth/cutmix_log.out").read_text(encoding="utf-8")
    gains = re.findall(r"'gain': ([\d.]+)", recorded)
    assert gains == [first_seed, mean], "write the gains of cutmix_score.out into cutmix_log.py"
