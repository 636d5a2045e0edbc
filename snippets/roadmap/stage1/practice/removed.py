import torch

for name in ("eig", "symeig", "qr", "cholesky"):
    old = getattr(torch, name)
    try:
        old(torch.eye(2))
    except RuntimeError as error:
        print(f"torch.{name}: {str(error).split('. ')[0]}.")

singular = torch.ones(2, 2)  # (2, 2)
print(torch.linalg.det(singular), torch.linalg.matrix_rank(singular))
try:
    torch.linalg.inv(singular)
except torch.linalg.LinAlgError as error:
    print(error)
