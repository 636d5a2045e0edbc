"""A digit changed in any printed output is caught: the whole course is copied, outputs are falsified, and the runner must object."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tools.blocks import blocks_of
from tools.compare import NUMBER, unit

ROOT = Path(__file__).parents[2]
SAMPLE = 60


def falsify(text: str, grade: str, dice: random.Random) -> str | None:
    """Change one number of an output, in one digit, or under `digits` by more than its tolerance; None where there is none."""
    spots = list(NUMBER.finditer(text))
    if not spots:
        return None
    spot = dice.choice(spots)
    if grade == "digits" and unit(spot[0]):
        places = len(spot[0].lower().partition("e")[0].partition(".")[2])
        scale = spot[0].lower().partition("e")[2]
        mantissa = float(spot[0].lower().partition("e")[0])
        changed = f"{mantissa + 2 * 10.0**-places:.{places}f}" + (f"e{scale}" if scale else "")
    else:
        at = dice.choice([i for i, letter in enumerate(spot[0]) if letter.isdigit()])
        changed = spot[0][:at] + str((int(spot[0][at]) + dice.randint(1, 9)) % 10) + spot[0][at + 1 :]
    return text[: spot.start()] + changed + text[spot.end() :]


def test_every_falsified_output_is_caught(tmp_path):
    dice = random.Random(1640)
    outputs = {b.out: b for page in sorted((ROOT / "docs/zh").rglob("*.md")) for b in blocks_of(page, ROOT) if b.out}
    chosen = dice.sample(sorted(outputs), min(SAMPLE, len(outputs)))
    for folder in ("benchmarks", "docs/zh", "snippets", "tools", "hanli"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    falsified = set()
    for out in chosen:
        if text := falsify(out.read_text(encoding="utf-8"), outputs[out].grade, dice):
            (tmp_path / out.relative_to(ROOT)).write_text(text, encoding="utf-8")
            falsified.add(outputs[out].source.relative_to(ROOT).as_posix())
    assert len(falsified) >= 15
    command = [sys.executable, "-m", "pytest", "docs/zh", "-q", "-p", "no:cacheprovider", "-k", "host"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    caught = set(re.findall(r"the block (snippets/\S+) printed something else", done.stdout))
    assert caught == falsified, done.stdout[-3000:]
