import os
import pickle
from pathlib import Path

import torch


def save_atomically(state, path):
    partial = f"{path}.partial"
    torch.save(state, partial)
    os.replace(partial, path)  # (1)!


def try_to_load(path):
    try:
        return torch.load(path, weights_only=True)
    except RuntimeError as error:
        return f"RuntimeError: {str(error)[:53]}"


for save, path in ((torch.save, "plain.pt"), (save_atomically, "atomic.pt")):
    save({"epoch": 1}, path)
    try:
        save({"epoch": 2, "score": lambda outputs: 0}, path)  # (2)!
    except (AttributeError, pickle.PicklingError):
        print(f"{path:9} the second save failed, the file holds {try_to_load(path)}")
print(sorted(file.name for file in Path().glob("*.pt*")))
