import torch

whole, single = torch.tensor([1, 2]), torch.tensor([1.0, 2.0])
double, small = single.double(), torch.tensor([250, 251], dtype=torch.uint8)
print("int64 + float32   ", (whole + single).dtype)
print("float32 + float64 ", (single + double).dtype)
print("float32 + 1       ", (single + 1).dtype)
print("int64 + 0.5       ", (whole + 0.5).dtype)
print("int64 / int64     ", (whole / whole).dtype)  # (1)!
print("int64 // int64    ", (whole // whole).dtype)
print("uint8 + 10        ", (small + 10).tolist())  # (2)!
print("70000 as float16  ", torch.tensor(70000.0).half().item())
