import torch
from torch import nn

tokens, labels = torch.tensor([3, 8, 0]), torch.tensor([8, 1, 0])
for shared in (False, True):
    torch.manual_seed(1640)
    embedding = nn.Embedding(10, 2, padding_idx=0)
    head = embedding.weight if shared else torch.rand(10, 2)  # (V, H)
    logits = embedding(tokens) @ head.mT  # (T, V)
    nn.functional.cross_entropy(logits, labels, ignore_index=0).backward()
    row, gradient = embedding.weight[0].tolist(), embedding.weight.grad[0].norm()
    print(f"shared {shared!s:5}  row 0 {row}  norm of its gradient {gradient:.4f}")
