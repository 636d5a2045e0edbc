import warnings
from unittest.mock import patch

import torch
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

batch, labels = torch.rand(4, 3), torch.zeros(4, dtype=torch.int64)  # (4, 3), (4,)


def step_after_double():
    model = nn.Linear(3, 1)
    optimizer = optim.Adam(model.parameters(), foreach=False)
    for _ in range(2):
        optimizer.zero_grad()
        model(batch.to(model.weight.dtype)).sum().backward()
        optimizer.step()
        model.double()


def pinned():
    with patch("torch.accelerator.is_available", return_value=False):  # (1)!
        next(iter(DataLoader(TensorDataset(batch), pin_memory=True)))


with warnings.catch_warnings(action="error"):  # (2)!
    for wrong in (
        lambda: nn.Linear(3, 1, device="meta")(batch),
        lambda: nn.CrossEntropyLoss()(batch.to("meta"), labels),
        lambda: nn.Linear(3, 1).double()(batch),
        step_after_double,
        pinned,
    ):
        try:
            wrong()
            print("no error")
        except (RuntimeError, UserWarning) as error:
            print(f"{type(error).__name__}: {str(error)[:78].strip()}")
