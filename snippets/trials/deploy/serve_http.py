import json
import threading
import time
import urllib.error
import urllib.request

import torch
import uvicorn
from torch import nn

from hanli.export import Bundle
from hanli.serve import create_app

torch.manual_seed(1640)
net = nn.Sequential(nn.Flatten(), nn.Linear(64, 3)).eval()
bundle = Bundle("digits", "1.0.0", "0" * 64, ("a", "b", "c"), (1, 8, 8), net)  # (1)!
server = uvicorn.Server(uvicorn.Config(create_app(bundle), port=0, log_level="error"))  # (2)!
thread = threading.Thread(target=server.run)
thread.start()
while not server.started:
    time.sleep(0.01)
port = server.servers[0].sockets[0].getsockname()[1]


def ask(path, body=None):
    url, data = f"http://127.0.0.1:{port}{path}", body and json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


print(ask("/predict", {"pixels": [0] * 64})[1]["label"])
print(*ask("/predict", {"pixels": [0] * 63}))
print(*ask("/live"))
server.should_exit = True  # (3)!
thread.join()
