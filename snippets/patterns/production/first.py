import json
import subprocess
import sys
from pathlib import Path

import torch
from local_server import free_port
from torch import nn

from hanli.export import save_bundle

torch.manual_seed(1640)
net, images = nn.Sequential(nn.Flatten(), nn.Linear(64, 3)), torch.zeros(2, 1, 8, 8)
bundle = save_bundle(net, images, ".", name="digits", version="1.0.0", classes=["a", "b", "c"])
Path("image.json").write_text(json.dumps({"pixels": [0.5] * 64}))  # (1)!
port, quiet = free_port(), subprocess.DEVNULL
command = [sys.executable, "-m", "hanli.serve", str(bundle), "--port", str(port)]
server = subprocess.Popen(command, stdout=quiet, stderr=quiet)


def curl(path, *options):
    command = ["curl", "--silent", *options, f"http://127.0.0.1:{port}{path}"]
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)


wait = ("--retry", "300", "--retry-connrefused", "--retry-delay", "1")  # (2)!
json_body = ("--header", "Content-Type: application/json", "--data", "@image.json")
try:
    print(curl("/ready", *wait), curl("/live"))
    answer = curl("/predict", *json_body)
    print(list(answer), answer["model"], answer["version"])
finally:
    server.terminate()  # (3)!
    print("ended by signal", -server.wait())
