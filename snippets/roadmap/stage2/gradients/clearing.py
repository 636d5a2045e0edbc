import torch

w = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1)
for clears in (True, False):
    with torch.no_grad():
        w.fill_(1.0)
    w.grad, path = None, []
    for _ in range(6):
        if clears:
            optimizer.zero_grad()  # (1)!
        loss = w**2
        loss.backward()  # (2)!
        optimizer.step()  # (3)!
        path.append(f"{w.item():6.3f}")
    print("cleared:    " if clears else "not cleared:", *path)
