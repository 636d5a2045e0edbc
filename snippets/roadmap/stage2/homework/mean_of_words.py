import torch
from torch import nn

torch.manual_seed(1640)
embedding = nn.Embedding(6, 4, padding_idx=0)


def text_mean(numbers):
    vectors = embedding(numbers)
    real = (numbers != 0).unsqueeze(-1)
    return (vectors * real).sum(1) / real.sum(1)


short = torch.tensor([[3, 2]])
padded = torch.tensor([[3, 2, 0, 0, 0]])
print("plain mean unchanged: ", torch.allclose(embedding(short).mean(1), embedding(padded).mean(1)))
print("masked mean unchanged:", torch.allclose(text_mean(short), text_mean(padded)))
