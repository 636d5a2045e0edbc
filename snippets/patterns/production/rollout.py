import sys
import time
from http.client import HTTPConnection
from subprocess import DEVNULL, Popen
from urllib.request import urlopen

import torch
from local_server import free_port

from hanli.export import save_bundle

port = free_port()
named = {"name": "beasts", "version": "1.0.0", "classes": ["crane", "turtle"]}
bundle = save_bundle(torch.nn.Flatten(), torch.rand(2, 1, 1, 2), ".", **named)
command = [sys.executable, "-m", "hanli.serve", bundle, "--port", str(port), "--drain", "4"]
server = Popen(command, stdout=DEVNULL, stderr=DEVNULL)


def ask(path, until=None):
    answer = None
    while answer is None or until not in (None, answer):
        time.sleep(0.05)
        try:
            answer = urlopen(f"http://127.0.0.1:{port}{path}").status
        except OSError as error:  # (1)!
            answer = getattr(error, "code", "refused")
    return answer


print("before:  /ready", ask("/ready", until=200), " /live", ask("/live"))
slow = HTTPConnection("127.0.0.1", port)
slow.putrequest("POST", "/predict")
slow.putheader("Content-Type", "application/json")
slow.putheader("Content-Length", "18")
slow.endheaders(b'{"pixels": ')  # (2)!
server.terminate()  # (3)!
print("draining: /ready", ask("/ready", until=503), " /live", ask("/live"))
print("new request:", ask("/live", until="refused"))  # (4)!
slow.send(b"[0, 1]}")
print("request under way:", slow.getresponse().status, " ended by signal", -server.wait())
