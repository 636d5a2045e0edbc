import torch
from torch import nn

logits = torch.tensor([[2.0, 0.0], [0.0, 2.0], [0.0, 2.0], [0.0, 2.0]])  # (N, 2)
for fill in (0, -100):
    for padding in (1, 2):
        labels = torch.tensor([0, 1] + [fill] * padding)
        loss = nn.functional.cross_entropy(logits[: len(labels)], labels)  # ()
        print(f"label of the padding {fill:4}, padded steps {padding}: loss {loss:.4f}")
