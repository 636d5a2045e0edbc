import contextlib
import io
from pathlib import Path

import torch
from records import load_run
from torch import nn
from train import main

Path("empty").mkdir()
with contextlib.redirect_stdout(None):
    main(["--folder", "errors", "--epochs", "1"])
cases = (
    lambda: main(["--folder", "errors"]),
    lambda: main(["--folder", "empty", "--resume"]),
    lambda: main(["--folder", "new", "--device", "gpu"]),
    lambda: main(["--folder", "new", "--lr", "-1"]),
    lambda: main(["--epochs", "six"]),
    lambda: load_run(Path("errors"), {"model": nn.Linear(2, 2)}),  # (1)!
)
for wrong in cases:
    with contextlib.redirect_stderr(io.StringIO()) as printed:  # (2)!
        try:
            wrong()
        except (Exception, SystemExit) as error:
            message = (printed.getvalue() or str(error)).strip().splitlines()
            line = message[-1] if printed.getvalue() else message[0]
            print(f"{type(error).__name__}: {line.partition(', cuda')[0][:84]}")
print("a mistyped argument leaves a folder:", Path("new").exists())
with contextlib.redirect_stdout(None):
    main(["--folder", "errors", "--epochs", "2", "--resume"])
state = torch.load("errors/last.pt")
print("learning rate after 1 + 1 epochs:", round(state["optimizer"]["param_groups"][0]["lr"], 4))
