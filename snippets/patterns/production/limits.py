import re
from inspect import signature
from pathlib import Path

import uvicorn

from hanli.serve import create_app, run

text = Path("nginx.conf").read_text(encoding="utf-8")


def proxy(name):
    return int(re.search(rf"^\s*{name}\s+(\d+)", text, re.MULTILINE)[1])


def server(function, name):
    return signature(function).parameters[name].default


largest = server(create_app, "max_image_bytes") + 4096  # (1)!
print("largest body:      ", proxy("client_max_body_size"), "=", largest)
whole_body = server(create_app, "body_seconds")
print("pause in a body, s:", proxy("client_body_timeout"), "and", whole_body, "in all")  # (2)!
print("answer, seconds:   ", proxy("proxy_read_timeout"), ">", server(run, "grace"))  # (3)!
kept_alive = server(uvicorn.Config, "timeout_keep_alive")
print("idle connection, s:", proxy("keepalive_timeout"), "<", kept_alive)  # (4)!
