import torch

x = torch.tensor(3.0, requires_grad=True)
body = x**2
first, second = body * 5, body.sqrt()
first.backward(retain_graph=True)  # (1)!
second.backward()
print("one after the other:", x.grad.item())

x.grad = None
body = x**2
(body * 5 + body.sqrt()).backward()
print("sum first:          ", x.grad.item())
