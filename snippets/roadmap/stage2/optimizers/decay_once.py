import torch

for kind in (torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW):
    weight = torch.tensor([5.0, 0.01], dtype=torch.float64, requires_grad=True)  # (2,)
    optimizer = kind([weight], lr=0.1, weight_decay=0.1)
    weight.grad = torch.zeros(2, dtype=torch.float64)  # (1)!
    optimizer.step()
    print(f"{kind.__name__:5}", [round(x, 4) for x in weight.tolist()])
