import torch
from torch import nn


class DigitClassifier(nn.Module):
    def __init__(self, hidden):
        super().__init__()  # (1)!
        self.first = nn.Linear(64, hidden)  # (2)!
        self.second = nn.Linear(hidden, 10)

    def forward(self, pixels):
        flat = pixels.flatten(1)  # (B, 64)
        return self.second(self.first(flat).relu())


torch.manual_seed(1640)
model = DigitClassifier(hidden=32)
logits = model(torch.rand(5, 1, 8, 8))  # (5, 10)
print("logits", tuple(logits.shape), " numbers", sum(p.numel() for p in model.parameters()))
print("names", [name for name, _ in model.named_parameters()])
