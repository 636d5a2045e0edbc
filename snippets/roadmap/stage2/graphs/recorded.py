import torch

w = torch.tensor(3.0, requires_grad=True)
b = torch.tensor(1.0, requires_grad=True)
loss = (w * 2 + b) ** 2

node = loss.grad_fn  # (1)!
print(node.name())
node = node.next_functions[0][0]  # (2)!
print(node.name(), "->", [child.name() for child, _ in node.next_functions])
leaf = node.next_functions[1][0]
print(leaf.name(), "of b:", leaf.variable is b)
