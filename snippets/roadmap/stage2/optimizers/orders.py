import torch

variants = [
    ["zero_grad", "backward", "step"],
    ["backward", "step", "zero_grad"],
    ["backward", "zero_grad", "step"],
    ["backward", "step"],
]
for calls in variants:
    w = torch.tensor(3.0, dtype=torch.float64, requires_grad=True)  # ()
    optimizer = torch.optim.SGD([w], lr=0.1)
    for _ in range(3):
        loss = w**2  # ()
        for name in calls:
            if name == "backward":
                loss.backward()
            elif name == "zero_grad":
                optimizer.zero_grad()
            else:
                optimizer.step()
    print(f"{', '.join(calls):25} w = {w.item():.4f}")
