import torch

weight = torch.zeros(1, requires_grad=True)  # (1,)
optimizer = torch.optim.SGD([weight], lr=0.1)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.1)

for epoch in range(5):
    used = optimizer.param_groups[0]["lr"]  # (1)!
    optimizer.step()  # stands for a whole epoch of updates
    scheduler.step()
    print(f"epoch {epoch}: used {used:g}, next {scheduler.get_last_lr()[0]:g}")  # (2)!
