import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

check = "import torchvision; print('imported'); print(torchvision.__version__)"
command = [sys.executable, "-c", check]
with TemporaryDirectory() as folder:
    impostor = Path(folder, "torchvision.py")
    impostor.touch()
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    print(result.stdout.strip())
    print(result.stderr.splitlines()[-1].split(" (")[0])

    impostor.rename(Path(folder, "my_vision.py"))
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    print("lines printed after renaming:", len(result.stdout.splitlines()))
