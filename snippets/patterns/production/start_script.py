import os
import signal
import sys
from pathlib import Path
from subprocess import PIPE, Popen

Path("server.py").write_text("""
import os, signal, sys

def stop(*_):
    print("drains", flush=True)
    sys.exit()

signal.signal(signal.SIGTERM, stop)
print(os.getpid(), flush=True)
signal.pause()
""")
server = f"{sys.executable} server.py"
commands = {
    "exec form": server.split(),
    "script": ["sh", "-c", f"cd .\n{server}\necho stopped"],  # (1)!
    "script, exec": ["sh", "-c", f"cd .\nexec {server}"],
}
for name, command in commands.items():
    with Popen(command, stdout=PIPE, text=True) as process:
        pid = int(process.stdout.readline())
        process.terminate()  # (2)!
        process.wait()
        try:
            os.kill(pid, signal.SIGKILL)  # (3)!
        except ProcessLookupError:
            print(f"{name:12}", process.stdout.readline().strip())
        else:
            print(f"{name:12}", "was not told, still runs")
