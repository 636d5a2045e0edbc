import torch

generator = torch.Generator().manual_seed(1640)
features = torch.randn(1000, 3, generator=generator, dtype=torch.float64)  # (1000, 3)
targets = features @ torch.tensor([2.0, -3.4, 1.5], dtype=torch.float64) + 4.2  # (1000,)


def train(lr=0.1, clear=True, squeeze=True):
    model = torch.nn.Linear(3, 1, dtype=torch.float64)
    torch.nn.init.zeros_(model.weight)
    torch.nn.init.zeros_(model.bias)
    for _ in range(100):
        predictions = model(features).squeeze(1) if squeeze else model(features)
        loss = (predictions - targets).square().mean()  # ()
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= lr * parameter.grad
                if clear:
                    parameter.grad = None
    return loss.item(), [round(weight, 2) + 0.0 for weight in model.weight[0].tolist()]  # (1)!


for name, fault in {
    "correct": {},
    "(N, 1) - (N,)": {"squeeze": False},
    "never cleared": {"clear": False},
}.items():
    loss, weights = train(**fault)
    print(f"{name:14} loss {loss:7.4f}  weights {weights}")
print(f"{'lr 1.1':14} loss {train(lr=1.1)[0]:.1e}")
