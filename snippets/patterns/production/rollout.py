import sys
import time
from socket import create_connection
from subprocess import DEVNULL, Popen
from urllib.request import urlopen

from local_server import free_port

PROGRAM = """
from hanli.export import Bundle
from hanli.serve import create_app
from hanli.serve.server import make_server
beasts = Bundle("beasts", "1", "0" * 64, ("a", "b"), (1, 1, 2), lambda batch: batch.flatten(1))
app = create_app(beasts, body_seconds=60)
make_server(app, host="127.0.0.1", port={port}, grace=30, drain=5).run()
"""
REQUEST = b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
port = free_port()
server = Popen([sys.executable, "-c", PROGRAM.format(port=port)], stderr=DEVNULL, stdout=DEVNULL)


def ask(path, until=None):
    answer = None
    while answer is None or until not in (None, answer):
        time.sleep(0.05)
        try:
            answer = urlopen(f"http://127.0.0.1:{port}{path}").status
        except OSError as error:  # (1)!
            answer = getattr(error, "code", "refused")
    return answer


print("before:   /ready", ask("/ready", until=200), " /live", ask("/live"))
with create_connection(("127.0.0.1", port)) as slow:
    slow.send(REQUEST + b'Content-Length: 18\r\n\r\n{"pixels": ')  # (2)!
    server.terminate()  # (3)!
    print("draining: /ready", ask("/ready", until=503), " /live", ask("/live"))
    print("new request:", ask("/live", until="refused"))  # (4)!
    slow.send(b"[0, 1]}")
    print("request under way:", slow.recv(4096).split()[1].decode(), " exit:", server.wait())
