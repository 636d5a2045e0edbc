import torch

rows = [[0.11, -0.22, 0.33, -0.44], [11.0, -22.0, 33.0, -127.0]]
weights = torch.tensor(rows, dtype=torch.float64)
largest = weights.abs()
for name, peak in (("one scale", largest.max()), ("one a row", largest.amax(1, keepdim=True))):
    scale = peak / 127
    integers = (weights / scale).round()
    error = (integers * scale - weights).norm(dim=1) / weights.norm(dim=1)
    print(f"{name}: integers of row 0 {integers[0].int().tolist()}")
    print(f"{name}: relative error of row 0 {error[0]:.4f}, of row 1 {error[1]:.4f}")
