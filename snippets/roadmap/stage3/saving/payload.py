import pickle
from pathlib import Path

import torch


class Planted:
    def __reduce__(self):  # (1)!
        return exec, ("open('planted.txt', 'x').close()",)


torch.save({"weight": torch.ones(2), "note": Planted()}, "model.pt")
for weights_only in (True, False):
    try:
        print(torch.load("model.pt", weights_only=weights_only))
    except pickle.UnpicklingError as error:
        start = str(error).index("Unsupported")
        print("UnpicklingError:", str(error)[start : start + 32])
    print(f"weights_only={weights_only!s:5} planted.txt exists: {Path('planted.txt').exists()}")
