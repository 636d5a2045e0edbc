import torch

x = torch.tensor(4.0, requires_grad=True)  # ()
z = x.detach()  # ()

other = x + 10  # (1)!
print(z.item())

z.mul_(2)  # (2)!
print(x.item())
