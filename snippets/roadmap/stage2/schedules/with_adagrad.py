import torch
from torch.optim.lr_scheduler import OneCycleLR

weight = torch.zeros(1, requires_grad=True)  # (1,)
plain = torch.optim.SGD([weight], lr=0.1)
OneCycleLR(plain, max_lr=0.1, total_steps=100)
print("momentum of the plain SGD:", plain.param_groups[0]["momentum"])  # (1)!

adagrad = torch.optim.Adagrad([weight], lr=0.1)
OneCycleLR(adagrad, max_lr=0.1, total_steps=100)
