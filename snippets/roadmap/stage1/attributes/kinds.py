import torch

for dtype in (torch.float64, torch.float32, torch.float16, torch.bfloat16):
    top, step = torch.finfo(dtype).max, torch.finfo(dtype).eps
    print(f"{dtype!s:15} {dtype.itemsize} bytes, largest {top:.1e}, step at 1: {step:.1e}")
for dtype in (torch.int64, torch.int32, torch.uint8):
    limits = torch.iinfo(dtype)
    print(f"{dtype!s:15} {dtype.itemsize} bytes  {limits.min} to {limits.max}")
print(f"{torch.bool!s:15} {torch.bool.itemsize} byte")
