import torch

optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.8)
scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, milestones=[2, 3, 3], gamma=0.5)
for epoch in range(5):
    print(f"epoch {epoch}: {optimizer.param_groups[0]['lr']:g}")
    optimizer.step()
    scheduler.step()
