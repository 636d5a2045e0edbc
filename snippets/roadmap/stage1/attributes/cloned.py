import torch

wide = torch.zeros(1, 3).expand(2, 3)  # (2, 3)
own = wide.clone()  # (2, 3)
own[0, 0] = 9
print(own)
print(wide.untyped_storage().nbytes(), own.untyped_storage().nbytes())
