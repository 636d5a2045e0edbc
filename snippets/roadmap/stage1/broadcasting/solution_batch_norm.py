import torch


def batch_norm(x, running_mean, running_var, momentum=0.1, eps=1e-5):
    mean = x.mean(dim=(0, 2, 3), keepdim=True)  # (1, C, 1, 1)
    var = x.var(dim=(0, 2, 3), keepdim=True, correction=0)  # (1)!
    unbiased = x.var(dim=(0, 2, 3))  # (2)!
    running_mean += momentum * (mean.flatten() - running_mean)  # (C,)
    running_var += momentum * (unbiased - running_var)  # (C,)
    return (x - mean) / (var + eps).sqrt()  # (B, C, H, W)


generator = torch.Generator().manual_seed(1640)
layer = torch.nn.BatchNorm2d(3, affine=False, dtype=torch.float64)
mean, var = torch.zeros(3, dtype=torch.float64), torch.ones(3, dtype=torch.float64)
with_n = torch.ones(3, dtype=torch.float64)  # (3)!

for batch in range(5):
    x = batch + torch.rand(4, 3, 2, 2, generator=generator, dtype=torch.float64)  # (4, 3, 2, 2)
    mine = batch_norm(x, mean, var)  # (4, 3, 2, 2)
    print(f"batch {batch}, largest difference: {(mine - layer(x)).abs().max():.6f}")
    with_n += 0.1 * (x.var(dim=(0, 2, 3), correction=0) - with_n)  # (3,)

for name, mine, theirs in (
    ("mean", mean, layer.running_mean),
    ("variance, n - 1", var, layer.running_var),
    ("variance, n", with_n, layer.running_var),
):
    print(f"{name:16}{mine[0]:.4f} {theirs[0]:.4f}")
