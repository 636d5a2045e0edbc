import torch

with torch.device("meta"):  # (1)!
    points = torch.empty(20_000, 128)  # (20000, 128)
    differences = points[:, None] - points[None, :]  # (20000, 20000, 128)
    distances = torch.cdist(points, points)  # (20000, 20000)

for name, tensor in {"points": points, "differences": differences, "distances": distances}.items():
    print(f"{name:12}{tensor.nbytes / 2**20:10,.0f} MiB")
