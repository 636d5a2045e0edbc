import pickle
import warnings
from pathlib import Path
from unittest.mock import patch

import torch
from torch import nn

model = nn.Linear(2, 1)
torch.save(model, "whole.pt")
torch.save(model.state_dict(), "state.pt")
torch.save(torch.get_rng_state(), "generator.pt")
Path("cut.pt").write_bytes(Path("state.pt").read_bytes()[:-100])  # (1)!
with patch("torch.serialization.location_tag", return_value="cuda:0"):  # (2)!
    torch.save(model.state_dict(), "from_gpu.pt")


def load_from_gpu():
    with patch("torch.cuda.is_available", return_value=False):
        torch.load("from_gpu.pt")


with warnings.catch_warnings(action="error"):  # (3)!
    for wrong in (
        lambda: torch.load("whole.pt"),
        lambda: torch.load("cut.pt"),
        load_from_gpu,
        lambda: torch.set_rng_state(torch.load("generator.pt", map_location="meta")),
        lambda: model.load_state_dict("state.pt"),
        lambda: model.load_state_dict({"linear.weight": torch.ones(1, 2)}),
        lambda: model.load_state_dict(nn.Linear(3, 1).state_dict()),
        lambda: nn.Linear(2, 1, device="meta").load_state_dict(model.state_dict()),
    ):
        try:
            wrong()
        except (pickle.UnpicklingError, RuntimeError, TypeError, UserWarning) as error:
            lines = [line.strip() for line in str(error).splitlines()]
            print(f"{type(error).__name__}: {' '.join(lines)[:88].strip()}")
