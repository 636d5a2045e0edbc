import torch

integers = torch.tensor([1, 2])  # (2,)
floats = torch.tensor([0.5, 1.5])  # (2,)
doubles = floats.double()  # (2,)
print("int64 + 3:                 ", (integers + 3).dtype)
print("int64 + 0.5:               ", (integers + 0.5).dtype)
print("int64 + float64:           ", (integers + doubles).dtype)
print("float32 + float64:         ", (floats + doubles).dtype)
print("float32 + float64 (scalar):", (floats + doubles[0]).dtype)
print("float16 + bfloat16:        ", (floats.half() + floats.bfloat16()).dtype)
