import copy

import torch


def fresh(values):
    weight = torch.tensor(values, dtype=torch.float64, requires_grad=True)
    return weight, torch.optim.Adam([weight], lr=0.1)


def steps(weight, optimizer, count):
    for _ in range(count):
        optimizer.zero_grad()
        ((weight - 1) ** 2).sum().backward()
        optimizer.step()


weight, optimizer = fresh([3.0, -2.0])
steps(weight, optimizer, 5)
halfway, state = weight.tolist(), copy.deepcopy(optimizer.state_dict())  # (1)!
print("kept for each parameter:", list(state["state"][0]))
steps(weight, optimizer, 5)

for load in (True, False):
    again, another = fresh(halfway)
    if load:
        another.load_state_dict(state)
    steps(again, another, 5)
    print(f"state loaded: {load!s:5}  same as without a break: {torch.equal(again, weight)}")
