import torch

u, v = torch.ones(4), torch.ones(4)  # (4,), (4,)
A, B = torch.ones(3, 4), torch.ones(4, 5)  # (3, 4), (4, 5)
batch_a, batch_b = torch.ones(8, 3, 4), torch.ones(8, 4, 5)  # (8, 3, 4), (8, 4, 5)
for left, right in (
    (u, v),  # (1)!
    (A, v),
    (A, B),
    (batch_a, batch_b),  # (2)!
    (batch_a, B),  # (3)!
    (batch_a, v),
):
    result = left @ right
    print(f"{tuple(left.shape)} @ {tuple(right.shape)} -> {tuple(result.shape)}")
