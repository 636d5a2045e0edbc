import torch

weight = torch.tensor([1.0, 2.0], requires_grad=True)  # (2,)
optimizer = torch.optim.SGD([weight], lr=0.1)
(weight**2).sum().backward()
weight = weight - 0.1 * weight.grad  # (2,)

print("leaf:", weight.is_leaf)
print("updated by the optimizer:", optimizer.param_groups[0]["params"][0] is weight)
print("recorded as:", type(weight.grad_fn).__name__)
