import torch

weight = torch.tensor([2.0, -1.0, 0.5])
x = torch.tensor([0.5, 0.5, 0.5], requires_grad=True)
loss = torch.nn.functional.softplus(-(weight @ x))  # (1)!
loss.backward()
attacked = x.detach() + 0.25 * x.grad.sign()
print("gradient", [round(value, 3) for value in x.grad.tolist()])
print("attacked", attacked.tolist())
print("score", (weight @ x).item(), "->", (weight @ attacked).item())
