import torch

weight = torch.tensor(1.0, requires_grad=True)  # ()
(weight * 3).square().backward()
weight -= 0.1 * weight.grad
