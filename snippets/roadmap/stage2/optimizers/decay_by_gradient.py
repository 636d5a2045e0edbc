import torch

gradient = torch.tensor([10.0, 0.1], dtype=torch.float64)  # (2,)
for kind in (torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW):
    weight = torch.tensor([5.0, 5.0], dtype=torch.float64, requires_grad=True)  # (2,)
    optimizer = kind([weight], lr=0.01, weight_decay=0.1)
    for step in range(100):
        weight.grad = gradient * (-1) ** step  # (1)!
        optimizer.step()
    print(f"{kind.__name__:5}", [round(x, 4) for x in weight.tolist()])
print("5 * 0.999**100 =", round(5 * 0.999**100, 4))  # (2)!
