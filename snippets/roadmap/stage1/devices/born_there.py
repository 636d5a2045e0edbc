import torch

device = torch.device("meta")
batch = torch.ones(4, 3, device=device)  # (1)!
noise = torch.rand_like(batch)  # (2)!
hidden = batch.new_zeros(4, 8)  # (3)!
with torch.device(device):  # (4)!
    model = torch.nn.Linear(3, 1)

for name, tensor in {
    "batch": batch,
    "noise": noise,
    "hidden": hidden,
    "model": model.weight,
}.items():
    print(f"{name:7}{tensor.device}")
