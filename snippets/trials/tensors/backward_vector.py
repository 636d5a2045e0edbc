import torch

single = torch.tensor([2.0], requires_grad=True)  # (1)!
(single**2).backward()
print(single.ndim, torch.tensor(2.0).ndim, single.grad)

x = torch.tensor([2.0, 3.0], requires_grad=True)  # (2,)
(x**2).sum().backward()  # (2)!
print(x.grad)

(x**2).backward()
