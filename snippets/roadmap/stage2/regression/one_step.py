import torch

w = torch.tensor(0.0, requires_grad=True)
x, target = 2.0, 7.0

loss = (w * x - target) ** 2
loss.backward()
print("loss before:", loss.item())
print("gradient:   ", w.grad.item())

with torch.no_grad():  # (1)!
    w -= 0.1 * w.grad
print(f"new weight:  {w.item():.1f}")
print(f"loss after:  {((w * x - target) ** 2).item():.2f}")
