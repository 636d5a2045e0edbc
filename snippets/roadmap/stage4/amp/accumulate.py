import torch


def accumulate(order):
    weight = torch.zeros((), requires_grad=True)  # ()
    optimizer = torch.optim.SGD([weight], lr=1.0)
    scaler = torch.amp.GradScaler("cpu")
    for micro_batch in (torch.tensor([1.0, 2.0]), torch.tensor([4.0, 9.0])):
        loss = (weight * micro_batch).mean() / 2  # ()
        scaler.scale(loss).backward()
        if order != "after both":
            scaler.unscale_(optimizer)
        if order == "after each, with update":
            scaler.update()
    if order == "after both":
        scaler.unscale_(optimizer)
    return weight.grad.item()


for order in ("after both", "after each", "after each, with update"):
    try:
        print(f"{order}: gradient {accumulate(order):.5f}")
    except RuntimeError as error:
        print(f"{order}: {error}")
