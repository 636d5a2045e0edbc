import torch

matrices = {
    "all ones": torch.ones(2, 2, dtype=torch.float64),
    "1 to 9": torch.arange(1.0, 10.0, dtype=torch.float64).reshape(3, 3),
    "0.01 * eye": 0.01 * torch.eye(200, dtype=torch.float64),
}
for name, matrix in matrices.items():
    determinant, rank = torch.linalg.det(matrix).item(), torch.linalg.matrix_rank(matrix)
    try:
        largest = torch.linalg.inv(matrix).abs().max()
        inverse = f"largest element of the inverse about 10^{largest.log10():.0f}"
    except torch.linalg.LinAlgError:
        inverse = "LinAlgError"
    print(f"{name:10}: determinant {determinant}, rank {rank} of {len(matrix)}, {inverse}")
