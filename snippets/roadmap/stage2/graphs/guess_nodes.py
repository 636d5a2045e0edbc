import torch

a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(3.0)
y = a * b + a
print([node.name() for node, _ in y.grad_fn.next_functions])
print(y.grad_fn.next_functions[0][0].next_functions[1])
y.backward()
print(a.grad, b.grad)
