import torch

for dtype in (torch.float16, torch.bfloat16):
    x = torch.tensor([1.001, 70000.0], dtype=dtype)  # (2,)
    print(dtype, x.tolist())
