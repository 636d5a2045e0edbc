import torch
from torch import nn

logits = torch.rand(4, 3, device="meta")  # (4, 3)
targets = torch.zeros(4, dtype=torch.int64, device="meta")  # (4,)
loss_function = nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2.0, 5.0]))
print("buffers:", [name for name, _ in loss_function.named_buffers()])
try:
    loss_function(logits, targets)
except RuntimeError as error:
    print(error)
loss_function.to("meta")
print("loss on", loss_function(logits, targets).device)
