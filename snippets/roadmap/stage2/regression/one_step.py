import torch

generator = torch.Generator().manual_seed(1640)
features = torch.randn(1000, 3, generator=generator, dtype=torch.float64)  # (1000, 3)
targets = features @ torch.tensor([2.0, -3.4, 1.5], dtype=torch.float64) + 4.2  # (1000,)

weights = torch.zeros(3, dtype=torch.float64, requires_grad=True)  # (3,)
bias = torch.zeros((), dtype=torch.float64, requires_grad=True)  # ()


def loss_now():
    errors = features @ weights + bias - targets  # (1000,)
    return errors.square().mean()  # (1)!


loss = loss_now()  # ()
loss.backward()
print(f"before {loss.item():.4f}, slope for the bias {bias.grad.item():.4f}")

errors = (features @ weights + bias - targets).detach()  # (1000,)
by_hand = 2 * (errors.unsqueeze(1) * features).mean(dim=0)  # (2)!
print("the slopes by hand agree:", torch.allclose(by_hand, weights.grad))

with torch.no_grad():  # (3)!
    weights -= 0.1 * weights.grad  # (3,)
    bias -= 0.1 * bias.grad  # ()
print(f"after  {loss_now().item():.4f}")
