import torch
from torch import nn

from hanli.models import MultiHeadAttention


def reads(model, inputs):
    length = inputs.shape[1]
    matrix = torch.zeros(length, length, dtype=torch.int64)  # (L, L)
    for word in range(length):
        changed = inputs.clone()
        changed[:, word] = torch.randn_like(changed[:, word])  # (1)!
        difference = (model(changed) - model(inputs)).abs()
        matrix[:, word] = (difference.amax(dim=(0, 2)) > 1e-9).int()
    return matrix.tolist()


torch.manual_seed(1640)
inputs = torch.randn(1, 4, 8, dtype=torch.float64)  # (1, 4, 8)
attention = MultiHeadAttention(8, 2).double()
one_way = nn.LSTM(8, 8, batch_first=True).double()
two_way = nn.LSTM(8, 8, batch_first=True, bidirectional=True).double()
print("attention    ", reads(attention, inputs))
print("causal       ", reads(lambda vectors: attention(vectors, causal=True), inputs))
print("LSTM         ", reads(lambda vectors: one_way(vectors)[0], inputs))
print("bidirectional", reads(lambda vectors: two_way(vectors)[0], inputs))
