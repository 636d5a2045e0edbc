import torch

from hanli.data import digits

images, _ = digits()
doubled = torch.cat([images, images[:300]]).flatten(1)  # (2097, 64)
_, picture_of = torch.unique(doubled, dim=0, return_inverse=True)  # (1)!
generator = torch.Generator().manual_seed(1640)


def count_leaks(pictures):
    shuffled = pictures[torch.randperm(len(pictures), generator=generator)]
    cut = len(shuffled) * 4 // 5
    leaked = torch.isin(shuffled[cut:], shuffled[:cut]).sum().item()
    return f"{leaked} of {len(shuffled) - cut}"


print("split with copies:   ", count_leaks(picture_of))
print("split without copies:", count_leaks(picture_of.unique()))
