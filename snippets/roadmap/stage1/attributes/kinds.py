import torch

for dtype in (torch.float64, torch.float32, torch.float16, torch.bfloat16):
    limits = torch.finfo(dtype)
    print(f"{dtype!s:14} {dtype.itemsize} bytes  max {limits.max:8.1e}  eps {limits.eps:.1e}")
for dtype in (torch.int64, torch.int32, torch.uint8):
    limits = torch.iinfo(dtype)
    print(f"{dtype!s:14} {dtype.itemsize} bytes  {limits.min} to {limits.max}")
print(f"{torch.bool!s:14} {torch.bool.itemsize} byte")
