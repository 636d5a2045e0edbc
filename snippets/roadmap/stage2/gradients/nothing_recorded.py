import torch

try:
    torch.tensor([1, 2], requires_grad=True)
except RuntimeError as error:
    print(error)

weight = torch.tensor(2.0)  # (1)!
(weight**2).backward()
