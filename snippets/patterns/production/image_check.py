import json
import logging
import subprocess
import sys
from pathlib import Path

from local_server import free_port, serving

from hanli.export import Bundle
from hanli.serve import create_app

logging.disable()  # (1)!
shipped = Path("Containerfile").read_text(encoding="utf-8").rpartition("\nFROM ")[2]  # (2)!
image = dict(line.split(" ", 1) for line in shipped.splitlines()[1:])
print("user:", image["USER"], " port:", image["EXPOSE"])
print("command:", *json.loads(image["CMD"]))
port = free_port()
check = json.loads(image["HEALTHCHECK"].partition("CMD ")[2].replace("8000", str(port)))


def health():
    run = subprocess.run([sys.executable, *check[1:]], stderr=subprocess.DEVNULL)
    return "healthy" if run.returncode == 0 else "unhealthy"


def broken(batch):
    raise OSError("the file of the model is gone")


beasts = Bundle("beasts", "1.0.0", "0" * 64, ("crane", "turtle"), (1, 1, 2), broken)
print("no server:   ", health())
with serving(create_app(beasts), port):
    print("broken model:", health())
