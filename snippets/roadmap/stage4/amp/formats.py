import torch

for dtype in (torch.float32, torch.bfloat16, torch.float16):
    info = torch.finfo(dtype)
    print(
        f"{dtype}: {info.bits} bits, max {info.max:.2e}, "
        f"smallest_normal {info.smallest_normal:.2e}, eps {info.eps:.2e}"
    )
