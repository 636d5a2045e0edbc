import torch

generator = torch.Generator().manual_seed(1640)
true = torch.tensor([2.0, -3.4, 1.5, 4.2], dtype=torch.float64)  # (4,)
features = torch.randn(1000, 3, generator=generator, dtype=torch.float64)  # (1000, 3)
noise = 0.1 * torch.randn(1000, generator=generator, dtype=torch.float64)  # (1000,)
ones = torch.ones(1000, 1, dtype=torch.float64)  # (1000, 1)
design = torch.cat([features, ones], dim=1)  # (1)!
targets = design @ true + noise  # (1000,)

exact = torch.linalg.lstsq(design, targets.unsqueeze(1)).solution.squeeze(1)  # (4,)

trained = torch.zeros(4, dtype=torch.float64)  # (4,)
for _ in range(200):
    trained -= 0.1 * 2 * design.T @ (design @ trained - targets) / 1000  # (2)!

print("closed form", [round(value, 4) for value in exact.tolist()])
print("trained    ", [round(value, 4) for value in trained.tolist()])
print("the two agree to 1e-9:", (exact - trained).abs().max().item() < 1e-9)
print("and the truth is not quite either:", (exact - true).abs().max().item() > 1e-4)
