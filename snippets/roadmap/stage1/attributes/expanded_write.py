import torch

row = torch.zeros(1, 3)  # (1, 3)
wide = row.expand(2, 3)  # (2, 3)
print(wide.numel(), "numbers seen,", wide.untyped_storage().nbytes() // 4, "stored")
wide[0, 0] = 7  # (1)!
print("expanded:", wide.tolist())

own = row.expand(2, 3).clone()  # (2, 3)
own[0, 0] = 9
print("cloned:  ", own.tolist())
wide.add_(1)  # (2)!
