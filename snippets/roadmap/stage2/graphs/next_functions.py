import torch

w = torch.tensor(3.0, requires_grad=True)
b = torch.tensor(1.0, requires_grad=True)
loss = w * 2 + b

add = loss.grad_fn
print(add.name(), "->", [node.name() for node, _ in add.next_functions])
multiply = add.next_functions[0][0]  # (1)!
print(multiply.name(), "->", multiply.next_functions[1])  # (2)!
leaf = add.next_functions[1][0]
print("leaf:", leaf.variable is b)
