import torch

print(torch.tensor([1.7, -1.7], dtype=torch.int64))
print(torch.tensor([-1], dtype=torch.uint8))
print(torch.tensor([70000.0], dtype=torch.float16))
print(torch.tensor([300]).to(torch.uint8))
