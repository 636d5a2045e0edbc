import torch

for kind in (torch.optim.SGD, torch.optim.Adam):
    weight = torch.zeros(3, dtype=torch.float64, requires_grad=True)  # (3,)
    optimizer = kind([weight], lr=0.1)
    weight.grad = torch.tensor([1000.0, 1.0, 0.001], dtype=torch.float64)  # (3,)
    optimizer.step()
    print(f"{kind.__name__:4}", [round(x, 4) for x in weight.tolist()])
