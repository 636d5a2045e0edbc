import torch

queries = torch.rand(8, 5, 16)  # (8, 5, 16)
keys = torch.rand(8, 7, 16)  # (8, 7, 16)

scores = torch.einsum("bqd,bkd->bqk", queries, keys)  # (8, 5, 7)
print(scores.shape)
print(torch.allclose(scores, queries @ keys.mT))  # (1)!

x = torch.tensor([[1, 2], [3, 4]])  # (2, 2)
print(torch.einsum("ii", x), torch.einsum("ij->j", x), torch.einsum("ij->ji", x).tolist())  # (2)!
