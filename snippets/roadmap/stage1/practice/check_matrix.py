import torch


def answer(matrix):
    return matrix, matrix.sum(), matrix.diagonal()  # (1)!


def check(answer):
    basis = torch.arange(1.0, 6.0, dtype=torch.float64)  # (5,)
    basis = torch.minimum(basis[:, None], basis)  # determinant 1
    known = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0], dtype=torch.float64)  # (5,)
    matrix = basis @ torch.diag(known) @ torch.linalg.inv(basis)  # (2)!

    transposed, determinant, eigenvalues = answer(matrix)
    swapped = all(transposed[i, j] == matrix[j, i] for i in range(5) for j in range(5))
    print("transpose:  ", swapped)
    print("determinant:", abs(determinant.item() - 120) < 1e-6)
    print("eigenvalues:", torch.allclose(eigenvalues.real.sort().values, known))


check(answer)
