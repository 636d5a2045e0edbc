import torch
from torch import nn
from torch.optim.lr_scheduler import ExponentialLR, LambdaLR


def half_each_step(step):
    return 0.5**step


ways = [("ExponentialLR", ExponentialLR, 0.5), ("LambdaLR", LambdaLR, half_each_step)]
for name, scheduler_class, option in ways:
    head, body = nn.Linear(2, 2), nn.Linear(2, 2)
    optimizer = torch.optim.SGD(head.parameters(), lr=1.0)
    scheduler = scheduler_class(optimizer, option)
    optimizer.step()
    scheduler.step()
    optimizer.add_param_group({"params": body.parameters(), "lr": 0.1})
    optimizer.step()
    try:
        scheduler.step()
        print(name, [group["lr"] for group in optimizer.param_groups])
    except ValueError as error:
        print(name, "ValueError:", error)

scheduler = LambdaLR(optimizer, half_each_step)  # (1)!
optimizer.step()
scheduler.step()
print("created again:", [group["lr"] for group in optimizer.param_groups])
