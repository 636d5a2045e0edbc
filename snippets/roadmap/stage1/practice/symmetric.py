import torch

quarter_turn = torch.tensor([[0.0, -1.0], [1.0, 0.0]])  # (2, 2)
values = torch.linalg.eigvals(quarter_turn)  # (2,)
print(values.dtype, values.real.abs(), values.imag.abs())  # (1)!

steps = torch.arange(1.0, 6.0, dtype=torch.float64)  # (5,)
symmetric = torch.minimum(steps[:, None], steps)  # (5, 5)
values, vectors = torch.linalg.eigh(symmetric)  # (5,), (5, 5)
print(values.dtype, bool((values.diff() > 0).all()))  # (2)!
print(torch.allclose(symmetric @ vectors, vectors * values))  # (3)!
print(torch.allclose(values.prod(), torch.linalg.det(symmetric)))
print(torch.allclose(values.sum(), symmetric.trace()))
