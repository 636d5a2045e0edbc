import torch

table = torch.arange(12).reshape(3, 4)  # (3, 4)
for name, made in {
    "table": table,
    "table.T": table.T,
    "table[:, 1:3]": table[:, 1:3],
    "table[::2]": table[::2],
    "table[0].expand(3, 4)": table[0].expand(3, 4),
    "table.T.contiguous()": table.T.contiguous(),
    "table + 0": table + 0,
}.items():
    whole = made.is_contiguous()
    shared = made.untyped_storage().data_ptr() == table.untyped_storage().data_ptr()
    print(f"{name:21} stride {made.stride()!s:7} contiguous {whole!s:5} shares {shared}")
print("contiguous() of table is table:", table.contiguous() is table)
