import torch

for dtype in (torch.float32, torch.bfloat16, torch.float16):
    gradient = torch.tensor(1e-8, dtype=dtype)  # ()
    weight = torch.tensor(1.0, dtype=dtype)  # ()
    updated = weight + 0.001  # ()
    print(f"{dtype}: gradient {gradient.item():.2e}, 1 + 0.001 = {updated.item():.4f}")
