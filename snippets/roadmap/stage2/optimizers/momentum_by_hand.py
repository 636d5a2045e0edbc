import torch


def gradient(w):
    return 2 * w * torch.tensor([1.0, 10.0], dtype=torch.float64)  # (1)!


lr, mu = 0.02, 0.9
for nesterov in (False, True):
    weight = torch.tensor([3.0, -2.0], dtype=torch.float64, requires_grad=True)  # (2,)
    optimizer = torch.optim.SGD([weight], lr=lr, momentum=mu, nesterov=nesterov)
    w = weight.detach().clone()  # (2,)
    velocity = torch.zeros(2, dtype=torch.float64)  # (2,)
    for _ in range(20):
        g = gradient(w)  # (2,)
        velocity = mu * velocity + g
        direction = g + mu * velocity if nesterov else velocity  # (2)!
        w = w - lr * direction
        weight.grad = gradient(weight.detach())  # (3)!
        optimizer.step()
    print(f"nesterov={nesterov}")
    print("  by hand:", [round(x, 6) for x in w.tolist()])
    print("  SGD:    ", [round(x, 6) for x in weight.tolist()])
