import subprocess
import sys
import venv
from pathlib import Path

venv.EnvBuilder(symlinks=sys.platform != "win32").create("fresh")  # (1)!
folder = Path("fresh", "Scripts" if sys.platform == "win32" else "bin")
for python, name in ((sys.executable, "this Python"), (folder / "python", "fresh Python")):
    found = subprocess.run(
        [python, "-I", "-c", "import torch"], capture_output=True, text=True
    )  # (2)!
    print(
        f"{name}:", found.stderr.strip().splitlines()[-1] if found.returncode else "torch is here"
    )
