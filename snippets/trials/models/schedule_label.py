import torch

weight = torch.zeros(1, requires_grad=True)  # (1,)
optimizer = torch.optim.SGD([weight], lr=0.01)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=5, gamma=0.1)

print("epoch  trained with  printed after scheduler.step()")
for epoch in range(1, 7):
    trained_with = optimizer.param_groups[0]["lr"]
    optimizer.step()  # stands for a whole epoch
    scheduler.step()
    print(f"{epoch:5}  {trained_with:12.6f}  {optimizer.param_groups[0]['lr']:.6f}")
