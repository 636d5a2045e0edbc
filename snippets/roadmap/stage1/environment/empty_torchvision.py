import subprocess
import sys
from pathlib import Path

impostor = Path("torchvision.py")
impostor.touch()
program = "import torchvision; print('imported'); print(torchvision.__version__)"
result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
impostor.rename("my_vision.py")
print(result.stdout.strip())
print(result.stderr.splitlines()[-1])

result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
print("after renaming, exit code", result.returncode)
