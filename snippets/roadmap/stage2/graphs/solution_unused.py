import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(4, 8)
        self.head = nn.Linear(8, 2)
        self.spare = nn.Linear(8, 2)

    def forward(self, x):
        return self.head(torch.tanh(self.body(x)))


def unreached(loss, model):
    reached, visited, to_visit = set(), set(), [loss.grad_fn]
    while to_visit:
        node = to_visit.pop()
        if node is None or node in visited:
            continue
        visited.add(node)
        if hasattr(node, "variable"):
            reached.add(id(node.variable))
        to_visit += [child for child, _ in node.next_functions]
    return [name for name, p in model.named_parameters() if id(p) not in reached]


model = Net()
loss = model(torch.ones(3, 4)).sum()
print("by the graph:   ", unreached(loss, model))
loss.backward()
print("by the gradient:", [name for name, p in model.named_parameters() if p.grad is None])
