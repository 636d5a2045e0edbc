import torch

for value, dtype in ((3.0, torch.float32), (0.1, torch.float32), (0.1, torch.float64)):
    column = torch.full((7, 1), value, dtype=dtype)  # (7, 1)
    spread = column.std(dim=0)  # (1,)
    result = (column - column.mean(dim=0)) / spread.clamp(min=1e-8)  # (7, 1)
    print(f"{value} in {dtype}: deviation {spread.item():.1g}, result {result[0].item():.2f}")
