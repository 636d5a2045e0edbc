import torch


def gradient(w):
    return 2 * w * torch.tensor([1.0, 10.0], dtype=torch.float64)  # of w[0]² + 10 w[1]²


lr, mu = 0.02, 0.9
for nesterov in (False, True):
    weight = torch.tensor([3.0, -2.0], dtype=torch.float64, requires_grad=True)  # (2,)
    optimizer = torch.optim.SGD([weight], lr=lr, momentum=mu, nesterov=nesterov)
    w, speed = weight.detach().clone(), torch.zeros(2, dtype=torch.float64)  # (2,), (2,)
    for _ in range(20):
        g = gradient(w)
        speed = mu * speed + g  # (1)!
        w = w - lr * (g + mu * speed if nesterov else speed)  # (2)!
        weight.grad = gradient(weight.detach())
        optimizer.step()
    print(f"nesterov={nesterov!s:5}", [round(x, 6) for x in w.tolist()], torch.allclose(w, weight))
