import warnings

import torch
from torch import Tensor


def total(rows: Tensor) -> Tensor:
    result = torch.zeros(())  # ()
    for index in range(rows.shape[0]):  # (1)!
        result = result + rows[index].sum()  # ()
    return result


def branch(value: Tensor) -> Tensor:
    return value * 2 if value.sum() > 0 else value / 2  # (2)!


for function, example, other in [
    (total, torch.ones(2, 3), torch.ones(5, 3)),
    (branch, torch.ones(1), -torch.ones(1)),
]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        traced = torch.jit.trace(function, example)
    warned = [w.category.__name__ for w in caught if w.category is not FutureWarning]
    print(f"{function.__name__:6} eager {function(other).item():5}", end="  ")
    print(f"traced {traced(other).item():5}  warnings: {warned[:1]}")

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    torch.jit.script(branch)
print(caught[0].message)
