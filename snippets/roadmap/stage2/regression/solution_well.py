import torch

generator = torch.Generator().manual_seed(1640)
seconds = torch.linspace(0, 2, 40, dtype=torch.float64)  # (40,)
truth = torch.tensor([20.0, 3.0, -4.9], dtype=torch.float64)  # start, speed, half of g
powers = torch.stack([seconds**0, seconds, seconds**2], dim=1)  # (40, 3)
heights = powers @ truth + 0.02 * torch.randn(40, generator=generator, dtype=torch.float64)  # (40,)

guess = torch.zeros(3, dtype=torch.float64, requires_grad=True)  # (3,)
optimizer = torch.optim.SGD([guess], lr=0.15)
for _ in range(5_000):  # (1)!
    loss = (powers @ guess - heights).square().mean()  # ()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

exact = torch.linalg.lstsq(powers, heights.unsqueeze(1)).solution.squeeze(1)  # (3,)
print("trained", [round(value, 3) for value in guess.tolist()])
print("exact  ", [round(value, 3) for value in exact.tolist()])
print(f"g = {-2 * guess[2].item():.2f}, loss {loss.item():.5f}")
