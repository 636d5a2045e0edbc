import torch

x = torch.tensor(2.0, requires_grad=True)  # ()
optimizer = torch.optim.SGD([x], lr=0.1)

(x**2).backward()
optimizer.zero_grad()
print(x.grad)

(x**2).backward()
optimizer.zero_grad(set_to_none=False)
print(x.grad)
