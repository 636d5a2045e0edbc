import torch
from torch import nn

torch.manual_seed(1640)
words = torch.tensor([[5, 2, 9, 1], [7, 7, 3, 0]])  # (2, 4)
vectors = nn.Embedding(10, 6)(words)  # (2, 4, 6)
outputs, final = nn.GRU(6, 8, batch_first=True)(vectors)  # (2, 4, 8), (1, 2, 8)
print("words", tuple(words.shape), words.dtype, " vectors", tuple(vectors.shape))
print("outputs", tuple(outputs.shape), " final state", tuple(final.shape))
print("last output = final state:", torch.equal(outputs[:, -1], final[0]))
