import torch
from torch import nn

rnn = nn.RNN(2, 4, batch_first=True)
embedding = nn.Embedding(10, 2, padding_idx=0)
for wrong in (
    lambda: rnn(torch.rand(3, 5, 8)),
    lambda: rnn(torch.rand(3, 5, 2), torch.zeros(1, 5, 4)),
    lambda: rnn(torch.rand(3, 5, 2))[:, -1],
    lambda: rnn(torch.tensor([[5, 2], [3, 0]])),
    lambda: embedding(torch.tensor([[5, 10]])),
    lambda: embedding(torch.tensor([[5.0, 2.0]])),
    lambda: torch.tensor([[5, 2, 7], [3, 8]]),
):
    try:
        wrong()
    except (IndexError, RuntimeError, TypeError, ValueError) as error:
        print(f"{type(error).__name__}: {str(error)[:96]}")
