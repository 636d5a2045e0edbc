import torch

bought = torch.tensor([[2.0, 1.0, 0.0], [0.0, 3.0, 1.0]])  # (2, 3)
prices = torch.tensor([[1.0, 2.0], [2.0, 1.0], [9.0, 8.0]])  # (3, 2)
print(torch.einsum("ij->j", bought))
print(torch.einsum("ij,jk->ik", bought, prices))

queries = torch.ones(8, 5, 16)  # (8, 5, 16)
keys = torch.ones(8, 7, 16)  # (8, 7, 16)
scores = torch.einsum("bqd,bkd->bqk", queries, keys)  # (8, 5, 7)
print(scores.shape, scores[0, 0, 0])
print((queries @ keys.mT).shape, (queries @ keys.mT)[0, 0, 0])  # (1)!
