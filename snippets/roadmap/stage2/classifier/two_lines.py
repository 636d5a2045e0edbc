import torch
from torch import nn

torch.manual_seed(1640)
first, second = nn.Linear(64, 32).double(), nn.Linear(32, 10).double()
flat = torch.rand(5, 64, dtype=torch.float64)  # (5, 64)
weight = second.weight @ first.weight  # (10, 64)
bias = second.weight @ first.bias + second.bias  # (10,)
together = flat @ weight.mT + bias  # (5, 10)
plain = second(first(flat)) - together  # (5, 10)
bent = second(first(flat).relu()) - together  # (5, 10)
print("without ReLU, largest difference:", round(plain.abs().max().item(), 6))
print("with ReLU,    largest difference:", round(bent.abs().max().item(), 4))
