import copy

import torch


def create(values, lr=0.1):
    weight = torch.tensor(values, dtype=torch.float64, requires_grad=True)
    return weight, torch.optim.Adam([weight], lr=lr)


def train(weight, optimizer):
    for _ in range(5):
        optimizer.zero_grad()
        ((weight - 1) ** 2).sum().backward()
        optimizer.step()


weight, optimizer = create([3.0, -2.0])
train(weight, optimizer)
halfway, state = weight.tolist(), copy.deepcopy(optimizer.state_dict())  # (1)!
train(weight, optimizer)
print("without a break: ", [round(x, 4) for x in weight.tolist()])

for load in (True, False):
    resumed, new_optimizer = create(halfway)
    if load:
        new_optimizer.load_state_dict(state)
    train(resumed, new_optimizer)
    name = "state loaded:    " if load else "state not loaded:"
    print(name, [round(x, 4) for x in resumed.tolist()])

_, optimizer = create(halfway, lr=0.01)
optimizer.load_state_dict(state)
print("lr=0.01, then loaded:", optimizer.param_groups[0]["lr"])
