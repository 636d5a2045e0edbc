import torch
from torch.nn.functional import cross_entropy

label = torch.tensor([0])  # (1,)
for alpha in (0.0, 0.1):
    for gap in (2.0, 3.6, 8.0):
        logits = torch.tensor([[gap, 0.0, 0.0, 0.0]], requires_grad=True)  # (1, 4)
        cross_entropy(logits, label, label_smoothing=alpha).backward()
        p = logits.softmax(dim=1).max().item()
        print(f"alpha {alpha}  gap {gap}  p {p:.3f}  gradient {logits.grad[0, 0].item():.3f}")
