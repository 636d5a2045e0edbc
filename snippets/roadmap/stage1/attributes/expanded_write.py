import torch

row = torch.zeros(1, 3)  # (1, 3)
wide = row.expand(2, 3)  # (2, 3)
print(wide.numel(), "numbers seen,", wide.untyped_storage().nbytes() // 4, "stored")
own = wide.clone()  # (2, 3)
own[0, 0] = 7
print(own.tolist())
wide.add_(1)
