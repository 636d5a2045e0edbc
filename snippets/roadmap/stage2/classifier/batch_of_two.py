import math

import torch
from torch import nn

logits = torch.tensor([[2.0, 1.0, 0.0], [0.0, 0.0, 0.0]], dtype=torch.float64)  # (2, 3)
targets = torch.tensor([0, 2])  # (2,)
each = nn.CrossEntropyLoss(reduction="none")(logits, targets)  # (2,)
print("each sample", [round(loss, 4) for loss in each.tolist()])
print("their mean ", round(nn.CrossEntropyLoss()(logits, targets).item(), 4))
print("as function", round(nn.functional.cross_entropy(logits, targets).item(), 4))

for classes in (2, 3, 10, 1000):
    equal = torch.zeros(1, classes, dtype=torch.float64)
    loss = nn.CrossEntropyLoss()(equal, torch.tensor([0])).item()
    print(f"{classes:4} classes, equal logits: loss {loss:.4f}   ln {math.log(classes):.4f}")
