import torch

w = torch.tensor(3.0, dtype=torch.float64, requires_grad=True)  # ()
optimizer = torch.optim.SGD([w], lr=0.1)  # (1)!

loss = w**2  # ()
loss.backward()
print("gradient:", w.grad.item())
print("by hand: ", 3.0 - 0.1 * 6.0)
optimizer.step()
print("SGD:     ", w.item())
