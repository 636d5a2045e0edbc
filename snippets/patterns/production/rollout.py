import sys
import time
from http.client import HTTPConnection
from subprocess import DEVNULL, Popen
from urllib.request import urlopen

from local_server import free_port

PROGRAM = """
from hanli.export import Bundle
from hanli.serve import create_app
from hanli.serve.server import make_server

net = lambda batch: batch.flatten(1)
app = create_app(Bundle("beasts", "1", "0" * 64, ("a", "b"), (1, 1, 2), net), body_seconds=60)
make_server(app, host="127.0.0.1", port={port}, grace=30, drain=5).run()
"""
port = free_port()
server = Popen([sys.executable, "-c", PROGRAM.format(port=port)], stderr=DEVNULL, stdout=DEVNULL)


def ask(path, until=None):
    answer = None
    while answer is None or until not in (None, answer):
        time.sleep(0.05)
        try:
            answer = urlopen(f"http://127.0.0.1:{port}{path}").status
        except OSError as error:  # (2)!
            answer = getattr(error, "code", "refused")
    return answer


print("before:   /ready", ask("/ready", until=200), " /live", ask("/live"))
slow = HTTPConnection("127.0.0.1", port)
slow.putrequest("POST", "/predict")
slow.putheader("Content-Type", "application/json")
slow.putheader("Content-Length", "18")
slow.endheaders(b'{"pixels": ')  # (3)!
server.terminate()  # (4)!
print("draining: /ready", ask("/ready", until=503), " /live", ask("/live"))
print("new request:", ask("/live", until="refused"))  # (5)!
slow.send(b"[0, 1]}")
print("request under way:", slow.getresponse().status, " ended by signal", -server.wait())
