import torch

orders = [
    ["zero_grad", "backward", "step"],
    ["backward", "step", "zero_grad"],
    ["backward", "zero_grad", "step"],
    ["backward", "step"],
]
for order in orders:
    w = torch.tensor(3.0, dtype=torch.float64, requires_grad=True)  # ()
    optimizer = torch.optim.SGD([w], lr=0.1)
    for _ in range(3):
        loss = w**2  # ()
        for name in order:
            if name == "backward":
                loss.backward()
            elif name == "zero_grad":
                optimizer.zero_grad()
            else:
                optimizer.step()
    print(f"{', '.join(order):25} w = {w.item():.4f}")
