import contextlib
import shutil
from pathlib import Path

import torch
import train
from records import load_run, save_run


def save_and_stop(folder, parts, history):
    save_run(folder, parts, history)
    if len(history) in (2, 3):
        raise KeyboardInterrupt  # (1)!


train.save_run = save_and_stop  # (2)!
with contextlib.suppress(KeyboardInterrupt), contextlib.redirect_stdout(None):
    train.main(["--folder", "forget"])
for forgotten in ("nothing", "model", "optimizer", "schedule", "generator"):

    def load(folder, parts, forgotten=forgotten):
        as_begun = torch.get_rng_state()
        history = load_run(folder, {n: p for n, p in parts.items() if n != forgotten})
        if forgotten == "generator":
            torch.set_rng_state(as_begun)
        return history

    train.load_run = load
    shutil.copytree("forget", f"forget_{forgotten}")
    with contextlib.suppress(KeyboardInterrupt):
        train.main(["--folder", f"forget_{forgotten}", "--resume"])
    row = torch.load(Path(f"forget_{forgotten}") / "last.pt")["history"][2]
    print(f"forgotten {forgotten:9}  train {row['train']:.4f}  validation {row['loss']:.4f}")
