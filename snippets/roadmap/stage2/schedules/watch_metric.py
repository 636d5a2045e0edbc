import torch

optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(
    optimizer, factor=0.5, patience=1, cooldown=1, min_lr=0.03
)
print("loss", "used", "bad", "cooling", sep="\t")
for loss in (1.0, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.79):
    used = optimizer.param_groups[0]["lr"]
    optimizer.step()
    scheduler.step(loss)
    print(loss, used, scheduler.num_bad_epochs, scheduler.cooldown_counter, sep="\t")
