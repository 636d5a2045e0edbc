import subprocess
import sys
from itertools import product
from pathlib import Path

loop = """
import torch
from torch.utils.data import DataLoader

{guard}
    loader = DataLoader(range(4), batch_size=2, num_workers=1, multiprocessing_context="{start}")
    for batch in loader:
        print(batch.tolist())
"""

right = 'if __name__ == "__main__":'
for start, guard in product(("spawn", "forkserver"), ("if True:", right)):
    Path("train_me.py").write_text(loop.format(guard=guard, start=start), encoding="utf-8")
    script = subprocess.run([sys.executable, "train_me.py"], capture_output=True, text=True)  # (1)!
    print(f"{start}, {guard}", "finished" if script.returncode == 0 else "died")
    print(script.stdout, end="")
    for line in dict.fromkeys(script.stderr.splitlines()):
        if "attempt has been made" in line or "current process" in line:
            print("  ", line.strip())
