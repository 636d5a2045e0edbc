import torch

weight = torch.zeros(1, requires_grad=True)  # (1,)
optimizer = torch.optim.SGD([weight], lr=0.01)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=5, gamma=0.1)

for _batch in range(63):  # one epoch of 4,000 samples
    optimizer.step()
    scheduler.step()  # meant for the epoch, one indentation too deep
print(f"learning rate after one epoch: {optimizer.param_groups[0]['lr']:.0e}")
