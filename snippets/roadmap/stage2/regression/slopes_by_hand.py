import torch

generator = torch.Generator().manual_seed(1640)
true_weights = torch.tensor([2.0, -3.4, 1.5], dtype=torch.float64)  # (3,)
features = torch.randn(1000, 3, generator=generator, dtype=torch.float64)  # (1000, 3)
noise = 0.1 * torch.randn(1000, generator=generator, dtype=torch.float64)  # (1000,)
targets = features @ true_weights + 4.2 + noise  # (1000,)

weights = torch.zeros(3, dtype=torch.float64, requires_grad=True)  # (3,)
bias = torch.zeros((), dtype=torch.float64, requires_grad=True)  # ()
errors = features @ weights + bias - targets  # (1000,)
errors.square().mean().backward()
print("backward:", [round(value, 4) for value in weights.grad.tolist()], round(bias.grad.item(), 4))

errors = errors.detach()  # (1000,)
by_hand = (2 * errors.unsqueeze(1) * features).mean(dim=0)  # (1)!
bias_by_hand = (2 * errors).mean().item()
print("by hand: ", [round(value, 4) for value in by_hand.tolist()], round(bias_by_hand, 4))
