import torch

layer = torch.nn.BatchNorm2d(3, affine=False)  # (1)!
x = torch.arange(24.0).reshape(2, 3, 2, 2)  # (2, 3, 2, 2)
y = layer(x)  # (2, 3, 2, 2)
print("mean of channel 1 before and after:", x[:, 1].mean().item(), round(y[:, 1].mean().item(), 4))
print("running mean:", layer.running_mean)
print("running variance:", layer.running_var)
