import threading
import time
from urllib.request import Request, urlopen

import torch
import uvicorn

from hanli.export import Bundle
from hanli.serve import create_app

entered, go_on = threading.Event(), threading.Event()


def slow(batch):
    if batch.sum() == 0:  # (1)!
        entered.set()
        go_on.wait()
    return torch.zeros(len(batch), 2)


def ask():
    headers = {"Content-Type": "application/json"}
    request = Request(f"http://127.0.0.1:{port}/predict", b'{"pixels": [0, 0]}', headers)
    print("answered:", urlopen(request).status)


app = create_app(Bundle("beasts", "1.0.0", "0" * 64, ("crane", "turtle"), (1, 1, 2), slow))
server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
running, client = threading.Thread(target=server.run), threading.Thread(target=ask)
running.start()
while not server.started:
    time.sleep(0.01)
port = server.servers[0].sockets[0].getsockname()[1]
client.start()
entered.wait()
server.should_exit = True  # (2)!
go_on.set()
client.join()
running.join()
print("still running:", running.is_alive())
