import torch

generator = torch.Generator().manual_seed(1640)
truth = torch.tensor([2.0, -3.4, 1.5, 4.2], dtype=torch.float64)  # (4,)


def draw(count):
    features = torch.randn(count, 3, generator=generator, dtype=torch.float64)
    noise = 0.1 * torch.randn(count, generator=generator, dtype=torch.float64)
    design = torch.cat([features, torch.ones(count, 1, dtype=torch.float64)], dim=1)  # (1)!
    return design, design @ truth + noise, noise.square().mean().item()


for count in (20, 1000):
    design, targets, floor = draw(count)
    guess = torch.zeros(4, dtype=torch.float64, requires_grad=True)  # (4,)
    optimizer = torch.optim.SGD([guess], lr=0.1)
    for _ in range(500):
        loss = (design @ guess - targets).square().mean()  # ()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    off = (guess.detach() - truth).abs().max().item()
    print(f"{count} samples, the worst weight is off by {off:.4f}")
    print(f"  these samples: noise {floor:.5f}, loss {loss.item():.5f}")
    new, answers, floor = draw(10_000)
    with torch.no_grad():
        loss = (new @ guess - answers).square().mean()  # ()
    print(f"  new samples:   noise {floor:.5f}, loss {loss.item():.5f}")
