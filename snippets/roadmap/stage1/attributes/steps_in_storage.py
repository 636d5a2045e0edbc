import torch

storage = torch.arange(12)  # (12,)
table = storage.view(3, 4)  # (1)!
print("one memory:", table.data_ptr() == storage.data_ptr())
print("stride:", table.stride())  # (2)!

i, j = 2, 1
place = i * table.stride(0) + j * table.stride(1)
print(f"table[{i}, {j}] is storage[{place}]: {bool(table[i, j] == storage[place])}")
