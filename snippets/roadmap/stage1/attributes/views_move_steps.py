import torch

table = torch.arange(12).reshape(3, 4)  # (3, 4)
for name, result in {
    "table": table,
    "table.T": table.T,
    "table[:, 1:3]": table[:, 1:3],
    "table[::2]": table[::2],
    "table[0].expand(3, 4)": table[0].expand(3, 4),
    "table.contiguous()": table.contiguous(),
    "table.T.contiguous()": table.T.contiguous(),
    "table + 0": table + 0,
}.items():
    contiguous = result.is_contiguous()
    shared = result.untyped_storage().data_ptr() == table.untyped_storage().data_ptr()  # (1)!
    print(f"{name:21} stride {result.stride()!s:7} contiguous {contiguous!s:5} shared {shared}")
