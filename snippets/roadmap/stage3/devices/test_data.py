import torch
from torch import nn

device = torch.device("meta")
model = nn.Linear(3, 1).to(device)
batch, targets = torch.rand(8, 3).to(device), torch.rand(8, 1).to(device)  # (8, 3), (8, 1)
print("training", nn.functional.mse_loss(model(batch), targets).device)

test_batch = torch.rand(8, 3)  # (1)!
try:
    model(test_batch)
except RuntimeError as error:
    print("testing ", error)
print("testing ", model(test_batch.to(device)).device)
