import torch
from torch import nn

vectors = torch.tensor([[0.0, 0.0], [5.0, 5.0], [2.0, 4.0], [6.0, 8.0]])  # (4, 2)
embedding = nn.Embedding.from_pretrained(vectors, padding_idx=0)  # (1)!
bag = nn.EmbeddingBag.from_pretrained(vectors, mode="mean", padding_idx=0)


def mean_of_words(indices):
    mask = (indices != 0).unsqueeze(-1)  # (B, T, 1)
    return (embedding(indices) * mask).sum(1) / mask.sum(1)  # (B, D)


short = torch.tensor([[2, 3]])
padded = torch.tensor([[2, 3, 0, 0, 0]])
print("two words           ", embedding(short).mean(1))
print("padded, plain mean  ", embedding(padded).mean(1))
print("padded, masked mean ", mean_of_words(padded))
print("padded, EmbeddingBag", bag(padded))
