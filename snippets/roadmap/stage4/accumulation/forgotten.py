import torch


def weight_after_a_step(create, divisor):
    w = torch.tensor(1.0, requires_grad=True)
    optimizer = create([w], lr=0.01)
    optimizer.zero_grad()
    for part in (1.0, 2.0, 3.0, 4.0):
        ((w * part).square() / divisor).backward()
    optimizer.step()
    return w.item()


for create in (torch.optim.SGD, torch.optim.Adam):
    for divisor in (4, 1):
        w = weight_after_a_step(create, divisor)
        print(f"{create.__name__}, divided by {divisor}: {w:.4f}")
