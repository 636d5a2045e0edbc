import torch

generator = torch.Generator().manual_seed(1640)
features = torch.randn(1000, 3, generator=generator, dtype=torch.float64)  # (1000, 3)
targets = features @ torch.tensor([2.0, -3.4, 1.5], dtype=torch.float64) + 4.2  # (1000,)


def train(clear=True, sign=-1, column=False):
    shape = (3, 1) if column else (3,)
    weights = torch.zeros(shape, dtype=torch.float64, requires_grad=True)
    bias = torch.zeros((), dtype=torch.float64, requires_grad=True)  # ()
    losses = []
    for _ in range(101):
        loss = (features @ weights + bias - targets).square().mean()  # ()
        losses.append(loss.item())
        loss.backward()
        with torch.no_grad():
            weights += sign * 0.1 * weights.grad
            bias += sign * 0.1 * bias.grad
        if clear:
            weights.grad, bias.grad = None, None
    return losses


faults = {
    "correct": {},
    "not cleared": {"clear": False},
    "wrong sign": {"sign": 1},
    "(N, 1) - (N,)": {"column": True},
}
for name, settings in faults.items():  # (1)!
    losses = train(**settings)
    print(f"{name:13}", *[f"{losses[step]:9.3g}" for step in (0, 5, 10, 20, 100)])
