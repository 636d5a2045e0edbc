import torch

predictions = torch.tensor([5.0, 2.0])  # (2,)
targets = torch.tensor([4.0, 5.0])  # (2,)
errors = predictions - targets  # (2,)
print("errors: ", errors.tolist())
print("squares:", errors.square().tolist())
print("MSE:    ", errors.square().mean().item())
