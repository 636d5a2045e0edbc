import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

letters = torch.tensor([[5, 6, 7, 0, 0], [1, 2, 3, 4, 5]])  # (2, 5)
lengths = torch.tensor([3, 5])  # (2,)
for padding_idx in (None, 0):
    for packed in (False, True):
        torch.manual_seed(1640)
        embed = nn.Embedding(10, 8, padding_idx=padding_idx)
        lstm = nn.LSTM(8, 8, batch_first=True)
        read = embed(letters)  # (2, 5, 8)
        if packed:
            read = pack_padded_sequence(read, lengths, batch_first=True, enforce_sorted=False)
        _, (last, _) = lstm(read)
        last.sum().backward()
        trained = bool(embed.weight.grad[0].any())
        print(f"padding_idx={padding_idx!s:5} packed={packed!s:6} the pad learns: {trained}")
