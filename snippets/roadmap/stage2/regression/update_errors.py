import warnings

import torch

warnings.simplefilter("ignore")  # (1)!


def in_place(w):
    w -= 0.1 * w.grad
    return w


def recorded(w):
    return w - 0.1 * w.grad


def replaced(w):
    with torch.no_grad():
        return w - 0.1 * w.grad


for update in (in_place, recorded, replaced):
    w = torch.tensor(1.0, requires_grad=True)  # ()
    try:
        for _ in range(2):
            ((3 * w) ** 2).backward()
            w = update(w)
    except (RuntimeError, TypeError) as error:
        print(f"{update.__name__}: {type(error).__name__}: {error}")
