import torch

device = torch.device("meta")
batch = torch.ones(4, 3, device=device)  # (4, 3)
noise = torch.rand_like(batch)  # (4, 3)
hidden = batch.new_zeros(4, 8)  # (4, 8)
with device:
    weight = torch.rand(3, 8)  # (3, 8)
print(batch.device, noise.device, hidden.device, weight.device)
