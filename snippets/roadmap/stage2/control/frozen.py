import torch

slope = torch.tensor(1.0, requires_grad=True)
shift = torch.tensor(0.0, requires_grad=True)
shift.requires_grad_(False)  # (1)!
for _ in range(3):
    loss = (slope * 2 + shift - 5) ** 2
    loss.backward()
    with torch.no_grad():
        slope -= 0.05 * slope.grad
    slope.grad = None
print(f"slope {slope.item():.3f}  shift {shift.item()}  shift.grad {shift.grad}")
