import warnings

import torch

w = torch.tensor([1.0, 2.0], requires_grad=True)  # (2,)
data = torch.tensor([3.0, 4.0])  # (2,)
product = w * data  # (2,)
product.retain_grad()  # (1)!
forgotten = product + 1  # (2,)
forgotten.sum().backward()
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    tensors = {"data": data, "w": w, "product": product, "forgotten": forgotten}
    for name, tensor in tensors.items():
        grad = tensor.grad.tolist() if tensor.grad is not None else None
        print(f"{name:9} leaf {tensor.is_leaf!s:5} wants {tensor.requires_grad!s:5} grad {grad}")
print(len(caught), "warning:", str(caught[0].message).partition(". Its")[0])
