import torch

from hanli.device import pick_device

device = pick_device()  # (1)!
x = torch.ones(2, 3, device=device)  # (2, 3)
print(x.sum().item(), x.device.type == device.type)

print(pick_device("cpu"))  # (2)!

try:
    pick_device("tpu")  # (3)!
except ValueError as error:
    print(str(error).partition(" (")[0])
