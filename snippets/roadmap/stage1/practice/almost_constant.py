import torch

for value in (3.0, 0.1):
    column = torch.full((7, 1), value)  # (7, 1)
    spread = column.std(dim=0)  # (1,)
    result = (column - column.mean(dim=0)) / spread.clamp(min=1e-8)  # (7, 1)
    zero, tiny = spread.item() == 0, spread.item() < 2e-8
    print(f"seven times {value}: the deviation is 0: {zero}, below 2e-8: {tiny}")
    print(f"    divided by 1e-8 at least, all below 0.01: {bool((result.abs() < 0.01).all())}")
