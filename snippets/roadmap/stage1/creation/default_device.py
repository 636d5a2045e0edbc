import torch

with torch.device("meta"):
    print(torch.zeros(2, 3).device, torch.arange(3).device)
print(torch.zeros(2, 3).device)
