from textwrap import fill

import torch
from torch import nn

pictures, words = torch.zeros(4, 3, 8, 8), torch.zeros(4, 5)  # (4, 3, 8, 8), (4, 5)
vectors = torch.zeros(4, 5, 6)  # (4, 5, 6)
mistakes = {
    "linear": lambda: nn.Linear(192, 10)(pictures),
    "channels": lambda: nn.Conv2d(1, 6, 3)(pictures),
    "one sample": lambda: nn.BatchNorm1d(5)(words[:1]),
    "dtype": lambda: nn.Embedding(10, 6)(words),
    "number": lambda: nn.Embedding(10, 6)(words.long() + 10),
    "tuple": lambda: nn.Sequential(nn.GRU(6, 8, batch_first=True), nn.Linear(8, 2))(vectors),
    "heads": lambda: nn.MultiheadAttention(10, 4, batch_first=True),
}
for name, run in mistakes.items():
    try:
        run()
    except (RuntimeError, ValueError, IndexError, TypeError, AssertionError) as error:
        message = f"{name}: {type(error).__name__}: {error}"
        print(fill(message, 90, subsequent_indent="    "))  # (1)!
