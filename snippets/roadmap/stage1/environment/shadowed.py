import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

lesson = "import torch\nprint(torch.__file__)\nprint(torch.ones(2))\n"


def run(folder):
    command = [sys.executable, "lesson.py"]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    lines = (result.stdout + result.stderr).splitlines()
    print("  imported file:", Path(lines[0]).name)
    print("  last line:", lines[-1].split(" (")[0])  # (1)!


with TemporaryDirectory() as folder:
    Path(folder, "lesson.py").write_text(lesson, encoding="utf-8")
    Path(folder, "torch.py").write_text("# my first try\n", encoding="utf-8")
    print("lesson.py beside torch.py:")
    run(folder)
    Path(folder, "torch.py").rename(Path(folder, "first_try.py"))
    print("after renaming torch.py:")
    run(folder)
