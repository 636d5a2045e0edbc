import warnings

import torch

w = torch.tensor([1.0, 2.0], requires_grad=True)  # (2,)
plain = torch.tensor(2.0)
product = 3 * w  # (2,)
loss = (w**2).sum()  # ()
loss.backward()
calls = [
    lambda: (plain**2).backward(),
    lambda: torch.tensor([1, 2], requires_grad=True),
    lambda: (w**2).backward(),
    lambda: loss.backward(),
    lambda: w.numpy(),
    lambda: w.add_(1),
    lambda: product.grad,
]
with warnings.catch_warnings(action="error"):  # (1)!
    for call in calls:  # (2)!
        try:
            call()
        except (RuntimeError, UserWarning) as error:
            print(f"{type(error).__name__}: {str(error).partition('. ')[0]}")
