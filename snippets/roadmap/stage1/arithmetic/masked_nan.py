import torch

x = torch.tensor([1.0, float("nan"), 3.0])  # (3,)
known = ~x.isnan()  # (3,)
print((x * known).sum())
print(torch.where(known, x, 0.0).sum(), x.nansum())
print(x == x)
