import torch

x = torch.zeros(4)  # (4,)
part = x[:2]  # (2,)
same = x.detach()  # (4,)
copy = x.clone()  # (4,)
hidden = x.data  # (4,)
part += 1
x.mul_(2)
names = {"x": x, "slice": part, "detach": same, "clone": copy, ".data": hidden}
print({name: tensor._version for name, tensor in names.items()})
