import torch
from torch import nn

logits = torch.zeros(1, 4, 8, dtype=torch.float64)  # (1, 4, 8)
logits[0, 2:, 0] = 9.0  # (1)!
labels = torch.tensor([[6, 2, 0, 0]])  # (1, 4)
for name, ignored in (("PAD counted", -100), ("PAD ignored", 0)):
    loss = nn.functional.cross_entropy(logits.mT, labels, ignore_index=ignored)  # ()
    print(f"{name}: {loss.item():.4f}")
