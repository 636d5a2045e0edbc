import torch

print(torch.zeros(2, dtype=torch.float16))
