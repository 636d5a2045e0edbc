import subprocess
import sys
from pathlib import Path

Path("torch.py").write_text("# my first try\n", encoding="utf-8")
Path("lesson.py").write_text("import torch\nprint(torch.ones(2))\n", encoding="utf-8")


def run():
    result = subprocess.run([sys.executable, "lesson.py"], capture_output=True, text=True)
    return (result.stdout or result.stderr).strip().splitlines()[-1].split(" (")[0]


print("beside torch.py: ", run())
Path("torch.py").rename("first_try.py")
print("after renaming it:", run())
