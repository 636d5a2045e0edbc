import secrets
from collections import Counter
from pathlib import Path

import torch
from local_proxy import ask, proxying
from local_server import free_port, serving

from hanli.export import Bundle
from hanli.serve import create_app

leaf, bell = (secrets.token_hex(32) for _ in range(2))
Path("tokens.conf").write_text(f'"Bearer {leaf}" han-li;\n"Bearer {bell}" doctor;\n')
beasts = Bundle("beasts", "1.0.0", "0" * 64, ("crane", "turtle"), (1, 1, 2), torch.nn.Flatten())
first, second, door = free_port(), free_port(), free_port()
changes = {  # (1)!
    "listen 443": f"listen 127.0.0.1:{door}",
    "127.0.0.1:8001": f"127.0.0.1:{first}",
    "127.0.0.1:8002": f"127.0.0.1:{second}",
    "rate=50r/s": "rate=1r/m",  # (2)!
    "burst=100": "burst=3",
}
with serving(create_app(beasts), first), proxying(door, changes):
    with serving(create_app(beasts), second):
        print("two processes:    ", ask(door, leaf))
    print("one has stopped:  ", [ask(door, leaf) for _ in range(2)])  # (3)!
    print("unknown token:    ", ask(door, "stone"))
    print("metrics, outside: ", ask(door, leaf, "/metrics"))
    print("two megabytes:    ", ask(door, leaf, body=bytes(2_000_000)))
    print("six more:         ", dict(Counter(ask(door, leaf) for _ in range(6))))
    print("another client:   ", ask(door, bell))
