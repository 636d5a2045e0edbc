import torch

from hanli.data import digits

images, _ = digits()
doubled = torch.cat([images, images[:300]]).flatten(1)  # (1)!
order = torch.randperm(len(doubled), generator=torch.Generator().manual_seed(1640))
_, picture = torch.unique(doubled, dim=0, return_inverse=True)  # (2)!
for name, numbers in {"split the rows": picture, "split the pictures": picture.unique()}.items():
    shuffled = numbers[order[order < len(numbers)]]
    cut = len(shuffled) * 4 // 5
    leaked = torch.isin(shuffled[cut:], shuffled[:cut]).sum().item()
    print(f"{name}: {leaked} of {len(shuffled) - cut} validation pictures are also in training")
