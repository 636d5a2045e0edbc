import torch

for target in (1.0, 0.0):
    bias = torch.ones((), dtype=torch.float64, requires_grad=True)
    gates = []
    for step in range(1001):
        forget = torch.sigmoid(bias)
        if step in (0, 10, 100, 1000):
            gates.append(f"{forget:.2f}")
        cell = 1.0 * forget**10  # (1)!
        ((cell - target) ** 2).backward()
        with torch.no_grad():
            bias -= bias.grad
        bias.grad = None
    print(f"target {target}: forget gate", *gates, f"| cell state {cell:.2f}")
