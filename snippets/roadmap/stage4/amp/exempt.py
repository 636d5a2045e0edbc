import torch

x = torch.rand(2, 2)  # (2, 2)
with torch.amp.autocast("cpu", dtype=torch.float16):
    low = x @ x  # (2, 2)
    with torch.amp.autocast("cpu", enabled=False):
        full = low.float() @ low.float()  # (2, 2)
    double = x.double() @ x.double()  # (2, 2)
print("autocast:", low.dtype)
print("enabled=False:", full.dtype)
print("float64 inputs:", double.dtype)
