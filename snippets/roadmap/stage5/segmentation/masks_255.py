import torch
from torch.nn.functional import cross_entropy

mask = torch.tensor([[[0, 255], [255, 0]]])  # (1, 2, 2)
logits = torch.zeros(1, 2, 2, 2)
print(f"two pixels ignored: {cross_entropy(logits, mask, ignore_index=255):.3f}")
cross_entropy(logits, mask)
