import warnings

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

lstm = nn.LSTM(2, 4, batch_first=True)
inputs = torch.rand(2, 3, 2)  # (B, T, C)


def pack(lengths):
    return pack_padded_sequence(inputs, lengths, batch_first=True)


with warnings.catch_warnings(action="error"):  # (1)!
    for wrong in (
        lambda: pack(torch.tensor([1, 3])),
        lambda: pack(torch.tensor([3, 0])),
        lambda: pack(torch.tensor([3, 2]).to("meta")),
        lambda: pack(torch.tensor([3, 2, 1])),
        lambda: lstm(pack(torch.tensor([4, 2]))),
        lambda: lstm(inputs, torch.zeros(1, 2, 4)),
        lambda: lstm(pack(torch.tensor([3, 2])))[0].shape,
        lambda: nn.LSTM(2, 4, dropout=0.5),
    ):
        try:
            wrong()
        except (
            AttributeError,
            IndexError,
            RuntimeError,
            TypeError,
            UserWarning,
            ValueError,
        ) as error:
            print(f"{type(error).__name__}: {str(error)[:110]}")
