import torch

x = torch.ones(2, 3, dtype=torch.float64)  # (2, 3)
counts = torch.tensor([1, 2, 3])  # (3,)
for name, created in {
    "full_like(x, 7)": torch.full_like(x, 7),
    "rand_like(x)": torch.rand_like(x),
    "zeros_like(x, dtype=torch.bool)": torch.zeros_like(x, dtype=torch.bool),  # (1)!
    "x.new_zeros(3)": x.new_zeros(3),  # (2)!
    "rand_like(counts, dtype=torch.float32)": torch.rand_like(counts, dtype=torch.float32),
}.items():
    print(f"{name:38} {tuple(created.shape)!s:6} {created.dtype}")
