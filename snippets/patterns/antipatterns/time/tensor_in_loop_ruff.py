import subprocess
import sys
from pathlib import Path

Path("loop.py").write_text("""\
import torch

positions = []
for i in range(1000):
    positions.append(torch.tensor(i))
print(torch.stack(positions).sum())
""")
command = [sys.executable, "-m", "ruff", "check", "--isolated", "--output-format", "concise"]
done = subprocess.run([*command, "--select", "PERF", "loop.py"], capture_output=True, text=True)
print(done.stdout.splitlines()[0])
