import contextlib
import subprocess
import sys
from pathlib import Path

from train import main

command = [sys.executable, "train.py", "--folder", "cut"]
process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
for line in process.stdout:
    print(line, end="")
    if line.startswith("epoch 2"):
        process.kill()  # (1)!
        break
process.wait()
process.stdout.close()
print("killed")

main(["--folder", "cut", "--resume"])  # (2)!

with contextlib.redirect_stdout(None):  # (3)!
    main(["--folder", "whole"])
cut, whole = Path("cut/log.csv").read_text(), Path("whole/log.csv").read_text()
print("same log, to the last digit:", cut == whole)
