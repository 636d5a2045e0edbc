import torch

column = torch.tensor([[1.0], [2.0], [3.0]])  # (3, 1)
wide = column.expand(3, 4)  # (3, 4)
copied = column.repeat(1, 4)  # (3, 4)
for name, tensor in {"column": column, "expand": wide, "repeat": copied}.items():
    stored = tensor.untyped_storage().nbytes()
    print(f"{name:7} stride {tensor.stride()} {stored:3} bytes stored")
