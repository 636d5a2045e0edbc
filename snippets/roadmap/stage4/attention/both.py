import torch

causal = torch.ones(4, 4, dtype=torch.bool).tril()  # (4, 4)
real = torch.tensor([[True, True, True, True], [True, True, True, False]])  # (2, 4)
allowed = causal & real[:, None, None, :]  # (2, 1, 4, 4)
print("shape   ", tuple(allowed.shape))
for sample in range(2):
    print("sample", sample, allowed[sample, 0].int().tolist())
