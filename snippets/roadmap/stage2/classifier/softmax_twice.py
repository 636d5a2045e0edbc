import torch
from torch import nn

loss_function = nn.CrossEntropyLoss()
target = torch.tensor([0])  # (1,)
for size in (0.0, 2.0, 5.0, 20.0):
    logits = torch.tensor([[size, 0.0, 0.0]], dtype=torch.float64)  # (1, 3)
    right = loss_function(logits, target).item()
    wrong = loss_function(torch.softmax(logits, dim=1), target).item()
    print(f"logit {size:4}: from logits {right:.4f}   after softmax {wrong:.4f}")
ten = torch.tensor([[50.0] + [0.0] * 9], dtype=torch.float64)  # (1, 10)
lowest = loss_function(torch.softmax(ten, dim=1), target).item()
print(f"ten classes: after softmax at least {lowest:.4f}")
