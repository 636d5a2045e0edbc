import torch

optimizer = torch.optim.Adagrad([torch.zeros(1, requires_grad=True)], lr=0.1)
torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.1, total_steps=100)
