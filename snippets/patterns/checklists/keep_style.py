import json
import subprocess
import sys
from pathlib import Path

Path("loop.py").write_text(
    """\
import os
import torch

def run(model, batches, labels, history=[]):
    for inputs, targets in zip(batches, labels):
        try:
            history.append(model(inputs))
        except:
            best = None
    return history
""",
    encoding="utf-8",
)
options = ["--isolated", "--no-cache", "--quiet", "--output-format", "json"]
options += ["--select", "B,E,F,I,C901", "--config", "lint.mccabe.max-complexity=2"]  # (1)!
command = [sys.executable, "-m", "ruff", "check", *options, "loop.py"]
for one in json.loads(subprocess.run(command, capture_output=True, text=True).stdout):
    print(f"{one['location']['row']:2} {one['code']}")
