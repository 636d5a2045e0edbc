import torch
from torch import nn, optim

model = nn.Linear(2, 1)
optimizer = optim.Adam(model.parameters())
print("before the first step:", len(optimizer.state), "states")
model(torch.ones(1, 2)).sum().backward()
optimizer.step()
print("after the first step: ", len(optimizer.state), "states")


def show(label):
    dtypes = model.weight.dtype, optimizer.state[model.weight]["exp_avg"].dtype
    print(f"{label:12} parameter {dtypes[0]}, first moment {dtypes[1]}")


model.double()  # (1)!
show("double()")
optimizer.load_state_dict(optimizer.state_dict())
show("state loaded")
