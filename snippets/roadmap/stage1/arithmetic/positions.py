import torch

x = torch.tensor([[3, 8, 1, 5], [9, 2, 7, 11], [4, 12, 6, 10]])  # (3, 4)
print(x.max(), x.argmax())
print(torch.unravel_index(x.argmax(), x.shape))  # (1)!
print(x.argmax(dim=1))
print(x.argmax(dim=0))
print(torch.tensor([2, 7, 7]).argmax())
