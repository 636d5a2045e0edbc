import torch

generator = torch.Generator().manual_seed(1640)
true_weights = torch.tensor([2.0, -3.4, 1.5], dtype=torch.float64)  # (3,)


def draw(count):
    features = torch.randn(count, 3, generator=generator, dtype=torch.float64)
    noise = 0.1 * torch.randn(count, generator=generator, dtype=torch.float64)
    return features, features @ true_weights + 4.2 + noise, noise.square().mean().item()


for count in (20, 1000):
    features, targets, floor = draw(count)
    weights = torch.zeros(3, dtype=torch.float64, requires_grad=True)  # (3,)
    bias = torch.zeros((), dtype=torch.float64, requires_grad=True)  # ()
    for _ in range(500):
        loss = (features @ weights + bias - targets).square().mean()  # ()
        loss.backward()
        with torch.no_grad():
            weights -= 0.1 * weights.grad
            bias -= 0.1 * bias.grad
        weights.grad, bias.grad = None, None
    off = (weights.detach() - true_weights).abs().max().item()
    print(f"{count} samples, largest error of a weight {off:.4f}")
    print(f"  training: noise {floor:.4f}  loss {loss.item():.4f}")
    new_features, new_targets, floor = draw(10_000)
    loss = (new_features @ weights.detach() + bias.detach() - new_targets).square().mean()  # ()
    print(f"  new data: noise {floor:.4f}  loss {loss.item():.4f}")
