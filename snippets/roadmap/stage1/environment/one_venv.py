import subprocess
import sys
import venv
from importlib.util import find_spec
from pathlib import Path

print("this Python finds torch:", find_spec("torch") is not None)

venv.EnvBuilder(symlinks=sys.platform != "win32").create("fresh")  # (1)!
folder = Path("fresh", "Scripts" if sys.platform == "win32" else "bin")
program = "from importlib.util import find_spec; print(find_spec('torch') is not None)"
command = [folder / "python", "-I", "-c", program]  # (2)!
answer = subprocess.run(command, capture_output=True, text=True, check=True)
print("fresh Python finds torch:", answer.stdout.strip())
