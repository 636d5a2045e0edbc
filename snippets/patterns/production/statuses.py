import json
import subprocess
from threading import Event, Thread

from local_server import free_port, serving

from hanli.export import Bundle
from hanli.serve import create_app

entered, go_on = Event(), Event()


def slow(batch):
    if batch.sum() == 0:  # (1)!
        entered.set(), go_on.wait()
    return batch.flatten(1)


def ask(name, body, *options, path="/predict"):
    command = f"curl --silent http://127.0.0.1:{port}{path} --json".split()
    report = ["--write-out", r"\n%{http_code}  %header{retry-after}"]  # (2)!
    content, status = subprocess.check_output([*command, body, *report, *options]).split(b"\n")
    detail = json.loads(content).get("detail", "")
    reason = detail if isinstance(detail, str) else detail[0]["msg"][:58]
    print(f"{name:12} {status.decode():6} {reason}".rstrip())


beasts = Bundle("beasts", "1.0.0", "0" * 64, ("crane", "turtle"), (1, 1, 2), slow)
right, zeros, port = '{"pixels": [0, 1]}', '{"pixels": [0, 0]}', free_port()
with serving(create_app(beasts, max_requests=1, body_seconds=2), port):  # (3)!
    ask("right", right)
    ask("other path", right, path="/prediction")
    ask("body stops", "{", "--header", "Content-Length: 9")
    ask("too large", right + " " * 5000)
    ask("as text", right, "--header", "Content-Type: text/plain")
    ask("one pixel", '{"pixels": [1]}')
    Thread(target=ask, args=("in the model", zeros)).start()
    entered.wait()
    ask("queue full", right)  # (4)!
    go_on.set()
