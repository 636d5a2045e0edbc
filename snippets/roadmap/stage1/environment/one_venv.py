import subprocess
import sys
import venv
from pathlib import Path
from tempfile import TemporaryDirectory

program = "import torch; print('torch was imported')"
with TemporaryDirectory() as folder:  # (1)!
    venv.create(folder, symlinks=sys.platform != "win32")
    new_python = Path(folder, "Scripts" if sys.platform == "win32" else "bin", "python")
    for name, python in {"this Python": sys.executable, "new Python": new_python}.items():
        command = [python, "-I", "-c", program]  # (2)!
        result = subprocess.run(command, capture_output=True, text=True)
        print(f"{name}: {(result.stdout or result.stderr).splitlines()[-1]}")
