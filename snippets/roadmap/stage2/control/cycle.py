import warnings

import torch

x = torch.tensor(2.0, requires_grad=True)
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    (x**3).backward(create_graph=True)
print(str(caught[0].message).partition(". We")[0])
print("the gradient wants a gradient itself:", x.grad.requires_grad)
x.grad = None  # (1)!
