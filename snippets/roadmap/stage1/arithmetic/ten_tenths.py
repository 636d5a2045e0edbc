import torch

for dtype in (torch.float32, torch.float64):
    one = torch.ones((), dtype=dtype)  # ()
    total = torch.zeros((), dtype=dtype)  # ()
    for _ in range(10):
        total = total + 0.1
    print(dtype, total.item(), (total == one).item(), torch.allclose(total, one))
