import textwrap

import torch
from torch import nn

x = torch.ones(4, 3)  # (4, 3)
logits = torch.zeros(4, 10, requires_grad=True)  # (4, 10)
square = logits.pow(2)  # (4, 10)
total = square.sum()  # ()
total.backward()


def change_in_place():
    hidden = logits.sigmoid()  # (4, 10)
    hidden += 1
    hidden.sum().backward()


attempts = [
    lambda: torch.empty(2**50),
    lambda: nn.Linear(5, 2)(x),
    lambda: nn.Linear(3, 2)(x.long()),
    lambda: nn.functional.cross_entropy(logits, torch.tensor([0, 1, 2, 10])),
    lambda: nn.functional.cross_entropy(logits, torch.zeros(4)),
    lambda: x.sum().backward(),
    lambda: total.backward(),
    change_in_place,
    lambda: logits.numpy(),
    lambda: nn.Linear(3, 2).load_state_dict(nn.Linear(4, 2).state_dict()),
]
for attempt in attempts:
    try:
        attempt()
    except (RuntimeError, IndexError) as error:
        text = str(error).partition("] err == 0. ")[2] or str(error)
        print("-", textwrap.shorten(text, 96, placeholder=" …"))
