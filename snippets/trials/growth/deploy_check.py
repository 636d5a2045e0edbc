import subprocess
import sys

failing = [sys.executable, "-c", "raise SystemExit(1)"]

try:
    done = subprocess.run(failing, check=True)
    print("return code:", done.returncode)  # (1)!
except subprocess.CalledProcessError as error:
    print("CalledProcessError, return code", error.returncode)

try:
    subprocess.run(["no-such-tool"], check=True)
except FileNotFoundError:
    print("FileNotFoundError: not every fault is a return code")
