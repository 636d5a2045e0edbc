import torch

for data in ([True, False], [3, 1, 4], [0.5, 1.5], [3, 0.5]):
    print(data, "->", torch.tensor(data).dtype)
print(torch.tensor([3, 1, 4], dtype=torch.float32))
