import warnings

import torch

w = torch.tensor(2.0, requires_grad=True)


def all_inside():
    with torch.no_grad():
        loss = (w * 3 - 5) ** 2
    loss.backward()


def change_inference():
    with torch.inference_mode():
        constant = torch.ones(2)
    constant.add_(1)


with warnings.catch_warnings(action="error"):
    for attempt in (
        all_inside,
        change_inference,
        lambda: (w * 3).requires_grad_(False),
        lambda: torch.autograd.grad(torch.autograd.grad(w**3, w)[0], w),
        lambda: (w**3).backward(create_graph=True),
    ):
        try:
            attempt()
        except (RuntimeError, UserWarning) as error:
            print(f"{type(error).__name__}: {str(error)[:90]}")
