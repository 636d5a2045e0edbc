import torch

x = torch.tensor([1.0, float("nan"), 3.0])  # (3,)
known = ~x.isnan()  # (3,)
print("multiplied by the mask:", (x * known).sum())  # (1)!
print("chosen by the mask:    ", torch.where(known, x, 0.0).sum(), x.nansum())
print("nan == nan:            ", (x == x).tolist())

batches = [torch.tensor([1.0, 1.0, 1.0, 1.0]), torch.tensor([5.0])]
print("mean of the means:     ", torch.stack([batch.mean() for batch in batches]).mean())
print("mean of all:           ", torch.cat(batches).mean())
