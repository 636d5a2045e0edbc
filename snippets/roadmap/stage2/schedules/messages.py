import torch
from torch.optim import lr_scheduler as schedules


def past_the_end(optimizer):
    scheduler = schedules.OneCycleLR(optimizer, max_lr=0.1, total_steps=3)
    for _ in range(4):
        optimizer.step()
        scheduler.step()


weight = torch.zeros(1, requires_grad=True)  # (1,)
sgd = torch.optim.SGD([weight], lr=0.1, momentum=0.9)
adagrad = torch.optim.Adagrad([weight], lr=0.1)
for wrong in (
    lambda: schedules.ReduceLROnPlateau(sgd).step(),  # (1)!
    lambda: schedules.StepLR(sgd, step_size=30, verbose=True),
    lambda: past_the_end(sgd),
    lambda: schedules.OneCycleLR(adagrad, max_lr=0.1, total_steps=100),
    lambda: schedules.OneCycleLR(sgd, max_lr=0.1),
    lambda: schedules.StepLR(weight, step_size=30),
):
    try:
        wrong()
    except (TypeError, ValueError) as error:
        print(f"{type(error).__name__}: {error}")

plain = torch.optim.SGD([weight], lr=0.1)
schedules.OneCycleLR(plain, max_lr=0.1, total_steps=100)
group = plain.param_groups[0]
print("OneCycleLR created: momentum", group["momentum"], " lr", round(group["lr"], 4))

scheduler, epochs = schedules.ReduceLROnPlateau(sgd), 0
before = sgd.param_groups[0]["lr"]
while sgd.param_groups[0]["lr"] == before:
    scheduler.step(1.0)
    epochs += 1
print("constant loss, patience=10: smaller rate after", epochs, "epochs")
