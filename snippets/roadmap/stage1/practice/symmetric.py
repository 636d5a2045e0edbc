import torch

quarter_turn = torch.tensor([[0.0, -1.0], [1.0, 0.0]])  # (2, 2)
values = torch.linalg.eigvals(quarter_turn)  # (2,)
print("quarter turn:", values.dtype, values.real.abs(), values.imag.abs())  # (1)!

steps = torch.arange(1.0, 6.0, dtype=torch.float64)  # (5,)
symmetric = torch.minimum(steps[:, None], steps)  # (5, 5)
values, vectors = torch.linalg.eigh(symmetric)  # (5,), (5, 5)
print("eigh:", values.dtype, "ascending:", bool((values.diff() > 0).all()))
print("A v = lambda v:", torch.allclose(symmetric @ vectors, vectors * values))  # (2)!
print("product is determinant:", torch.allclose(values.prod(), torch.linalg.det(symmetric)))
print("sum is trace:", torch.allclose(values.sum(), symmetric.trace()))

lopsided = torch.tensor([[1.0, 2.0], [3.0, 4.0]], dtype=torch.float64)  # (2, 2)
print("eigh, not symmetric:", [f"{value:.2f}" for value in torch.linalg.eigh(lopsided)[0]])
print("eigvals:            ", [f"{value:.2f}" for value in torch.linalg.eigvals(lopsided).real])
