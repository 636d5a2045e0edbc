import torch


def batch_norm(x, running_mean, running_var, momentum=0.1, eps=1e-5):
    over = (0, 2, 3)
    mean = x.mean(dim=over, keepdim=True)  # (1, C, 1, 1)
    var = x.var(dim=over, keepdim=True, correction=0)  # (1)!
    unbiased = x.var(dim=over)  # (2)!
    running_mean += momentum * (mean.flatten() - running_mean)  # (C,)
    running_var += momentum * (unbiased - running_var)  # (C,)
    return (x - mean) / (var + eps).sqrt()  # (B, C, H, W)


torch.manual_seed(1640)
B, C, H, W = 4, 3, 2, 2
layer = torch.nn.BatchNorm2d(C, affine=False, dtype=torch.float64)  # (3)!
mean, var = torch.zeros(C, dtype=torch.float64), torch.ones(C, dtype=torch.float64)
biased = torch.ones(C, dtype=torch.float64)  # (C,)

for batch in range(5):
    x = 3 * torch.rand(B, C, H, W, dtype=torch.float64) + batch  # (B, C, H, W)
    same = torch.allclose(batch_norm(x, mean, var), layer(x))
    biased += 0.1 * (x.var(dim=(0, 2, 3), correction=0) - biased)  # (C,)
    print(f"batch {batch}: outputs agree: {same}")

print("running mean agrees:", torch.allclose(mean, layer.running_mean))
print("running variance, unbiased:", torch.allclose(var, layer.running_var))
print("running variance, biased:  ", torch.allclose(biased, layer.running_var))
