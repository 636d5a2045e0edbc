import torch

memory = torch.arange(12)  # (12,)
table = memory.reshape(3, 4)  # (3, 4)
i, j = 2, 1
position = i * table.stride(0) + j * table.stride(1)
print(position)
print(memory[position].item(), table[i, j].item())
