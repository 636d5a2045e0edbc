import torch

from hanli.memory import device_memory, process_memory

before = process_memory()
block = torch.ones(2**24)  # (16777216,)
after = process_memory()

print("the peak is at least what is held now:", before.peak >= before.now)
print("64 MiB of ones are seen:", after.now - before.now > 60 * 2**20)
print("the CPU has no allocator to ask:", device_memory("cpu") is None)
